import pytest

from crm.celery import MINUTES, app
from outreach import rules
from outreach.models import Message
from tests.factories.contacts import add_birthday, add_consent
from tests.factories.outreach import MORNING, mails_in, make_message

ENTRIES = app.conf.beat_schedule


@pytest.fixture(autouse=True)
def all_tasks() -> None:
    app.loader.import_default_modules()


@pytest.mark.parametrize("name", ENTRIES)
def test_each_line_of_the_beat_table_names_a_job_and_is_worthless_when_the_next_is_due(name):
    entry = ENTRIES[name]
    assert entry["task"] in app.tasks
    assert entry["options"]["expires"] == entry["schedule"]


def test_a_stuck_job_ends_and_the_sender_may_wait_for_a_slow_mail_server():
    assert app.tasks["outreach.reap"].time_limit == 2 * MINUTES
    assert app.tasks["outreach.pump"].time_limit == 15 * MINUTES


def test_a_job_goes_back_into_the_queue_until_it_is_done():
    assert app.conf.task_acks_late
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.broker_connection_max_retries is None


def test_two_schedulers_do_everything_once(carol, settings, tmp_path):
    settings.MAIL_DIR = tmp_path
    add_birthday(carol, 3, 10)
    add_consent(carol, "greetings")
    make_message(carol)
    for entry in ENTRIES.values():
        for _scheduler in range(2):
            app.tasks[entry["task"]](now=MORNING.isoformat())
    sent = Message.objects.filter(state="sent").values_list("step__journey__code", flat=True)
    assert sorted(sent) == sorted([rules.BIRTHDAY, rules.DIGEST, rules.FOLLOW_UP])
    assert (Message.objects.count(), len(mails_in(tmp_path))) == (3, 3)
