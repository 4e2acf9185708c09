"""A contact moves to another company: the job that ends and the one that begins."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from contacts.models import Contact, Employment
from crm.clock import local, zone
from crm.lookups import among
from staff.models import Organisation


class Move(NamedTuple):
    """From one company, in which job, to another; None is no company."""

    contact: int
    left: int | None
    left_title: str
    joined: int | None
    joined_title: str


def move_between(before: Contact, after: Contact) -> Move:
    return Move(before.pk, before.company_id, before.job_title, after.company_id, after.job_title)


def note_moves(moves: Iterable[Move], *, now: datetime) -> None:
    """Close the job of each contact and open the next one, as of today.

    A job that began today and ends today was a slip, and goes.
    """
    moves = [move for move in moves if move.left != move.joined]
    if not moves:
        return
    today = _day_of(now)
    rows = Employment.objects.filter(contact__in=among([move.contact for move in moves]), until__isnull=True)
    open_jobs = {job.contact_id: job for job in rows.order_by()}
    slips = [job.pk for job in open_jobs.values() if job.since == today]
    Employment.objects.filter(pk__in=slips).delete()
    ended = [job for move in moves if (job := _ended(move, open_jobs.get(move.contact), today)) and job.pk not in slips]
    Employment.objects.bulk_update([job for job in ended if job.pk], ["job_title", "until"], batch_size=100)
    begun = [
        Employment(contact_id=move.contact, company_id=move.joined, job_title=move.joined_title, since=today)
        for move in moves
        if move.joined is not None
    ]
    Employment.objects.bulk_create([*(job for job in ended if not job.pk), *begun], batch_size=500)


def _ended(move: Move, job: Employment | None, today: date) -> Employment | None:
    """The row of the job that was left; one that nobody wrote down began on a day that nobody knows."""
    if move.left is None:
        return None
    job = job or Employment(contact_id=move.contact, company_id=move.left)
    job.job_title, job.until = move.left_title, today
    return job


def take_moves_back(contacts: Sequence[int], *, at: datetime) -> None:
    """As if these contacts had not moved on that day: what began goes, what ended goes on."""
    day = _day_of(at)
    of_day = Employment.objects.filter(contact__in=among(contacts))
    of_day.filter(since=day, until__isnull=True).delete()
    newest = {job.contact_id: job.pk for job in of_day.filter(until=day).order_by("pk")}
    Employment.objects.filter(pk__in=list(newest.values())).update(until=None)


def _day_of(now: datetime) -> date:
    return local(now, zone(Organisation.current().time_zone)).date()
