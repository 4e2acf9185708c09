"""Keeping the signals of relationships as the facts have them, and dismissing one."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import Contact
from crm.clock import local, zone
from interactions.actions.strengths import recount
from interactions.models import Signal, SignalState
from interactions.querysets_relationship import SignalQuerySet
from interactions.watching import Finding, Watch, watched, watches
from staff import audit
from staff.models import Organisation, User

AT_ONCE = 500
Key = tuple[int, str]


def look_again(contact: Contact, now: datetime) -> None:
    """Something happened with the contact: count and watch them anew."""
    recount(now=now, only=[contact.pk])
    watch(now=now, only=[contact.pk])


def watch(*, now: datetime, only: Collection[int] | None = None) -> dict[str, int]:
    """Open the signals that are found and close those that are found no more; of everybody, or `only` of these ids.

    Run twice, or by two at once, it leaves the same.
    """
    counts = {"found": 0, "opened": 0, "gone": 0}
    if only is None and not Organisation.objects.exists():
        return counts  # days are those of the house
    for one in watches():
        people, known = watched(), Signal.objects.filter(kind=one.kind)
        if only is not None:
            people, known = people.filter(pk__in=only), known.filter(contact__in=only)
        found = {(finding.contact_id, finding.mark): finding for finding in one.find(people, now)}
        counts["found"] += len(found)
        counts["opened"] += sum(_open(one, some, now) for some in _chunks(list(found.values())))
        counts["gone"] += _close(known, found.keys(), now)
    return counts


def _chunks(findings: Sequence[Finding]) -> Iterator[Sequence[Finding]]:
    for start in range(0, len(findings), AT_ONCE):
        yield findings[start : start + AT_ONCE]


@transaction.atomic
def _open(one: Watch, findings: Sequence[Finding], now: datetime) -> int:
    """Write the findings down; how many stand open that did not."""
    today = local(now, zone(Organisation.current().time_zone)).date()
    contacts = {finding.contact_id for finding in findings}
    known = {(row.contact_id, row.mark): row for row in Signal.objects.filter(kind=one.kind, contact__in=contacts)}
    new, back = list[Signal](), list[int]()
    for finding in findings:
        row = known.get((finding.contact_id, finding.mark))
        if row is None:
            new.append(Signal(kind=one.kind, found_at=now, **vars(finding)))
        elif not row.is_open and row.comes_back(today):
            back.append(row.pk)
    Signal.objects.bulk_create(new, ignore_conflicts=True)
    reopened = {"state": SignalState.OPEN, "reason": "", "until": None, "closed_at": None, "closed_by": None}
    Signal.objects.exclude(state=SignalState.OPEN).filter(pk__in=back).update(**reopened, found_at=now)
    _tell(known, findings)
    return len(new) + len(back)


def _tell(known: dict[Key, Signal], findings: Sequence[Finding]) -> None:
    """Let those that stood here explain themselves by the facts of now."""
    told = []
    for finding in findings:
        row = known.get((finding.contact_id, finding.mark))
        if row is not None and (row.since, row.facts) != (finding.since, finding.facts):
            row.since, row.facts = finding.since, finding.facts
            told.append(row)
    Signal.objects.bulk_update(told, ["since", "facts"])


def _close(known: SignalQuerySet, found: Collection[Key], now: datetime) -> int:
    standing = known.open().values_list("pk", "contact", "mark")
    gone = [pk for pk, contact, mark in standing if (contact, mark) not in found]
    closed = 0
    for start in range(0, len(gone), AT_ONCE):
        rows: QuerySet[Signal] = Signal.objects.open().filter(pk__in=gone[start : start + AT_ONCE])
        closed += rows.update(state=SignalState.GONE, closed_at=now)
    return closed


@transaction.atomic
def dismiss_signal(
    *, by: User, signal: Signal, reason: str, until: date | None = None, now: datetime | None = None
) -> bool:
    """Let a signal rest until new facts, or until a day; False where somebody was faster.

    Raise ValidationError for a day that is not to come.
    """
    now = now or timezone.now()
    if until is not None and until <= local(now, zone(Organisation.current().time_zone)).date():
        raise ValidationError({"until": _("Give a day to come.")})
    closed = {"state": SignalState.DISMISSED, "reason": reason, "until": until, "closed_at": now, "closed_by": by}
    if not Signal.objects.open().filter(pk=signal.pk).update(**closed):
        return False
    audit.record("interactions.signal.dismiss", by=by, subject=signal, detail={"kind": signal.kind}, now=now)
    return True
