"""Custom facts of people and companies: reading, writing, and telling them in words."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from contacts import segments
from contacts.comparing import Kind
from contacts.models import Company, Contact, CustomField, CustomValue, FieldKind
from contacts.models.custom import CHOSEN_KINDS, LONGEST_KEY, Subject
from contacts.segments import Condition
from crm.lookups import among
from crm.money import Money, format_money
from crm.text import fold
from staff.models import User
from staff.policy import GROUP_ACTIONS, FieldGroup, can, may

Record = Contact | Company
Facts = Mapping[int, Any]

HEADING, OF_COMPANY = _("Own fields"), _("Own fields of the company")
CONDITION_KINDS = {
    FieldKind.TEXT: "text",
    FieldKind.LINK: "text",
    FieldKind.NUMBER: "number",
    FieldKind.MONEY: "number",
    FieldKind.DATE: "day",
    FieldKind.CHOICE: "choice",
    FieldKind.CHOICES: "several",
    FieldKind.FLAG: "flag",
}


def subject_of(record: Record) -> Subject:
    return Subject.COMPANY if isinstance(record, Company) else Subject.CONTACT


def fields_for(subject: str, hidden: Collection[str] = ()) -> list[CustomField]:
    """The fields in use, but for the hidden groups."""
    rows = CustomField.objects.filter(subject=subject, archived_at__isnull=True).order_by("position", "pk")
    return [field for field in rows.prefetch_related("options") if field.group not in hidden]


def readable_fields(user: User, subject: str) -> list[CustomField]:
    """The fields in use that the user's roles read of somebody at least."""
    return [field for field in fields_for(subject) if may(user, GROUP_ACTIONS[FieldGroup(field.group)])]


def hidden_groups(user: User, record: Record) -> frozenset[FieldGroup]:
    """The groups of fields that the user does not see of this record."""
    return frozenset(group for group, action in GROUP_ACTIONS.items() if not can(user, action, record))


def facts_of(record: Record) -> dict[int, Any]:
    """What is known, by the id of the field: a list of ids where several may be chosen."""
    facts: dict[int, Any] = {}
    for row in record.custom_values.order_by("field", "slot"):
        _add(facts, row)
    return facts


def facts_by_record(
    subject: Subject, records: Collection[int], fields: Collection[int], by: User | None = None
) -> dict[int, Facts]:
    """What is known of these fields of many people or companies, as far as `by` sees it; all where nobody looks."""
    if not fields:
        return {}
    values = CustomValue.objects.visible_to(by) if by else CustomValue.objects.all()
    found = defaultdict[int, dict[int, Any]](dict)
    rows = values.filter(field__in=list(fields), **{f"{subject.value}__in": among(records)})
    for row in rows.order_by("field", "slot"):
        _add(found[getattr(row, f"{subject.value}_id")], row)
    return dict(found)


def _add(facts: dict[int, Any], row: CustomValue) -> None:
    if row.kind == FieldKind.CHOICES:
        facts.setdefault(row.field_id, []).append(row.value)
    else:
        facts[row.field_id] = row.value


def write_facts(record: Record, facts: Facts, fields: Iterable[CustomField]) -> dict[str, list[Any]]:
    """Make the record's facts these, of the fields that `facts` names; what changed, for the audit trail.

    None, "" and an empty list take a fact away.
    """
    before, changed = facts_of(record), {}
    known = {field.pk: field for field in fields}
    for pk, value in facts.items():
        field, old = known[pk], before.get(pk)
        new = None if value in ("", []) else value
        if old == new:
            continue
        record.custom_values.filter(field=field).delete()
        CustomValue.objects.bulk_create(rows_of(record, field, new))
        changed[field.code] = [_plain(old), _plain(new)]
    return changed


def rows_of(record: Record, field: CustomField, value: Any) -> list[CustomValue]:
    """The rows in which the fact is kept; none for None."""
    if value is None:
        return []
    whose = {subject_of(record).value: record, "field": field, "kind": field.kind}
    if field.kind == FieldKind.CHOICES:
        return [CustomValue(**whose, option_id=pk, slot=pk) for pk in dict.fromkeys(value)]
    columns: dict[str, dict[str, Any]] = {
        FieldKind.NUMBER: {"number": value},
        FieldKind.DATE: {"day": value},
        FieldKind.CHOICE: {"option_id": value},
        FieldKind.FLAG: {"flag": value},
    }
    if isinstance(value, Money):
        return [CustomValue(**whose, number=value.amount, currency=value.currency)]
    text = {"text": value, "folded": fold(str(value))[:LONGEST_KEY]}
    return [CustomValue(**whose, **columns.get(field.kind, text))]


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | str | list) else str(value)


