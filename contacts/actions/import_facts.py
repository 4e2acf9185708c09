"""Own fields of the people in a file: which of them are written, and what an undoing takes back."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from contacts.custom import Facts, facts_by_record, from_json, hidden_groups, readable_fields, rows_of, to_json
from contacts.exporting.tables import HEADERS
from contacts.importing.own_fields import OwnColumn, own_columns
from contacts.models import Contact, CustomField, CustomValue
from contacts.models.custom import Subject
from crm.lookups import among
from staff.models import Organisation, User

PREFIX = "custom:"


def columns_for(
    user: User, subject: Subject = Subject.CONTACT, taken: Iterable[str] = tuple(HEADERS.values())
) -> tuple[OwnColumn, ...]:
    """The own fields that the user reads of somebody, as columns of a table that has others `taken`."""
    fields = readable_fields(user, subject)
    if not fields:
        return ()
    currency = Organisation.objects.values_list("base_currency", flat=True).first() or "EUR"
    return own_columns(fields, currency, taken)


@dataclass
class FactsOfChunk:
    """What one chunk knows of its contacts' own fields, and what it will write: None takes a fact away."""

    by: User
    fields: Mapping[int, CustomField]
    known: Mapping[int, Facts]
    written: list[tuple[Contact, Facts]] = field(default_factory=list)

    def fill(self, contact: Contact, said: Facts, *, file_wins: bool) -> dict[str, tuple[Any, Any]]:
        """Note the facts that the contact gets; what changes, as (before, after).

        A fact that whoever imports may not see of this contact is neither read nor written.
        """
        known, hidden = self.known.get(contact.pk, {}), hidden_groups(self.by, contact)
        given = {
            pk: value
            for pk, value in said.items()
            if value not in (None, "", [])
            and self.fields[pk].group not in hidden
            and (pk not in known or (file_wins and known[pk] != value))
        }
        if given:
            self.written.append((contact, given))
        return {f"{PREFIX}{pk}": (to_json(known.get(pk)), to_json(value)) for pk, value in given.items()}

    def take_back(self, contact: Contact, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
        """Put back what is still the file's; whether all of it was."""
        known = self.known.get(contact.pk, {})
        names = {name: pk for name in after if (pk := pk_of(name)) in self.fields}
        mine = {name: pk for name, pk in names.items() if to_json(known.get(pk)) == after[name]}
        back = {pk: from_json(self.fields[pk], before.get(name)) for name, pk in mine.items()}
        if back:
            self.written.append((contact, back))
        return len(mine) == sum(name.startswith(PREFIX) for name in after)

    def write(self) -> None:
        pairs = defaultdict[int, list[int]](list)
        for contact, facts in self.written:
            for pk in facts:
                pairs[pk].append(contact.pk)
        for pk, contacts in pairs.items():
            CustomValue.objects.filter(field=pk, contact__in=among(contacts)).delete()
        CustomValue.objects.bulk_create(
            row
            for contact, facts in self.written
            for pk, value in facts.items()
            for row in rows_of(contact, self.fields[pk], value)
        )


def facts_of_import(by: User, columns: Iterable[OwnColumn], known_of: Collection[int]) -> FactsOfChunk:
    fields = {column.field.pk: column.field for column in columns}
    return FactsOfChunk(by, fields, facts_by_record(Subject.CONTACT, known_of, fields))


def facts_of_undoing(by: User, after: Iterable[Iterable[str]], contacts: Collection[int]) -> FactsOfChunk:
    """`after` names what the import wrote of each contact."""
    wanted = {pk for names in after for name in names if (pk := pk_of(name))}
    fields = CustomField.objects.in_bulk(list(wanted)) if wanted else {}
    return FactsOfChunk(by, fields, facts_by_record(Subject.CONTACT, contacts, fields))


def pk_of(name: str) -> int:
    """The id of the own field of that name; 0 for what is none."""
    return int(name.removeprefix(PREFIX)) if name.startswith(PREFIX) else 0
