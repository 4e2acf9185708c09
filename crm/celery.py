"""The Celery app and the one beat table. A task is a doorbell: the database is the truth."""

import logging
import os
from logging.config import dictConfig
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings
from django.utils.functional import cached_property
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")

TRANSPORT_ALIASES |= dict.fromkeys(("redis", "rediss"), "crm.broker:RedisTransport")
TRANSPORT_ALIASES["filesystem"] = "crm.broker:FolderTransport"


class Rapport(Celery):
    @cached_property
    def Beat(self) -> Any:
        return self.subclass_with_self("crm.scheduler:Beat")


app = Rapport("rapport")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logging(**kwargs: object) -> None:
    """Otherwise Celery would add handlers of its own, and its --loglevel would win over LOG_LEVEL."""
    logging.captureWarnings(True)
    dictConfig(settings.LOGGING)


SECONDS = 1
MINUTES = 60

app.conf.beat_scheduler = "crm.scheduler:Scheduler"
# The order is the order in which `manage.py run_due` runs them: plan first, then send.
app.conf.beat_schedule = {
    # Every five minutes: plan each occurrence (birthdays) whose local hour has come or comes today.
    "outreach.sweep": {"task": "outreach.sweep", "schedule": 5 * MINUTES},
    # Every night: look back a week for what an outage left out.
    "outreach.audit": {"task": "outreach.audit", "schedule": 24 * 60 * MINUTES},
    # Every hour: book points out whose last day is over.
    "loyalty.expire": {"task": "loyalty.expire", "schedule": 60 * MINUTES},
    # Every thirty seconds: take back what a dead sender held; what was in flight becomes unknown.
    "outreach.reap": {"task": "outreach.reap", "schedule": 30 * SECONDS},
    # Every ten minutes: delete cache entries and sessions whose time is over.
    "crm.forget": {"task": "crm.forget", "schedule": 10 * MINUTES},
    # Every fifteen minutes: compute the reports that somebody waits for; after midnight, those of the new day.
    "metrics.refresh": {"task": "metrics.refresh", "schedule": 15 * MINUTES},
    # Every hour: close what has been in doubt for three days.
    "outreach.close_unknown": {"task": "outreach.close_unknown", "schedule": 60 * MINUTES},
    # Every hour: bring along what was written to a merged contact at the moment of the merge.
    "contacts.settle_merges": {"task": "contacts.settle_merges", "schedule": 60 * MINUTES},
    # Every night: look for contacts who may stand twice.
    "contacts.find_duplicates": {"task": "contacts.find_duplicates", "schedule": 24 * 60 * MINUTES},
    # Every five minutes: seal the new entries of the audit trail into its chain.
    "staff.seal_audit": {"task": "staff.seal_audit", "schedule": 5 * MINUTES},
    # Every night: let go the addresses and entries of the audit trail whose time is over.
    "staff.age_audit": {"task": "staff.age_audit", "schedule": 24 * 60 * MINUTES},
    # Every night: let go drafts that nobody came back to, and those whose writer reaches the form no more.
    "staff.forget_drafts": {"task": "staff.forget_drafts", "schedule": 24 * 60 * MINUTES},
    # Every thirty seconds: carry out and undo the imports that wait.
    "contacts.run_imports": {"task": "contacts.run_imports", "schedule": 30 * SECONDS},
    # Every thirty seconds: look into files of exchange rates that were brought, and import those that somebody wants.
    "sales.work_on_rate_files": {"task": "sales.work_on_rate_files", "schedule": 30 * SECONDS},
    # Every hour: throw away imports that nobody started, and what is too old to be undone.
    "contacts.forget_imports": {"task": "contacts.forget_imports", "schedule": 60 * MINUTES},
    # Every minute: go on with changes of many contacts that a closed tab left unfinished.
    "contacts.go_on": {"task": "contacts.go_on", "schedule": 1 * MINUTES},
    # Every night: write down who entered and who left each segment.
    "contacts.count_segments": {"task": "contacts.count_segments", "schedule": 24 * 60 * MINUTES},
    # Every hour: write to each owner, once in a week, from Monday at seven where they are, what their contacts lack.
    "contacts.report_quality": {"task": "contacts.report_quality", "schedule": 60 * MINUTES},
    # Every night: move agreed hours to where a new time zone database puts them.
    "interactions.rederive_times": {"task": "interactions.rederive_times", "schedule": 24 * 60 * MINUTES},
    # Every night: take away files that no entry of the timeline has.
    "interactions.remove_stray_files": {"task": "interactions.remove_stray_files", "schedule": 24 * 60 * MINUTES},
    # Every minute: warn of customers whose time to be answered in runs out.
    "interactions.watch_clocks": {"task": "interactions.watch_clocks", "schedule": 1 * MINUTES},
    # Every five minutes: plan the digests whose hour has come where their readers are.
    "interactions.plan_digests": {"task": "interactions.plan_digests", "schedule": 5 * MINUTES},
    # Every night: count how strong relationships are, and find those that need a person.
    "interactions.watch": {"task": "interactions.watch", "schedule": 24 * 60 * MINUTES},
    # Every minute: read the mailboxes whose turn has come.
    "mailbox.read": {"task": "mailbox.read", "schedule": 1 * MINUTES},
    # Every ten seconds: send what is due.
    "outreach.pump": {"task": "outreach.pump", "schedule": 10 * SECONDS},
}
for entry in app.conf.beat_schedule.values():
    entry["options"] = {"expires": entry["schedule"]}

# A mail server may take ten minutes to confirm one mail; a shorter limit would itself make mails doubtful. A mailbox
# that is read for the first time may hold thousands.
app.conf.task_annotations = {
    "outreach.pump": {"time_limit": 15 * MINUTES},
    "mailbox.read": {"time_limit": 15 * MINUTES},
}
