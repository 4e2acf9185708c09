"""What leaves the audit trail when its time is over: addresses after 30 days, questions after 90, whole seals
after 24 months.

The database lets nothing else go (see `staff.audit_guards`), and the chain stays whole: seals are kept.
"""

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Max, Min

from staff import audit
from staff.audit_guards import ADDRESS_DAYS, RETENTION_MONTHS
from staff.audit_sealing import hash_of
from staff.models import AuditEntry, AuditSalt, AuditSeal, AuditValues, SealKind, User

QUESTION_DAYS = 90


class TooEarly(ValueError):
    """The time of retention is not over."""


def oldest_kept(now: datetime) -> datetime:
    """The first moment of the month up to which everything may go."""
    today = now.astimezone(UTC)
    year, month = divmod(today.year * 12 + today.month - 1 - RETENTION_MONTHS, 12)
    return datetime(year, month + 1, 1, tzinfo=UTC)


def prune(*, before: datetime, by: User | None, now: datetime) -> int:
    """Drop the sealed entries of links that end before the moment; how many went. Raises TooEarly."""
    if before > oldest_kept(now):
        raise TooEarly(f"Entries are kept for {RETENTION_MONTHS} months: until {oldest_kept(now):%Y-%m} at most.")
    spans = _spans(before)
    if not spans:
        return 0
    with transaction.atomic():
        _add_removal(before, now)
        rows = sum(rows for _first, _last, rows in spans)
        audit.record(
            "audit.prune", by=by, detail={"before": before.isoformat(), "rows": rows, "seals": len(spans)}, now=now
        )
    # The guard knows links: what no link holds stays. Whoever is interrupted goes on with the next run.
    return sum(_drop(first, last) for first, last, _rows in spans)


def forget_addresses(*, now: datetime) -> int:
    """Take the addresses out of sealed entries that are older than 30 days; how many links lost theirs."""
    before = now - timedelta(days=ADDRESS_DAYS)
    links = AuditSeal.objects.filter(kind=SealKind.ROWS, until__lt=before, salted__isnull=False).order_by("number")
    forgotten = 0
    for link in links:
        with transaction.atomic():
            AuditSalt.objects.filter(pk=link.pk).delete()
            rows = AuditEntry.objects.filter(id__gte=link.first_id, id__lte=link.last_id, address__isnull=False)
            rows.update(address=None)
        forgotten += 1
    return forgotten


def forget_questions(*, now: datetime) -> int:
    """Erase what was searched for 90 days ago or before: such words may name anybody. How many questions went.

    Those of an entry about one contact are erased with the contact.
    """
    before = now - timedelta(days=QUESTION_DAYS)
    asked = AuditValues.objects.filter(entry__at__lt=before, entry__customer_id__isnull=True, values__has_key="asked")
    forgotten, _by_model = asked.delete()
    return forgotten


def erase_values(*, customer: int) -> int:
    """Erase the words that the trail keeps of a contact; the entries and their digests stay. How many went."""
    removed, _by_model = AuditValues.objects.filter(entry__customer_id=customer).delete()
    return removed


def _spans(before: datetime) -> list[tuple[int, int, int]]:
    """First and last id of each link that ends before the moment and still has entries, and how many."""
    oldest = AuditEntry.objects.aggregate(oldest=Min("id"))["oldest"]
    links = AuditSeal.objects.filter(kind=SealKind.ROWS, until__lt=before).order_by("number")
    held = links.filter(last_id__gte=oldest) if oldest is not None else links.none()
    spans = held.values_list("first_id", "last_id")
    counted = [(*span, AuditEntry.objects.filter(id__gte=span[0], id__lte=span[1]).count()) for span in spans]
    return [span for span in counted if span[2]]


def _add_removal(before: datetime, now: datetime) -> None:
    last = AuditSeal.objects.order_by("-number")[:1].get()
    number = (AuditSeal.objects.aggregate(newest=Max("number"))["newest"] or 0) + 1
    link = AuditSeal(number=number, kind=SealKind.REMOVAL, first_id=0, last_id=0, rows=0, until=before, at=now)
    link.hash = hash_of(link, last.hash)
    link.save(force_insert=True)


@transaction.atomic
def _drop(first: int, last: int) -> int:
    span = {"id__gte": first, "id__lte": last}
    AuditValues.objects.filter(entry_id__gte=first, entry_id__lte=last).delete()
    AuditSalt.objects.filter(seal__first_id=first, seal__last_id=last).delete()
    return AuditEntry.objects.filter(**span)._raw_delete("default")
