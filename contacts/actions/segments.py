"""Making, changing and putting away segments, and writing down each night who belongs to them."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from contacts.models import Segment, SegmentMembership
from contacts.rules import Rules, asked_by, clean_rules
from crm.bulk import insert
from staff import audit
from staff.models import User
from staff.policy import may

AT_ONCE = 5_000
# Who left a segment is told this long.
KEPT = timedelta(days=90)


class StaleSegment(Exception):
    """Somebody else changed the segment since it was read."""


class NotAskable(Exception):
    """The rules ask for something that whoever saves them sees of nobody."""


@transaction.atomic
def save_segment(
    *,
    by: User,
    name: str,
    rules: Rules,
    is_shared: bool,
    segment: Segment | None = None,
    now: datetime | None = None,
) -> Segment:
    """Make a segment of one's own, or change it; StaleSegment where `segment.version` is no longer the newest.

    Rules that differ begin a new count of who enters and leaves.
    """
    now = now or timezone.now()
    rules = clean_rules(rules)
    if not all(may(by, action) for action in asked_by(rules)):
        raise NotAskable
    if segment is None:
        segment = Segment.objects.create(
            name=name, rules=rules, is_shared=is_shared, owner=by, created_by=by, created_at=now
        )
        audit.record("contacts.segment.create", by=by, subject=segment, now=now)
        return segment
    claimed = Segment.objects.filter(pk=segment.pk, version=segment.version)
    if not claimed.update(version=segment.version + 1):
        raise StaleSegment
    before = Segment.objects.get(pk=segment.pk)
    given = {"name": name, "rules": rules, "is_shared": is_shared}
    changed = sorted(field for field, value in given.items() if getattr(before, field) != value)
    for field, value in given.items():
        setattr(segment, field, value)
    if "rules" in changed:
        segment.watched_since = segment.counted_at = None
        segment.memberships.all().delete()
    segment.version = before.version
    segment.save(update_fields=[*given, "watched_since", "counted_at"])
    values = audit.changes(before, segment, changed)
    audit.record("contacts.segment.change", by=by, subject=segment, detail={"fields": changed}, values=values, now=now)
    return segment


@transaction.atomic
def put_segment_away(*, by: User, segment: Segment, now: datetime | None = None) -> None:
    """Out of every list of segments, until it is restored; who belongs to it is counted no more."""
    now = now or timezone.now()
    segment.deleted_at, segment.deleted_by = now, by
    segment.save(update_fields=["deleted_at", "deleted_by"])
    audit.record("contacts.segment.bin", by=by, subject=segment, now=now)


@transaction.atomic
def restore_segment(*, by: User, segment: Segment, now: datetime | None = None) -> None:
    segment.deleted_at, segment.deleted_by, segment.watched_since = None, None, None
    segment.memberships.all().delete()
    segment.save(update_fields=["deleted_at", "deleted_by", "watched_since"])
    audit.record("contacts.segment.restore", by=by, subject=segment, now=now)


def count_segments(*, now: datetime) -> dict[str, int]:
    """Write down for each segment who entered and who left since the last count."""
    counts = {"segments": 0, "entered": 0, "left": 0}
    for pk in Segment.objects.alive().order_by("pk").values_list("pk", flat=True):
        entered, left = count_segment(pk, now=now)
        counts["segments"] += 1
        counts["entered"] += entered
        counts["left"] += left
    return counts


@transaction.atomic
def count_segment(pk: int, *, now: datetime) -> tuple[int, int]:
    """How many entered the segment and how many left it. The first count says who is there, and nobody entered."""
    segment = Segment.objects.select_for_update().alive().filter(pk=pk).first()
    if segment is None or (segment.counted_at and segment.counted_at >= now):
        return 0, 0
    members = segment.contacts(now)
    here = segment.memberships.filter(left_at__isnull=True)
    left = here.filter(~Exists(members.filter(pk=OuterRef("contact_id")))).update(left_at=now)
    staying = SegmentMembership.objects.filter(segment=segment, left_at__isnull=True, contact=OuterRef("pk"))
    new = list(members.order_by().filter(~Exists(staying)).values_list("pk", flat=True))
    for start in range(0, len(new), AT_ONCE):
        rows = [(segment.pk, contact, now) for contact in new[start : start + AT_ONCE]]
        insert(SegmentMembership, ("segment_id", "contact_id", "entered_at"), rows)
    segment.memberships.filter(left_at__lt=now - KEPT).delete()
    is_first = segment.watched_since is None
    segment.watched_since, segment.counted_at = segment.watched_since or now, now
    segment.save(update_fields=["watched_since", "counted_at"])
    return (0 if is_first else len(new)), left
