import pytest

from contacts.models import Purpose
from outreach import reasons, rules
from outreach.actions.guarding import FIRST, MAY_FAIL, count_results
from outreach.actions.operating import run_journey
from outreach.actions.sending import pump
from outreach.models import Journey, JourneyStep, Message, State
from staff.models import AuditEntry, Notice
from tests.factories.contacts import add_consent
from tests.factories.outreach import DAY, MORNING, make_journey, make_message
from tests.outreach.answering import REFUSES_FOR_GOOD, Answering


@pytest.fixture
def server(settings):
    settings.OUTREACH_TRANSPORT = "tests.outreach.answering.Answering"
    Answering.reset()
    yield Answering
    Answering.reset()


@pytest.fixture
def news(carol) -> JourneyStep:
    add_consent(carol, Purpose.MARKETING)
    return make_journey("news", is_capped=False)


def plan(carol, count: int) -> None:
    for _ in range(count):
        make_message(carol, rule="news", not_after=MORNING + 3 * DAY)


def states() -> dict[str, int]:
    rows = list(Message.objects.values_list("state", flat=True))
    return {state: rows.count(state) for state in sorted(set(rows))}


def trial(step: JourneyStep) -> tuple[int | None, int, int]:
    step.refresh_from_db()
    return step.trial_version, step.trial_mails, step.trial_failures


def test_a_rule_whose_mails_are_refused_is_paused_and_the_rest_waits(carol, admin, news, server):
    server.error = REFUSES_FOR_GOOD
    plan(carol, 30)
    pump(worker="test", now=MORNING)
    assert states() == {State.FAILED: MAY_FAIL + 1, State.PENDING: 30 - MAY_FAIL - 1}
    journey = Journey.objects.get(code="news")
    assert (journey.is_enabled, journey.paused_reason) == (False, reasons.TOO_MANY_FAILED)
    assert Notice.objects.get(user=admin).kind == "journey_paused"
    assert AuditEntry.objects.get(action="outreach.journey").detail == {"enabled": False, "guard": True}


def test_a_rule_whose_words_cannot_be_written_is_paused_and_the_rest_waits(carol, news, server):
    news.template.body = "{{ nonsense }}"
    news.template.save()
    plan(carol, 30)
    pump(worker="test", now=MORNING)
    assert states() == {State.FAILED: MAY_FAIL + 1, State.PENDING: 30 - MAY_FAIL - 1}
    assert server.seen == []


def test_once_somebody_has_looked_the_rule_runs_and_the_count_begins_anew(carol, admin, news, server):
    server.error = REFUSES_FOR_GOOD
    plan(carol, 30)
    pump(worker="test", now=MORNING)
    run_journey(by=admin, journey=Journey.objects.get(code="news"), is_enabled=True)
    server.error = None
    assert pump(worker="test", now=MORNING)["sent"] == 30 - MAY_FAIL - 1
    assert trial(news) == (1, 30 - MAY_FAIL - 1, 0)


def test_five_in_a_hundred_may_fail(news):
    assert not count_results(news.pk, 1, mails=MAY_FAIL, failures=MAY_FAIL)
    assert trial(news) == (1, MAY_FAIL, MAY_FAIL)
    assert count_results(news.pk, 1, mails=1, failures=1)
    assert not Journey.objects.get(code="news").is_enabled


def test_only_the_first_mails_of_a_version_count(news):
    assert not count_results(news.pk, 1, mails=FIRST - 1)
    assert not any(count_results(news.pk, 1, mails=1, failures=1) for _ in range(3 * MAY_FAIL))
    assert trial(news) == (1, FIRST, 1)


def test_new_words_are_a_new_trial(news):
    count_results(news.pk, 1, mails=MAY_FAIL, failures=MAY_FAIL)
    assert not count_results(news.pk, 2, mails=1, failures=1)
    assert trial(news) == (2, 1, 1)


def test_what_colleagues_wrote_is_on_no_trial(carol, server):
    server.error = REFUSES_FOR_GOOD
    for _ in range(MAY_FAIL + 3):
        make_message(carol)
    pump(worker="test", now=MORNING)
    assert states() == {State.FAILED: MAY_FAIL + 3}
    assert Journey.objects.get(code=rules.FOLLOW_UP).is_enabled
