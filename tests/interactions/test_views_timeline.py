"""The timeline of a contact, of a company and of everybody, as colleagues and strangers meet it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from contacts.models import Company, Contact
from interactions.models import Party
from staff.models import User
from tests.factories.contacts import make_company, make_contact
from tests.factories.interactions import make_entry
from tests.factories.promises import make_due

SignIn = Callable[[User], Client]
PAST = datetime(2026, 1, 5, 9, tzinfo=UTC)
HTMX = {"HX-Request": "true"}

pytestmark = pytest.mark.usefixtures("organisation")


def url(name: str, *args: object) -> str:
    return reverse(f"interactions:{name}", args=args)


def kinds(client: Client, address: str) -> list[str]:
    return [entry.kind for entry in client.get(address).context["page"]]


@pytest.fixture
def company(alice: User) -> Company:
    return make_company("Lamps Ltd", owner=alice)


def test_the_timeline_shows_newest_first_and_filters(sign_in: SignIn, alice: User, bob: User, carol: Contact) -> None:
    make_entry(carol, PAST, kind="note", by=bob, summary="Wants lamps")
    make_entry(carol, PAST + timedelta(days=1), kind="email", is_automatic=True)
    client, address = sign_in(alice), url("contact_timeline", carol.pk)
    assert kinds(client, address) == ["email", "note"]
    asked = ("?by=people", "?by=me", f"?by={bob.pk}", "?kind=email", "?q=LÁMPS", "?kind=nonsense&by=999999999&q=")
    assert [kinds(client, address + query) for query in asked] == [
        *(["note"], [], ["note"], ["email"], ["note"], ["email", "note"]),
    ]


def test_whom_the_entry_names_as_taking_part_is_found_too(
    sign_in: SignIn, alice: User, bob: User, carol: Contact
) -> None:
    entry = make_entry(carol, PAST, by=alice)
    make_entry(carol, PAST, by=alice)
    Party.objects.create(interaction=entry, user=bob, at=entry.at)
    page = sign_in(alice).get(url("contact_timeline", carol.pk) + f"?by={bob.pk}")
    assert list(page.context["page"]) == [entry]


def test_a_filter_is_a_chip_and_stays_on_the_way_to_the_whole(sign_in: SignIn, alice: User, carol: Contact) -> None:
    for day in range(12):
        make_entry(carol, PAST + timedelta(days=day), kind="note")
    client, address = sign_in(alice), url("contact_timeline", carol.pk)
    part = client.get(f"{address}?kind=note&q=", headers=HTMX).content.decode()
    assert "<html" not in part
    assert f'href="{address}?kind=note&amp;q="' in part
    assert f'href="{address}?q="' in part, "the chip takes the filter away"
    assert len(client.get(f"{address}?kind=note").context["page"]) == 12


def test_a_filter_on_the_page_of_the_timeline_leaves_it_whole(
    sign_in: SignIn, alice: User, bob: User, charlie: User, carol: Contact
) -> None:
    for day in range(12):
        make_entry(carol, PAST + timedelta(days=day), by=alice)
    Party.objects.create(interaction=make_entry(carol, PAST, by=alice), user=bob, at=PAST)
    client, address = sign_in(alice), url("contact_timeline", carol.pk)
    on_page = {**HTMX, "HX-Current-URL": f"http://testserver{address}?q="}
    parts = [client.get(address, headers=headers) for headers in (on_page, HTMX)]
    assert [len(part.context["page"]) for part in parts] == [13, 10]
    offered = [[value for value, _ in part.context["form"].fields["by"].choices] for part in parts]
    assert offered == [["", "me", "people", str(bob.pk)], ["", "me", "people"]]
    assert [f'href="{address}">' in part.content.decode() for part in parts] == [False, True]


def test_an_entry_tells_what_we_promised_in_it(sign_in: SignIn, alice: User, carol: Contact) -> None:
    now = timezone.now()
    promise = make_due(alice, carol, now=now, entry=make_entry(carol, now, by=alice))
    html = sign_in(alice).get(url("contact_timeline", carol.pk)).content.decode()
    line = html[html.index(f'<a href="{url("promise_detail", promise.pk)}"') :].partition("</div>")[0]
    assert "<bdi>Send the offer</bdi></a> · by " in line
    assert "Open</span>" in line


@pytest.mark.parametrize("name", ["contact_timeline", "company_timeline", "interaction_list"])
def test_a_timeline_asks_as_much_for_fifty_rows_as_for_one(
    sign_in: SignIn, alice: User, carol: Contact, company: Company, name: str
) -> None:
    Contact.objects.update(company=company)
    args = {"contact_timeline": [carol.pk], "company_timeline": [company.pk]}.get(name, [])
    client, asked = sign_in(alice), []
    make_due(alice, carol, now=PAST, entry=make_entry(carol, PAST, by=alice))
    client.get(url(name, *args))
    for count in (0, 2, 47):
        for _ in range(count):
            make_due(alice, carol, now=PAST, entry=make_entry(carol, PAST, by=alice))
        with CaptureQueriesContext(connection) as caught:
            page = client.get(url(name, *args))
        asked.append((len(page.context["page"]), len(caught)))
    assert [rows for rows, _queries in asked] == [1, 3, 50]
    assert len({queries for _rows, queries in asked}) == 1


def test_conversations_are_those_i_may_read(
    sign_in: SignIn, alice: User, charlie: User, marketer: User, carol: Contact
) -> None:
    make_entry(carol, PAST, summary="Told in confidence")
    shown = sign_in(alice).get(url("interaction_list"))
    assert [entry.around.main for entry in shown.context["page"]] == [carol]
    assert list(sign_in(charlie).get(url("interaction_list")).context["page"]) == []
    assert sign_in(marketer).get(url("interaction_list")).status_code == 403


class TestCompany:
    def test_it_is_that_of_its_people_of_now_whom_i_see(
        self, sign_in: SignIn, alice: User, charlie: User, company: Company
    ) -> None:
        now, gone, hidden = (
            make_contact(name, owner=owner, company=at)
            for name, owner, at in (("Now", alice, company), ("Gone", alice, None), ("Hidden", charlie, company))
        )
        for contact in (now, gone, hidden):
            make_entry(contact, PAST, summary=f"Said by {contact.full_name}")
        page = sign_in(alice).get(url("company_timeline", company.pk))
        assert [entry.around.main for entry in page.context["page"]] == [now]
        assert reverse("contacts:contact_detail", args=[now.pk]) in page.content.decode()
        assert ("Gone" in page.content.decode(), "Hidden" in page.content.decode()) == (False, False)

    def test_one_of_them_may_be_asked_for(self, sign_in: SignIn, alice: User, charlie: User, company: Company) -> None:
        one, other = (make_contact(name, owner=alice, company=company) for name in ("One", "Other"))
        hidden = make_contact("Hidden", owner=charlie, company=company)
        for contact in (one, other, hidden):
            make_entry(contact, PAST)
        client, address = sign_in(alice), url("company_timeline", company.pk)
        asked = [client.get(f"{address}?contact={pk}").context["page"] for pk in (one.pk, hidden.pk, "x")]
        assert [[entry.contact_id for entry in page] for page in asked] == [
            [one.pk],
            [other.pk, one.pk],
            [other.pk, one.pk],
        ]

    def test_the_page_of_the_company_brings_it(
        self, sign_in: SignIn, alice: User, marketer: User, company: Company
    ) -> None:
        make_entry(make_contact("One", owner=alice, company=company), PAST, summary="Wants lamps")
        address = reverse("contacts:company_detail", args=[company.pk])
        shown = ["Wants lamps" in sign_in(user).get(address).content.decode() for user in (alice, marketer)]
        assert shown == [True, False]

    def test_a_strangers_company_is_as_absent_as_none(
        self, sign_in: SignIn, charlie: User, marketer: User, company: Company
    ) -> None:
        client = sign_in(charlie)
        assert [client.get(url("company_timeline", pk)).status_code for pk in (company.pk, 999_999)] == [404, 404]
        assert sign_in(marketer).get(url("company_timeline", company.pk)).status_code == 403

    def test_it_is_only_read(self, sign_in: SignIn, alice: User, company: Company) -> None:
        assert sign_in(alice).post(url("company_timeline", company.pk)).status_code == 405


def test_the_card_has_the_way_to_log_for_who_may(sign_in: SignIn, alice: User, dpo: User, carol: Contact) -> None:
    card = reverse("contacts:contact_detail", args=[carol.pk])
    pages = [sign_in(user).get(card).content.decode() for user in (alice, dpo)]
    assert [page.count('id="composer"') for page in pages] == [1, 0]
    assert [page.count('id="timeline"') for page in pages] == [1, 1]
