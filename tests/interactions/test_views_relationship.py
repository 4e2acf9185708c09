"""The panel of a relationship, that of a company, and the pages on which it is said."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.models import Contact
from interactions.actions.strengths import recount
from interactions.care import tension_of
from interactions.models import Agreement, Bond, Breach, Tension
from outreach import ready_made
from staff.models import User
from tests.factories.contacts import make_company, make_contact
from tests.factories.interactions import make_entry, make_follow_up
from tests.factories.relationships import make_agreement, make_bond, make_breach, make_signal, make_tension

SignIn = Callable[[User], Client]
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
AGREED = {"words": "Call only after ten", "source": "asked", "agreed_on": "2026-05-04"}
BROKEN = {"words": "We called at eight", "broken_by": "we", "happened_on": "2026-05-20"}
TENSE = {"level": "tense", "reason": "The third late delivery", "review_on": "2026-06-15"}
# The page, what is sent to it, and the rows that come of it.
WRITES = (
    ("bond", {"kind": "social"}, Bond),
    ("tension", TENSE, Tension),
    ("agreement_create", AGREED, Agreement),
)


@pytest.fixture(autouse=True)
def _first_of_june(organisation: object, stop_clock: Callable[[datetime], None]) -> None:
    stop_clock(NOW)
    ready_made.install(now=NOW)


def url(name: str, pk: int) -> str:
    return reverse(f"interactions:{name}", args=[pk])


def panel(client: Client, contact: Contact) -> str:
    page = client.get(url("contact_relationship", contact.pk))
    assert page.status_code == 200
    return page.content.decode()


def test_the_panel_of_somebody_new_says_what_is_not_known(sign_in: SignIn, alice: User, carol: Contact) -> None:
    page = panel(sign_in(alice), carol)
    for words in ("Nobody has said yet.", "We have not talked yet.", "Nothing is agreed.", "calm"):
        assert words in page


def test_the_panel_tells_all_that_is_known(sign_in: SignIn, bob: User, alice: User, carol: Contact) -> None:
    make_bond(carol, alice, "advisory")
    make_tension(carol, alice, "tense", keeper=bob, reason="The third late delivery")
    make_breach(make_agreement(carol), followed="We apologised")
    make_signal(carol)
    make_entry(carol, NOW, kind="meeting")
    recount(now=NOW)
    page = panel(sign_in(bob), carol)
    for words in (
        *("Advisory", "The third late delivery", "Only <bdi>Bob</bdi> and the leads write to them."),
        *("Strength 56 of 100", "Call only after ten", "We called at eight", "We apologised"),
        *("No contact for 64 days. Usually every 21 days.", "1 July 2026"),
    ):
        assert words in page, words


def test_the_panel_stands_on_the_card(sign_in: SignIn, alice: User, carol: Contact) -> None:
    make_bond(carol, alice, "advisory")
    panels = reverse("contacts:contact_panels", args=[carol.pk])
    assert "Advisory" in sign_in(alice).get(panels, headers={"HX-Request": "true"}).content.decode()


def test_three_rules_need_as_many_queries_as_one(sign_in: SignIn, alice: User, carol: Contact) -> None:
    client = sign_in(alice)
    make_breach(make_agreement(carol))
    panel(client, carol)
    with CaptureQueriesContext(connection) as one:
        panel(client, carol)
    for number in range(2):
        make_breach(make_agreement(carol, f"Rule {number}"))
        make_bond(carol, alice, at=datetime(2026, 1, 1 + number, tzinfo=UTC))
        make_tension(carol, alice, at=datetime(2026, 1, 1 + number, tzinfo=UTC))
    with CaptureQueriesContext(connection) as three:
        panel(client, carol)
    assert len(three) == len(one)


@pytest.mark.parametrize(("name", "data", "model"), WRITES, ids=[name for name, _data, _model in WRITES])
def test_a_colleague_of_the_team_writes_it_down(name, data, model, sign_in: SignIn, bob: User, carol: Contact) -> None:
    client = sign_in(bob)
    assert client.get(url(name, carol.pk)).status_code == 200
    answer = client.post(url(name, carol.pk), data)
    assert (answer.status_code, answer.url) == (303, reverse("contacts:contact_detail", args=[carol.pk]))
    row = model.objects.get()
    assert {name: str(getattr(row, name)) for name in data} == data
    assert row.contact == carol


@pytest.mark.parametrize(("name", "data", "model"), WRITES, ids=[name for name, _data, _model in WRITES])
def test_a_stranger_finds_nothing_and_a_reader_writes_nothing(
    name, data, model, sign_in: SignIn, charlie: User, dpo: User, carol: Contact
) -> None:
    for user, status in ((charlie, 404), (dpo, 403)):
        client = sign_in(user)
        assert client.get(url(name, carol.pk)).status_code == status
        assert client.post(url(name, carol.pk), data).status_code == status
    assert not model.objects.exists()


@pytest.mark.parametrize("name", [name for name, _data, _model in WRITES])
def test_no_contact_by_that_number_and_no_other_method(name: str, sign_in: SignIn, alice: User) -> None:
    client = sign_in(alice)
    assert client.get(url(name, 999)).status_code == 404
    assert client.delete(url(name, 999)).status_code == 405


def test_a_stranger_sees_no_panel_and_a_reader_no_way_to_write(
    sign_in: SignIn, charlie: User, dpo: User, carol: Contact
) -> None:
    make_agreement(carol)
    assert sign_in(charlie).get(url("contact_relationship", carol.pk)).status_code == 404
    page = panel(sign_in(dpo), carol)
    assert "Call only after ten" in page
    assert "agreements" not in page


def test_what_is_missing_is_asked_for_beside_its_field(sign_in: SignIn, alice: User, carol: Contact) -> None:
    client = sign_in(alice)
    page = client.post(url("tension", carol.pk), {"level": "tense", "review_on": "2026-06-15"})
    assert page.status_code == 422
    assert page.context["form"].errors == {"reason": ["Say what the tension comes from."]}
    page = client.post(url("tension", carol.pk), {**TENSE, "review_on": "2026-06-01"})
    assert page.context["form"].errors == {"review_on": ["Give a day between tomorrow and two years from now."]}
    assert not Tension.objects.exists()


def test_prepared_mails_that_still_leave_are_said(sign_in: SignIn, alice: User, carol: Contact) -> None:
    make_follow_up(alice, carol, now=NOW, kind="mail", body="As we said.")
    page = sign_in(alice).post(url("tension", carol.pk), TENSE, follow=True).content.decode()
    assert "1 prepared mail to them still leaves." in page


def test_who_speaks_with_them_is_chosen_among_those_who_may(
    sign_in: SignIn, alice: User, bob: User, charlie: User, carol: Contact
) -> None:
    client = sign_in(alice)
    assert client.post(url("tension", carol.pk), {**TENSE, "keeper": charlie.pk}).status_code == 422
    client.post(url("tension", carol.pk), {**TENSE, "keeper": bob.pk})
    assert tension_of(carol).keeper == bob


def test_a_rule_and_a_breach_are_changed_by_the_team_alone(
    sign_in: SignIn, bob: User, charlie: User, dpo: User, carol: Contact
) -> None:
    rule = make_agreement(carol)
    breach = make_breach(rule)
    pages = (
        (url("agreement_edit", rule.pk), {**AGREED, "ended_on": "2026-05-31"}),
        (url("breach_create", rule.pk), BROKEN),
        (url("breach_edit", breach.pk), {**BROKEN, "followed": "We apologised"}),
    )
    for user, status in ((charlie, 404), (dpo, 403), (bob, 303)):
        client = sign_in(user)
        assert [client.post(address, data).status_code for address, data in pages] == [status] * 3
    assert Agreement.objects.get().ended_on == date(2026, 5, 31)
    assert sorted(Breach.objects.values_list("followed", flat=True)) == ["", "We apologised"]
    assert [client.get(address).status_code for address, _data in pages] == [200] * 3
    assert [client.get(url(name, 999)).status_code for name in ("agreement_edit", "breach_create", "breach_edit")] == [
        404
    ] * 3


def test_a_company_is_the_sum_of_those_of_its_people_whom_the_reader_sees(
    sign_in: SignIn, alice: User, charlie: User
) -> None:
    company = make_company(owner=alice)
    for name, owner, level in (("Anna", alice, "tense"), ("Emil", alice, "calm"), ("Hidden", charlie, "tense")):
        person = make_contact(name, owner=owner, company=company)
        make_bond(person, owner, "partner")
        make_tension(person, owner, level, reason="A late delivery")
        make_entry(person, NOW, kind="meeting" if name == "Anna" else "call")
    recount(now=NOW)
    told = sign_in(alice).get(url("company_relationship", company.pk)).context["sum"]
    assert (told.people, told.kinds, [(str(level.label), count) for level, count in told.levels]) == (
        *(2, [("partner", 2)]),
        [("tense", 1)],
    )
    assert (told.strongest.contact.full_name, told.strongest.score, told.mean, told.spoken_lately) == (
        *("Anna", 56, 53),
        2,
    )
    panel = sign_in(alice).get(url("company_relationship", company.pk), headers={"HX-Request": "true"})
    assert "the strongest is <bdi>Anna</bdi> with 56" in panel.content.decode()
    page = sign_in(alice).get(reverse("contacts:company_detail", args=[company.pk])).content.decode()
    assert page.count(f'hx-get="{url("company_relationship", company.pk)}"') == 1


def test_a_company_of_others_is_not_found(sign_in: SignIn, alice: User, charlie: User) -> None:
    company = make_company(owner=alice)
    assert sign_in(charlie).get(url("company_relationship", company.pk)).status_code == 404
    assert sign_in(alice).post(url("company_relationship", company.pk)).status_code == 405