def to_json(value: Any) -> Any:
    """A fact as JSON keeps it, for `from_json`."""
    if isinstance(value, Money):
        return [str(value.amount), value.currency]
    return _plain(value)


def from_json(field: CustomField, stored: Any) -> Any:
    """The fact again as Python holds it."""
    if stored is None:
        return None
    if field.kind == FieldKind.MONEY:
        return Money(Decimal(stored[0]), stored[1])
    if field.kind == FieldKind.NUMBER:
        return Decimal(stored)
    return date.fromisoformat(stored) if field.kind == FieldKind.DATE else stored


# --- in words -------------------------------------------------------------------------------------------------------
def in_words(field: CustomField, value: Any, options: Mapping[int, str]) -> str:
    """A fact as the reader writes it; `options` are the words of the choices by their ids."""
    if isinstance(value, list):
        return ", ".join(options.get(pk, "") for pk in value)
    if field.kind == FieldKind.CHOICE:
        return options.get(value, "")
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, Money):
        return format_money(value, get_language() or "en")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    return number_format(value.normalize()) if isinstance(value, Decimal) else str(value)


def is_web_page(link: str) -> bool:
    """Whether a click may lead there: whatever stands in the row, nothing else is opened."""
    return link.lower().startswith(("https://", "http://"))


def words_of_options(fields: Iterable[CustomField]) -> dict[int, str]:
    """Of these fields' choices, archived ones too: they stand where they were chosen."""
    chosen = (field for field in fields if field.kind in CHOSEN_KINDS)
    return {option.pk: str(option) for field in chosen for option in field.options.all()}


def shown_facts(record: Record, hidden: Collection[str]) -> list[dict[str, Any]]:
    """What the card shows: label, words, the address of a link, and the name in forms of a field in use.

    Archived fields stand while values do.
    """
    facts = facts_of(record)
    if not facts:
        return []
    rows = CustomField.objects.filter(pk__in=facts).order_by("position", "pk").prefetch_related("options")
    fields = [field for field in rows if field.group not in hidden]
    options = words_of_options(fields)
    return [
        {
            "name": "" if field.archived_at else field.input_name,
            "label": str(field),
            "words": in_words(field, facts[field.pk], options),
            "link": facts[field.pk] if field.kind == FieldKind.LINK and is_web_page(facts[field.pk]) else "",
        }
        for field in fields
    ]


# --- in segments ----------------------------------------------------------------------------------------------------
def conditions() -> Iterable[Condition]:
    """Each field as a condition of segments, those of a contact's company too."""
    kept_here = CustomField.objects.filter(subject__in=(Subject.CONTACT, Subject.COMPANY))
    fields = kept_here.order_by("-subject", "position", "pk")
    for field in fields:
        is_company = field.subject == Subject.COMPANY
        yield Condition(
            code=field.code,
            label=str(field),
            heading=OF_COMPANY if is_company else HEADING,
            kind=Kind(CONDITION_KINDS[FieldKind(field.kind)], _choices_of(field)),
            where=_where(field),
            asks=GROUP_ACTIONS[FieldGroup(field.group)],
            company_asks=GROUP_ACTIONS[FieldGroup(field.group)] if is_company else None,
        )


def _choices_of(field: CustomField) -> Any:
    return lambda: [(str(option.pk), str(option)) for option in field.options.order_by("position", "pk")]


def _where(field: CustomField) -> segments.Where:
    columns = {
        FieldKind.NUMBER: segments.number("number"),
        FieldKind.MONEY: segments.number("number"),
        FieldKind.DATE: segments.day("day"),
        FieldKind.CHOICE: segments.choice("option"),
        FieldKind.CHOICES: segments.choice("option"),
    }
    rows = CustomValue.objects.filter(field=field.pk)
    if field.kind == FieldKind.FLAG:
        rows = rows.filter(flag=True)
    where = columns.get(FieldKind(field.kind), segments.folded("folded"))
    if field.subject == Subject.COMPANY:
        return segments.related(lambda now: rows, where, "company", of="company_id")
    return segments.related(lambda now: rows, where)
