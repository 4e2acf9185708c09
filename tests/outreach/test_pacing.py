from datetime import UTC, datetime, timedelta

import pytest

from outreach.actions.pacing import Grant, grant, note_failure, note_recovery, note_throttling
from outreach.models import Provider

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
pytestmark = pytest.mark.django_db


def test_without_trouble_everything_is_granted():
    assert grant(now=NOON, wanted=100) == Grant(100)


def test_after_a_lost_line_nobody_tries_for_half_a_minute_and_then_one_mail():
    note_failure(error="refused", now=NOON)
    assert grant(now=NOON + 29 * SECOND) == Grant(0)
    assert grant(now=NOON + 30 * SECOND) == Grant(1, is_trial=True)
    note_recovery()
    assert grant(now=NOON + 31 * SECOND) == Grant(100)


def test_each_failure_doubles_the_wait_up_to_ten_minutes():
    now, waits = NOON, []
    for _ in range(8):
        note_failure(error="refused", now=now)
        until = Provider.objects.get().waits_until
        waits.append((until - now).total_seconds())
        now = until
    assert waits == [30, 60, 120, 240, 480, 600, 600, 600]


def test_senders_that_fail_together_are_one_failure():
    for _ in range(4):
        note_failure(error="refused", now=NOON)
    provider = Provider.objects.get()
    assert (provider.failures, provider.waits_until, provider.last_error) == (1, NOON + 30 * SECOND, "refused")


def test_a_usual_rate_is_shared_by_all_senders(settings):
    settings.OUTREACH_RATE = 10
    assert [grant(now=NOON, wanted=8).mails for _ in range(3)] == [8, 2, 0]
    assert grant(now=NOON + SECOND / 2, wanted=8) == Grant(5, is_paced=True)
    assert grant(now=NOON + 60 * SECOND, wanted=100).mails == 10


def test_throttling_halves_the_rate_and_patience_gives_it_back(settings):
    settings.OUTREACH_RATE = 10
    assert grant(now=NOON, wanted=1).mails == 1
    note_throttling(seen_rate=8, now=NOON)
    assert Provider.objects.get().rate == 4
    note_throttling(seen_rate=8, now=NOON)
    assert Provider.objects.get().rate == 2
    for minutes, rate in ((9, 2), (10, 4), (20, 8), (30, 10)):
        grant(now=NOON + timedelta(minutes=minutes), wanted=1)
        assert Provider.objects.get().rate == rate
    assert Provider.objects.get().throttled_at is None


def test_a_provider_without_a_usual_rate_goes_free_again():
    note_throttling(seen_rate=80, now=NOON)
    assert grant(now=NOON + SECOND, wanted=100) == Grant(40, is_paced=True)
    assert grant(now=NOON + timedelta(minutes=11), wanted=100) == Grant(100)
    assert Provider.objects.get().rate is None


def test_even_the_slowest_provider_gets_a_mail_now_and_then():
    for _ in range(9):
        note_throttling(seen_rate=1, now=NOON)
    assert Provider.objects.get().rate == 0.1
    assert grant(now=NOON + 5 * SECOND).mails == 0
    assert grant(now=NOON + 10 * SECOND).mails == 1
