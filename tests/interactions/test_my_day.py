"""My day: counts that are true beyond the rows that are read, one sentence, meetings, and what leaves."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from contacts.models import Contact
from crm.money import Money
from interactions.actions import hand_over_follow_up, plan_meeting
from interactions.models import FollowUp
from interactions.my_day import AT_MOST, Day, Row, day_of, sentence
from interactions.today import meetings_today
from tests.factories.contacts import make_contact
from tests.factories.interactions import make_follow_up
from tests.factories.outreach import make_message

NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)

# In the last days of a month another row stands here.
MID_MONTH = datetime(2026, 11, 18, 12, tzinfo=UTC)


def many(alice, carol: Contact, number: int, *, due_at: datetime) -> None:
    row = {"contact": carol, "owner": alice, "title": "Call", "local_date": due_at.date(), "local_time": due_at.time()}
    FollowUp.objects.bulk_create(FollowUp(**row, zone="UTC", due_at=due_at) for _number in range(number))


def test_counts_are_true_where_more_wait_than_are_read(alice, carol):
    many(alice, carol, 40, due_at=NOW - timedelta(days=1))
    many(alice, carol, 7, due_at=NOW + timedelta(hours=2))
    many(alice, carol, 5, due_at=NOW + timedelta(days=2))
    day = day_of(alice, NOW)
    assert (len(day.rows), day.count, day.overdue) == (AT_MOST, 47, 40)
    assert sentence(day) == "47 things want you; 40 are overdue."


def test_thousands_cost_one_statement_more_than_one(alice, carol):
    many(alice, carol, 1, due_at=NOW - timedelta(days=1))
    day_of(alice, NOW)
    with CaptureQueriesContext(connection) as few:
        day_of(alice, NOW)
    many(alice, carol, 5000, due_at=NOW - timedelta(days=1))
    with CaptureQueriesContext(connection) as thousands:
        assert day_of(alice, NOW).count == 5001
    assert len(thousands) == len(few) + 1


def row(*, stake: Money | None = None, due_at: datetime | None = None) -> Row:
    return Row("some", "clock", "Some", "Because", None, due_at, "/", 50, stake=stake)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (Day([], 0, 0), "Nothing wants you now."),
        (Day([row()], 1, 0), "1 thing wants you."),
        (Day([row()], 2, 1), "2 things want you; 1 is overdue."),
        (
            Day([row(stake=Money(Decimal(5), "USD")), row(stake=Money(Decimal(2), "EUR"))] * 2, 4, 0),
            "4 things want you; at stake: 4.00\N{NO-BREAK SPACE}EUR, 10.00\N{NO-BREAK SPACE}USD.",
        ),
    ],
)
def test_one_true_sentence(day, said):
    assert sentence(day) == said


def test_a_row_carries_the_note_of_who_gave_it(alice, bob, carol):
    follow_up = make_follow_up(alice, carol, now=NOW - timedelta(days=2))
    hand_over_follow_up(by=alice, follow_up=follow_up, to=bob, note="She prefers mornings.", now=NOW)
    assert [(one.note, one.follow_up) for one in day_of(bob, NOW).rows] == [("She prefers mornings.", follow_up.pk)]


def test_meetings_of_the_day_and_no_name_of_a_customer_whom_i_do_not_see(alice, bob, charlie, carol):
    values = {"by": alice, "contacts": [carol], "minutes": 30, "title": "With Carol", "now": NOW}
    plan_meeting(users=[alice, charlie], start=NOW + timedelta(hours=2), **values)
    plan_meeting(users=[alice], start=NOW + timedelta(days=1), **values)
    assert [(one.title, one.contact, one.minutes) for one in meetings_today(alice, NOW)] == [("With Carol", carol, 30)]
    assert [(one.title, one.contact) for one in meetings_today(charlie, NOW)] == [("", None)]
    assert meetings_today(bob, NOW) == []


def test_the_page_offers_what_applies_to_each_row(sign_in, alice, carol):
    follow_up = make_follow_up(alice, carol, now=timezone.now() - timedelta(days=2))
    page = sign_in(alice).get(reverse("interactions:my_day")).content.decode()
    for name in ("follow_up_snooze", "follow_up_hand_over", "follow_up_close"):
        assert reverse(f"interactions:{name}", args=[follow_up.pk]) in page
    assert page.count("btn-primary") == 1


def test_more_leads_to_the_rest(sign_in, alice, carol, stop_clock):
    stop_clock(MID_MONTH)
    many(alice, carol, 20, due_at=timezone.now() - timedelta(days=1))
    client, address = sign_in(alice), reverse("interactions:my_day")
    page = client.get(address)
    assert (len(page.context["rows"]), page.context["more"]) == (8, 12)
    assert f'href="{address}?all=1"' in page.content.decode()
    assert len(client.get(f"{address}?all=1").context["rows"]) == 20

    many(alice, carol, 20, due_at=timezone.now() - timedelta(days=1))
    assert f'href="{reverse("interactions:follow_up_list")}"' in client.get(address).content.decode()


def test_a_mail_that_leaves_today_is_skipped_by_who_may(sign_in, alice, bob):
    # The contact is Alice's own: her team sees the mail and does not stop it.
    now = timezone.now()
    message = make_message(
        make_contact("Dora Malá", owner=alice, email="dora@customer.example"),
        not_before=now, not_after=now + timedelta(hours=2), now=now, sender=alice,
    )  # fmt: skip
    address = reverse("outreach:message_skip", args=[message.pk])
    shown = [address in sign_in(user).get(reverse("interactions:my_day")).content.decode() for user in (alice, bob)]
    assert shown == [True, False]
