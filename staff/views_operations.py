"""The superuser's page of the machine room: what runs, since when, and what wants a hand."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from crm import operations
from crm.celery import app
from staff.access import StaffRequest, requires
from staff.policy import Action

# A job may be busy or wait for a worker; past its time and this long it counts as late.
PATIENCE = timedelta(minutes=15)
LITTLE_SPACE = 1_000_000_000
OLD_BACKUP = timedelta(days=2)


@dataclass(frozen=True)
class Job:
    """A scheduled job, when it last ended well, and whether that is too long ago."""

    name: str
    ended_at: datetime
    every: timedelta | None
    is_late: bool


@requires(Action.OPERATE)
@require_GET
def operations_page(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    broker, storage = operations.broker(), operations.storage()
    context = {
        "now": now,
        "broker": broker,
        "storage": storage,
        "has_little_space": storage.free < LITTLE_SPACE,
        "has_old_backup": storage.last_backup is None or now - storage.last_backup > OLD_BACKUP,
        "missing_migrations": operations.missing_migrations(),
        "versions": operations.versions(broker.version),
        "findings": operations.findings(),
        **_mail(now),
    }
    return render(request, "staff/operations.html", context)


def _mail(now: datetime) -> dict[str, Any]:
    mail = operations.mail()
    if mail is None:
        return {}
    status = mail.status(now)
    counts = sorted((mail.state_label(state), number) for state, number in status.by_state.items())
    return {
        "status": status,
        "counts": counts,
        "oldest_due": status.oldest_due_seconds and now - timedelta(seconds=status.oldest_due_seconds),
        "jobs": jobs(status.heartbeats, now=now),
        "may_send": mail.may_send(),
        "installation": mail.installation(),
    }


def jobs(heartbeats: operations.Heartbeats, *, now: datetime) -> list[Job]:
    """The jobs that ever ended well, in the order of the beat table; what is no longer in it stands last."""
    table = {name: timedelta(seconds=entry["schedule"]) for name, entry in app.conf.beat_schedule.items()}
    names = [*(name for name in table if name in heartbeats), *sorted(heartbeats.keys() - table.keys())]
    return [_job(name, heartbeats[name], table.get(name), now) for name in names]


def _job(name: str, ended_at: datetime, every: timedelta | None, now: datetime) -> Job:
    return Job(name, ended_at, every, every is not None and now - ended_at > every + PATIENCE)
