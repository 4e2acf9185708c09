"""How we know each form of address, who confirmed it, and when: `Contact.name_sources`, by the name of the form.

A form of one language is named with it: "vocatives.cs.surname", "address_as.de.formal".
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any, TypedDict

from contacts.models import Contact, NameSource
from staff.models import User

PLAIN = ("called", "grammatical_gender", "formality", "titles")
BY_LANGUAGE = ("address_as", "vocatives")


class Origin(TypedDict):
    source: str
    confirmed_by: int
    confirmed_at: str


def forms_of(contact: Contact) -> dict[str, Any]:
    """Each form of address that is known, by its name."""
    return dict(_forms_in({field: getattr(contact, field) for field in (*PLAIN, *BY_LANGUAGE)}))


def _forms_in(columns: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for field in PLAIN:
        if columns[field]:
            yield field, columns[field]
    for field in BY_LANGUAGE:
        for language, forms in (columns[field] or {}).items():
            yield from ((f"{field}.{language}.{kind}", words) for kind, words in forms.items() if words)


def with_form(contact: Contact, form: str, value: str) -> dict[str, Any]:
    """The column of the contact that holds the form, with this value in it; "" takes the form away."""
    field, *place = form.split(".")
    if not place:
        return {field: value}
    language, kind = place
    stored = dict(getattr(contact, field))
    forms = {**stored.pop(language, {}), kind: value}
    kept = {name: words for name, words in forms.items() if words}
    return {field: {**stored, language: kept} if kept else stored}


def sources_after(
    before: Contact,
    fields: Mapping[str, Any],
    *,
    by: User,
    now: datetime,
    source: str = NameSource.COLLEAGUE,
    confirmed: Collection[str] = (),
) -> dict[str, Origin]:
    """The sources once these fields of `before` are written: what changed or is `confirmed` has this one from now on,
    and what is gone has none."""
    known, after = forms_of(before), dict[str, Origin]()
    columns = {field: fields.get(field, getattr(before, field)) for field in (*PLAIN, *BY_LANGUAGE)}
    for form, value in _forms_in(columns):
        if form in confirmed or known.get(form) != value:
            after[form] = {"source": str(source), "confirmed_by": by.pk, "confirmed_at": now.isoformat()}
        elif form in before.name_sources:
            after[form] = before.name_sources[form]
    return after
