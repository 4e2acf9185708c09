"""Signals open, rest, come back and go by themselves."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from contacts.actions.erasing import erase_contact
from contacts.actions.merging import merge_contacts, undo_merge
from contacts.models import Contact
from interactions.actions import log_interaction
from interactions.actions.watching import dismiss_signal, watch
from interactions.models import Direction, Kind, Signal, SignalState
from interactions.tasks import watch as job
from staff.models import AuditEntry, User
from tests.factories.contacts import make_contact
from tests.factories.interactions import make_entry

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def fall_silent(contact: Contact) -> None:
    for days in (127, 106, 85, 64):
        make_entry(contact, NOW - days * DAY)


@pytest.fixture
def quiet(carol: Contact) -> Signal:
    fall_silent(carol)
    watch(now=NOW)
    return Signal.objects.get()


def states() -> list[tuple[str, str]]:
    return list(Signal.objects.order_by("pk").values_list("kind", "state"))


def test_the_job_finds_and_a_second_run_changes_nothing(carol: Contact) -> None:
    fall_silent(carol)
    assert job(now=NOW.isoformat()) == {"counted": 1, "found": 1, "opened": 1, "gone": 0}
    before = list(Signal.objects.values())
    assert job(now=NOW.isoformat()) == {"counted": 1, "found": 1, "opened": 0, "gone": 0}
    assert list(Signal.objects.values()) == before


def test_the_facts_grow_with_the_days(quiet: Signal) -> None:
    watch(now=NOW + DAY)
    quiet.refresh_from_db()
    assert (quiet.facts["days"], quiet.found_at) == (65, NOW)


def test_a_talk_ends_a_silence_at_once(quiet: Signal, alice: User) -> None:
    log_interaction(
        by=alice, contact=quiet.contact, kind=Kind.CALL, direction=Direction.OUT, at=NOW, key="1", now=NOW + DAY
    )
    quiet.refresh_from_db()
    assert (quiet.state, quiet.closed_at) == (SignalState.GONE, NOW + DAY)


def test_what_was_dismissed_comes_back_on_new_facts_alone(quiet: Signal, alice: User) -> None:
    assert dismiss_signal(by=alice, signal=quiet, reason="On leave until autumn", now=NOW)
    watch(now=NOW + 30 * DAY)
    assert states() == [("silent", SignalState.DISMISSED)]
    make_entry(quiet.contact, NOW + 31 * DAY)
    watch(now=NOW + 120 * DAY)
    assert states() == [("silent", SignalState.DISMISSED), ("silent", SignalState.OPEN)]


def test_what_was_dismissed_until_a_day_comes_back_on_it(quiet: Signal, alice: User) -> None:
    dismiss_signal(by=alice, signal=quiet, reason="On leave", until=date(2026, 6, 10), now=NOW)
    watch(now=NOW + 8 * DAY)
    assert states() == [("silent", SignalState.DISMISSED)]
    watch(now=NOW + 9 * DAY)
    quiet.refresh_from_db()
    assert (quiet.state, quiet.reason, quiet.until, quiet.closed_by) == (SignalState.OPEN, "", None, None)


def test_it_is_dismissed_once_and_for_a_day_to_come(quiet: Signal, alice: User, bob: User) -> None:
    with pytest.raises(ValidationError, match="Give a day to come"):
        dismiss_signal(by=alice, signal=quiet, reason="On leave", until=NOW.date(), now=NOW)
    assert dismiss_signal(by=alice, signal=quiet, reason="On leave", now=NOW)
    assert not dismiss_signal(by=bob, signal=quiet, reason="Another reason", now=NOW)
    quiet.refresh_from_db()
    assert (quiet.reason, quiet.closed_by) == ("On leave", alice)
    assert AuditEntry.objects.filter(action="interactions.signal.dismiss").count() == 1


def test_a_merge_takes_what_was_dismissed_along_and_brings_it_back(quiet: Signal, alice: User) -> None:
    dismiss_signal(by=alice, signal=quiet, reason="On leave", now=NOW)
    survivor = make_contact("Carol N.", owner=alice)
    merge = merge_contacts(by=alice, survivor=survivor, merged=quiet.contact, now=NOW)
    watch(now=NOW)
    quiet.refresh_from_db()
    assert (quiet.contact_id, quiet.state) == (survivor.pk, SignalState.DISMISSED)
    undo_merge(by=alice, merge=merge, now=NOW)
    watch(now=NOW)
    quiet.refresh_from_db()
    assert (quiet.contact_id, quiet.state) == (merge.merged_id, SignalState.DISMISSED)
    assert Signal.objects.open().count() == 0


def test_nothing_is_found_of_the_erased(quiet: Signal, dpo: User) -> None:
    erase_contact(by=dpo, contact=quiet.contact, now=NOW)
    watch(now=NOW)
    quiet.refresh_from_db()
    assert (quiet.state, quiet.facts) == (SignalState.GONE, {})


@pytest.mark.django_db
def test_before_the_house_is_founded_there_is_nobody_to_watch():
    assert watch(now=datetime(2026, 11, 18, 10, tzinfo=UTC)) == {"found": 0, "opened": 0, "gone": 0}
