"""Who changed what of a person or company, for the colleague whose own change met theirs."""

from dataclasses import dataclass

from contacts.models import Company, Contact, CultureNote
from contacts.name_sources import BY_LANGUAGE
from crm.conflicts import Difference, Outcome
from staff.models import AuditEntry

MOST_CHANGES = 30
CHANGES = ("contacts.change", "contacts.merge", "contacts.culture.propose")
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


def with_authors(record: Contact | Company | CultureNote, outcome: Outcome) -> list[Dispute]:
    """Each disputed field with the newest change that named it, of those that were saved since the form was opened."""
    changes = AuditEntry.objects.filter(subject_type=record._meta.label, subject_id=record.pk, action__in=CHANGES)
    # A version that nobody was given may be any number.
    since = max(0, min(outcome.behind, MOST_CHANGES))
    newest = list(changes.select_related("actor").order_by("-at", "-pk")[:since])
    return [Dispute(difference, _naming(newest, difference.name)) for difference in outcome.disputed]


def _naming(newest: list[AuditEntry], field: str) -> AuditEntry | None:
    by_language = next((column for column in BY_LANGUAGE if field.startswith(f"{column}_")), "")
    name = by_language or NAMED.get(field, field.replace("custom_", "custom:"))
    return next((entry for entry in newest if name in entry.detail.get("fields", ())), None)
