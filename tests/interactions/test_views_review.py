"""The monthly review: who is left, in which order, and one customer after the other."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.actions.merging import merge_contacts, undo_merge
from contacts.models import Contact, Stage
from interactions.actions.reviews import review_relationship
from interactions.care import tension_of
from interactions.models import Bond, MonthlyReview, Tension
from interactions.reviewing import queue_of
from outreach import ready_made
from staff.models import User
from tests.factories.contacts import make_contact
from tests.factories.interactions import make_follow_up
from tests.factories.relationships import make_bond, make_signal, make_tension
from tests.factories.sales import make_purchase

SignIn = Callable[[User], Client]
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
REVIEW = "interactions:review"
FINE = {"kind": "social", "level": "calm", "next_step": "none"}


@pytest.fixture(autouse=True)
def _first_of_june(organisation: object, stop_clock: Callable[[datetime], None]) -> None:
    stop_clock(NOW)
    ready_made.install(now=NOW)


def url(contact: Contact) -> str:
    return reverse("interactions:review_contact", args=[contact.pk])


def test_tension_comes_before_silence_and_silence_before_worth(alice: User, bob: User, carol: Contact) -> None:
    rich, silent, strained, tense = (
        make_contact(name, owner=alice) for name in ("Rich", "Silent", "Strained", "Tense")
    )
    make_purchase(rich, NOW - DAY, amount="900", currency="EUR")
    make_signal(silent)
    make_tension(strained, alice, "strained")
    make_tension(tense, alice, "tense")
    make_tension(carol, alice, "tense", at=NOW - 9 * DAY)
    make_tension(carol, alice, "calm", at=NOW - DAY)
    make_contact("Of Bob", owner=bob)
    make_contact("Gone", owner=alice, stage=Stage.DISSOLUTION)
    assert queue_of(alice, NOW) == [tense.pk, strained.pk, silent.pk, rich.pk, carol.pk]


def test_the_page_counts_who_is_left_and_leads_to_the_first(sign_in: SignIn, alice: User, carol: Contact) -> None:
    dora = make_contact("Dora", owner=alice)
    MonthlyReview.objects.create(contact=dora, month=date(2026, 6, 1), next_step="none", at=NOW, by=alice)
    MonthlyReview.objects.create(contact=carol, month=date(2026, 5, 1), next_step="none", at=NOW, by=alice)
    page = sign_in(alice).get(reverse(REVIEW))
    assert (page.context["people"], page.context["left"], page.context["done"]) == ([carol], 1, 1)
    assert f'href="{url(carol)}"' in page.content.decode()


def test_answering_saves_and_leads_to_the_next(sign_in: SignIn, alice: User, carol: Contact) -> None:
    dora = make_contact("Dora", owner=alice)
    client = sign_in(alice)
    assert client.get(url(carol)).context["form"]["level"].value() == "calm"
    answer = client.post(url(carol), FINE)
    assert (answer.status_code, answer.url) == (303, url(dora))
    assert Bond.objects.get().kind == "social"
    assert not Tension.objects.exists()
    assert client.post(url(dora), {**FINE, "kind": ""}).url == reverse(REVIEW)
    assert Bond.objects.count() == 1
    assert sorted(MonthlyReview.objects.values_list("contact__full_name", "month", "next_step")) == [
        ("Carol Novotná", date(2026, 6, 1), "none"),
        ("Dora", date(2026, 6, 1), "none"),
    ]


def test_a_missing_next_step_leads_to_its_plan(sign_in: SignIn, alice: User, carol: Contact) -> None:
    client = sign_in(alice)
    page = client.get(url(carol))
    assert [code for code, _words in page.context["form"].fields["next_step"].choices] == ["to_plan", "none"]
    assert client.post(url(carol), {**FINE, "next_step": "planned"}).status_code == 422
    answer = client.post(url(carol), {**FINE, "next_step": "to_plan"})
    assert answer.url == f"{reverse('interactions:plan', args=[carol.pk])}?kind=task"


def test_a_planned_step_is_shown_and_is_the_answer(sign_in: SignIn, alice: User, carol: Contact) -> None:
    make_follow_up(alice, carol, now=NOW, title="Ask about the dimmer")
    page = sign_in(alice).get(url(carol))
    assert page.context["form"]["next_step"].value() == "planned"
    assert "Ask about the dimmer" in page.content.decode()


def test_a_new_tension_asks_for_its_reason(sign_in: SignIn, alice: User, carol: Contact) -> None:
    client = sign_in(alice)
    tense = {**FINE, "level": "tense", "review_on": "2026-06-15"}
    page = client.post(url(carol), tense)
    assert page.status_code == 422
    assert page.context["form"].errors == {"reason": ["Say what the tension comes from."]}
    assert not MonthlyReview.objects.exists()
    assert not Bond.objects.exists()
    assert client.post(url(carol), {**tense, "reason": "The third late delivery"}).status_code == 303
    assert tension_of(carol).is_tense


def test_a_tension_that_goes_on_is_looked_at_again_on_another_day(alice: User, bob: User, carol: Contact) -> None:
    make_tension(carol, alice, "tense", keeper=bob, reason="Late", review_on=date(2026, 6, 1), at=NOW - 9 * DAY)
    answers = {"next_step": "none", "level": "tense", "review_on": date(2026, 6, 15)}
    review_relationship(by=alice, contact=carol, now=NOW, **answers)
    again = tension_of(carol)
    assert (again.at, again.reason, again.keeper, again.review_on) == (NOW, "Late", bob, date(2026, 6, 15))
    review_relationship(by=alice, contact=carol, now=NOW + DAY, **answers)
    assert tension_of(carol) == again
    assert MonthlyReview.objects.get().at == NOW + DAY


def test_one_can_be_skipped(sign_in: SignIn, alice: User, carol: Contact) -> None:
    dora = make_contact("Dora", owner=alice)
    client = sign_in(alice)
    assert client.get(url(carol)).context["following"] == dora.pk
    assert client.get(url(dora)).context["following"] == carol.pk
    MonthlyReview.objects.create(contact=dora, month=date(2026, 6, 1), next_step="none", at=NOW, by=alice)
    assert client.get(url(carol)).context["following"] is None


def test_each_answer_has_a_key_of_its_own(sign_in: SignIn, alice: User, carol: Contact) -> None:
    client = sign_in(alice)
    page = client.get(url(carol)).content.decode()
    assert [page.count(f'data-key="{key}"') for key in "1234567890s"] == [1] * 7 + [0] + [1] * 3
    make_follow_up(alice, carol, now=NOW)
    page = client.get(url(carol)).content.decode()
    assert [page.count(f'data-key="{key}"') for key in "1234567890s"] == [1] * 11


def test_of_strangers_and_readers(sign_in: SignIn, charlie: User, dpo: User, bob: User, carol: Contact) -> None:
    for user, status in ((charlie, 404), (dpo, 403)):
        client = sign_in(user)
        assert client.get(url(carol)).status_code == status
        assert client.post(url(carol), FINE).status_code == status
    assert sign_in(dpo).get(reverse(REVIEW)).status_code == 403
    assert not MonthlyReview.objects.exists()
    assert sign_in(bob).post(url(carol), FINE).status_code == 303


def test_no_contact_by_that_number_and_no_other_method(sign_in: SignIn, alice: User) -> None:
    client = sign_in(alice)
    assert client.get(reverse("interactions:review_contact", args=[999])).status_code == 404
    assert client.delete(reverse("interactions:review_contact", args=[999])).status_code == 405
    assert client.post(reverse(REVIEW)).status_code == 405


def test_of_two_reviews_of_a_month_one_stays_after_a_merge(alice: User, carol: Contact) -> None:
    survivor = make_contact("Carol N.", owner=alice)
    make_bond(carol, alice)
    for contact, month in ((survivor, 6), (carol, 6), (carol, 5)):
        MonthlyReview.objects.create(contact=contact, month=date(2026, month, 1), next_step="none", at=NOW, by=alice)
    merge = merge_contacts(by=alice, survivor=survivor, merged=carol, now=NOW)
    months = [date(2026, 6, 1), date(2026, 5, 1)]
    assert list(survivor.reviews.values_list("month", flat=True)) == months
    undo_merge(by=alice, merge=merge, now=NOW)
    assert list(carol.reviews.values_list("month", flat=True)) == months


def test_three_customers_need_as_many_queries_as_one(sign_in: SignIn, alice: User, carol: Contact) -> None:
    client = sign_in(alice)
    client.get(reverse(REVIEW))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse(REVIEW))
    for name in ("Dora", "Emil"):
        make_tension(make_contact(name, owner=alice), alice, "strained")
    with CaptureQueriesContext(connection) as three:
        client.get(reverse(REVIEW))
    assert len(three) == len(one)
