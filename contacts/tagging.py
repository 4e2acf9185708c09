"""Tags of people and companies: finding or making them by name, and writing those of a record."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from contacts.models import Company, Contact, Tag
from staff.models import User


def tags_named(names: Iterable[str], *, by: User, now: datetime) -> list[Tag]:
    """The tags of these names in their order, made where there are none; one for names that differ in case alone."""
    wanted: dict[str, str] = {}
    for name in names:
        wanted.setdefault(Tag.key_of(name), name)
    known = {tag.key: tag for tag in Tag.objects.filter(key__in=wanted)}
    new = [Tag(name=name, key=key, created_by=by, created_at=now) for key, name in wanted.items() if key not in known]
    if new:
        Tag.objects.bulk_create(new, ignore_conflicts=True)
        known = {tag.key: tag for tag in Tag.objects.filter(key__in=wanted)}
    return [known[key] for key in wanted]


def set_tags(record: Contact | Company, names: Sequence[str], *, by: User, now: datetime) -> dict[str, Any]:
    """Make the record's tags exactly these; what changed, for the audit trail."""
    before = sorted(record.tags.all(), key=lambda tag: tag.key)
    after = sorted(tags_named(names, by=by, now=now), key=lambda tag: tag.key)
    if before == after:
        return {}
    record.tags.set(after)
    return {"tags": [[tag.name for tag in before], [tag.name for tag in after]]}
