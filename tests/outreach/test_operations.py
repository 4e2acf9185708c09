from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from contacts.models import Contact
from crm import operations as ground
from outreach import operations
from outreach.models import Heartbeat, Journey, Message, Provider, State
from outreach.operations import CLOSED, OPEN, TRYING, breaker, mail_status
from outreach.reasons import POISON, TOO_MANY_FAILED
from tests.factories.outreach import make_message

NOW = timezone.now()
HOUR = timedelta(hours=1)


def _message(contact: Contact, **fields: object) -> None:
    """A mail as some other hour of its life left it."""
    Message.objects.filter(pk=make_message(contact).pk).update(**fields)


def test_the_ground_asks_here():
    assert ground.mail() is operations.mail


def test_an_empty_outbox_is_quiet(organisation):
    status = mail_status(NOW)

    assert (status.oldest_due_seconds, status.by_state, status.heartbeats) == (None, {}, {})
    assert (status.breaker, status.unknown, status.parked) == (CLOSED, 0, 0)


def test_mails_are_counted_by_state_and_the_parked_ones_apart(carol):
    for state in (State.UNKNOWN, State.UNKNOWN, State.FAILED):
        _message(carol, state=state)
    _message(carol, state=State.FAILED, reason=POISON)

    status = mail_status(NOW)

    assert status.by_state == {"unknown": 2, "failed": 2}
    assert (status.unknown, status.parked) == (2, 1)


def test_the_oldest_due_mail_gives_its_age(carol):
    _message(carol, not_before=NOW - timedelta(seconds=90), not_after=NOW + HOUR)
    _message(carol, not_before=NOW - timedelta(seconds=30), not_after=NOW + HOUR)
    _message(carol, not_before=NOW + HOUR, not_after=NOW + 2 * HOUR)
    _message(carol, not_before=NOW - 9 * HOUR, not_after=NOW - HOUR)
    _message(carol, not_before=NOW - 5 * HOUR, not_after=NOW + HOUR, state=State.CANCELLED)

    assert mail_status(NOW).oldest_due_seconds == 90


@pytest.mark.parametrize(
    ("failures", "waits", "word", "is_down"),
    [(0, None, CLOSED, False), (2, HOUR, OPEN, True), (2, -HOUR, TRYING, True)],
)
def test_the_breaker_has_a_word(db, failures, waits, word, is_down):
    waits_until = waits and NOW + waits
    Provider.objects.create(name=settings.OUTREACH_PROVIDER, failures=failures, waits_until=waits_until)
    Provider.objects.create(name="another", failures=9, waits_until=NOW + HOUR)

    assert (breaker(NOW), operations.is_relay_down()) == (word, is_down)


def test_what_stands_still_is_told_with_its_reason(carol):
    step = make_message(carol).step
    assert (mail_status(NOW).paused, mail_status(NOW).trouble) == ([], "")
    Journey.objects.filter(pk=step.journey_id).update(is_enabled=False, paused_reason=TOO_MANY_FAILED)
    Provider.objects.create(name=settings.OUTREACH_PROVIDER, failures=1, last_error="not you")

    status = mail_status(NOW)

    assert (status.paused, status.trouble) == ([step.journey], "not you")
    assert status.paused[0].why_paused.startswith("More than five in a hundred")


def test_a_state_has_its_readers_name():
    assert operations.state_label("unknown") == "unknown whether sent"


def test_the_number_of_queries_does_not_grow(carol, django_assert_num_queries):
    for _number in range(3):
        make_message(carol)
        Heartbeat.objects.create(name=f"job {_number}", at=NOW)

    with django_assert_num_queries(6):
        mail_status(NOW)
