from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from crm import operations
from outreach.models import Heartbeat
from staff import silence
from staff.models import Organisation
from staff.silence import PULSE, silent_since

NOW = timezone.now()
LONG_AGO = NOW - timedelta(days=9)
SENTENCE = "Nothing has been sent since {}: the worker does not run."


@pytest.fixture(autouse=True)
def report_of_the_outbox(settings) -> Iterator[None]:
    """The outbox tells of its heartbeats, and three minutes without one are silence."""
    settings.WORKER_SILENT_AFTER = timedelta(minutes=3)
    before = operations.mail()
    operations.register_mail(
        operations.Mail(
            status=lambda now: None,
            heartbeats=lambda: dict(Heartbeat.objects.values_list("name", "at")),
            is_relay_down=lambda: False,
            may_send=lambda: True,
            installation=lambda: "here",
        )
    )
    yield
    operations.register_mail(before)


def heard_of(job: str, at: datetime) -> datetime:
    Heartbeat.objects.create(name=job, at=at)
    return at


def since(user, started_at: datetime = LONG_AGO) -> datetime | None:
    return silent_since(user, now=NOW, started_at=started_at)


def test_a_worker_that_was_just_heard_of_is_not_silent(admin):
    heard_of(PULSE, NOW - timedelta(minutes=2))
    assert since(admin) is None


def test_an_hour_of_silence_is_told_to_those_who_can_end_it(admin, lead, alice, marketer):
    last = heard_of(PULSE, NOW - timedelta(hours=1))
    assert [since(user) for user in (admin, lead, alice, marketer)] == [last, last, None, None]


def test_another_job_is_no_sign_that_mails_leave(admin):
    last = heard_of(PULSE, NOW - timedelta(hours=1))
    heard_of("loyalty.expire", NOW)
    assert since(admin) == last


def test_a_worker_that_never_ran_is_silent_since_the_organisation_was_founded(admin):
    Organisation.objects.update(founded_at=NOW)
    assert since(admin) is None
    Organisation.objects.update(founded_at=LONG_AGO)
    assert since(admin) == LONG_AGO


def test_after_a_start_the_worker_has_time_to_begin(admin):
    last = heard_of(PULSE, LONG_AGO)
    assert since(admin, started_at=NOW - timedelta(minutes=1)) is None
    assert since(admin, started_at=NOW - timedelta(minutes=4)) == last


@pytest.fixture
def up_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(silence, "STARTED_AT", LONG_AGO)


def test_each_page_of_a_lead_says_so_and_a_managers_does_not(sign_in, lead, alice, up_for_long):
    lead.time_zone = "UTC"
    lead.save()
    heard_of(PULSE, datetime(2026, 3, 9, 10, 42, tzinfo=NOW.tzinfo))
    warning = SENTENCE.format("9 Mar 2026, 10:42")
    assert sign_in(lead).get("/contacts/").content.decode().count(warning) == 1
    assert sign_in(lead).get("/").content.decode().count(warning) == 1
    assert "the worker does not run" not in sign_in(alice).get("/contacts/").content.decode()


def test_on_the_same_day_the_hour_is_enough(sign_in, admin, up_for_long, monkeypatch):
    admin.time_zone = "UTC"
    admin.save()
    evening = timezone.now().replace(hour=20, minute=0)
    monkeypatch.setattr(timezone, "now", lambda: evening)
    heard_of(PULSE, evening.replace(hour=10, minute=42))
    assert SENTENCE.format("10:42") in sign_in(admin).get("/contacts/").content.decode()


def test_one_query_is_the_price(lead, django_assert_num_queries):
    heard_of(PULSE, LONG_AGO)
    assert lead.roles
    with django_assert_num_queries(1):
        since(lead)
