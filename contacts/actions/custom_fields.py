"""Making, changing and archiving custom fields."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from contacts.models import CustomField, CustomOption
from contacts.models.custom import Subject
from staff import audit
from staff.models import User


@transaction.atomic
def save_custom_field(
    *,
    by: User,
    fields: dict[str, Any],
    options: list[str] | None = None,
    field: CustomField | None = None,
    now: datetime | None = None,
) -> CustomField:
    """Make the field, or change all but what it is kept of and its kind; `options` are the choices that it offers."""
    now = now or timezone.now()
    verb = "contacts.custom_field.change" if field else "contacts.custom_field.create"
    field = field or CustomField(created_by=by, created_at=now, subject=fields["subject"], kind=fields["kind"])
    changed = sorted(
        name
        for name, value in fields.items()
        if name not in ("subject", "kind") and (getattr(field, name) or "") != (value or "")
    )
    for name in changed:
        setattr(field, name, fields[name])
    field.save()
    if options is not None:
        _offer(field, options, now)
    audit.record(verb, by=by, subject=field, detail={"fields": changed}, now=now)
    return field


def _offer(field: CustomField, words: list[str], now: datetime) -> None:
    """Offer these choices in this order. One that was there before, archived too, is the same one again."""
    label = f"label_{settings.MODELTRANSLATION_DEFAULT_LANGUAGE}"
    known = {str(option): option for option in field.options.order_by("-archived_at", "pk")}
    for option in known.values():
        if str(option) not in words and option.archived_at is None:
            option.archived_at = now
            option.save(update_fields=["archived_at"])
    for position, word in enumerate(words):
        option = known.get(word) or CustomOption(field=field, **{label: word})
        option.position, option.archived_at = position, None
        option.save()


@transaction.atomic
def archive_custom_field(*, by: User, field: CustomField, now: datetime | None = None) -> bool:
    """Offer the field no more; what is known stays. Without any value it is deleted. True where it was archived.

    Of conversations it stays in any case: what they say stands in their entries.
    """
    now = now or timezone.now()
    audit.record("contacts.custom_field.archive", by=by, subject=field, now=now)
    if field.subject != Subject.INTERACTION and not field.values.exists():
        field.delete()
        return False
    field.archived_at = now
    field.save(update_fields=["archived_at"])
    return True


@transaction.atomic
def restore_custom_field(*, by: User, field: CustomField, now: datetime | None = None) -> None:
    field.archived_at = None
    field.save(update_fields=["archived_at"])
    audit.record("contacts.custom_field.restore", by=by, subject=field, now=now)
