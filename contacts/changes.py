"""Who changed what of a person or company, for the colleague whose own change met theirs."""

from collections.abc import Iterable
from dataclasses import dataclass

from contacts.models import Company, Contact
from crm.conflicts import Difference
from staff.models import AuditEntry

LOOKED_AT = 30
# Fields of a form that stand under another name in the audit trail.
NAMED = {
    "first_language": "languages",
    "other_languages": "languages",
    **dict.fromkeys(("birth_day", "birth_month", "birth_year"), "birthday"),
}


@dataclass(frozen=True)
class Dispute:
    """A field that two changed, and the entry of the trail that tells who saved it first."""

    difference: Difference
    entry: AuditEntry | None


def with_authors(record: Contact | Company, differences: Iterable[Difference]) -> list[Dispute]:
    """Each field with the newest change that named it; where none did, the newest of the record."""
    changes = AuditEntry.objects.filter(
        subject_type=record._meta.label, subject_id=record.pk, action__in=("contacts.change", "contacts.merge")
    )
    newest = list(changes.select_related("actor").order_by("-at", "-pk")[:LOOKED_AT])
    return [Dispute(difference, _naming(newest, difference.name)) for difference in differences]


def _naming(newest: list[AuditEntry], field: str) -> AuditEntry | None:
    name = NAMED.get(field, field.replace("custom_", "custom:"))
    named = (entry for entry in newest if name in entry.detail.get("fields", ()))
    return next(named, newest[0] if newest else None)
