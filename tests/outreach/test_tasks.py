import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from crm.celery import app
from outreach import rules
from outreach.models import Heartbeat, Message
from tests.factories.contacts import add_birthday, add_consent
from tests.factories.outreach import MORNING, mails_in, make_message


def run_due(*arguments: str) -> dict:
    output = io.StringIO()
    call_command("run_due", *arguments, "--json", stdout=output)
    return json.loads(output.getvalue())


def test_run_due_runs_each_scheduled_job_once_in_order(organisation, mail_dir):
    result = run_due("--now", "2026-03-10T09:00:00+00:00")
    assert list(result["jobs"]) == list(app.conf.beat_schedule)
    assert result["now"] == "2026-03-10T09:00:00+00:00"


def test_run_due_plans_and_sends_what_is_due_at_the_moment(carol, mail_dir):
    add_birthday(carol, 3, 10)
    add_consent(carol, "greetings")
    make_message(carol)
    jobs = run_due("--now", MORNING.isoformat())["jobs"]
    # The third is her owner's day, which has her birthday in it.
    assert (jobs["outreach.sweep"]["planned"], jobs["outreach.pump"]["sent"]) == (1, 3)
    assert len(mails_in(mail_dir)) == 3
    assert run_due("--now", MORNING.isoformat())["jobs"]["outreach.pump"]["sent"] == 0


@pytest.mark.parametrize("given", ["2026-03-10T10:00:00+01:00", "2026-03-10T09:00:00Z", "2026-03-10T09:00"])
def test_a_moment_may_carry_any_offset(organisation, mail_dir, given):
    assert run_due("--now", given)["now"] == "2026-03-10T09:00:00+00:00"


def test_without_a_moment_it_is_now(organisation, mail_dir):
    before = timezone.now().isoformat()
    assert before <= run_due()["now"] <= timezone.now().isoformat()


@pytest.mark.parametrize("given", ["yesterday", "2026-13-01", "", "9999-99-99T00:00:00Z"])
def test_a_moment_that_is_none_is_refused_with_one_sentence(organisation, given):
    with pytest.raises(CommandError, match="is no moment in ISO form") as refused:
        call_command("run_due", "--now", given)
    assert refused.value.returncode == 2


@pytest.mark.parametrize("given", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_a_moment_at_the_end_of_the_calendar_is_refused_with_one_sentence(organisation, given):
    with pytest.raises(CommandError, match="is too far away") as refused:
        call_command("run_due", "--now", given)
    assert refused.value.returncode == 2


def test_without_json_each_job_has_a_line(organisation, mail_dir):
    output = io.StringIO()
    call_command("run_due", "--now", MORNING.isoformat(), stdout=output)
    assert [line.split(":")[0] for line in output.getvalue().splitlines()] == list(app.conf.beat_schedule)


def test_each_scheduled_job_notes_its_heartbeat_by_the_real_clock(organisation, mail_dir):
    run_due("--now", "2031-01-01T00:00:00Z")
    assert set(Heartbeat.objects.values_list("name", flat=True)) == set(app.conf.beat_schedule)
    assert all(timezone.now() - beat.at < timedelta(minutes=1) for beat in Heartbeat.objects.all())


def test_a_doubled_or_late_task_doubles_nothing(carol, mail_dir):
    make_message(carol)
    for _ in range(3):
        app.tasks["outreach.pump"](now=MORNING.isoformat())
    assert len(mails_in(mail_dir)) == 1


def test_every_scheduled_job_is_a_task_with_an_end(db):
    app.loader.import_default_modules()
    for entry in app.conf.beat_schedule.values():
        assert entry["task"] in app.tasks
        assert entry["options"]["expires"] == entry["schedule"]


def test_a_task_of_tomorrow_sends_nothing_of_today_before_its_hour(carol, mail_dir):
    message = make_message(carol, rule=rules.FOLLOW_UP, not_before=MORNING + timedelta(hours=1))
    app.tasks["outreach.pump"](now=MORNING.isoformat())
    assert Message.objects.get(pk=message.pk).state == "pending"


def test_a_job_that_breaks_keeps_no_other_from_running(carol, mail_dir, monkeypatch, capfd):
    def breaks(now: str) -> dict[str, int]:
        raise RuntimeError("The disk is full.")

    monkeypatch.setitem(app.tasks, "tests.breaks", breaks)
    schedule = {"tests.breaks": {"task": "tests.breaks"}, **app.conf.beat_schedule}
    monkeypatch.setitem(app.conf, "beat_schedule", schedule)
    output = io.StringIO()
    with pytest.raises(CommandError, match=r"^These jobs broke, the log says why: tests\.breaks\.$"):
        call_command("run_due", "--now", MORNING.isoformat(), "--json", stdout=output)
    assert list(json.loads(output.getvalue())["jobs"]) == [name for name in schedule if name != "tests.breaks"]
    assert "The disk is full." in capfd.readouterr().err
