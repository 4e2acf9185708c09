"""The house's own fields as columns of a table: under which headers they stand, how a cell is written and read.

Fields are given with their choices; nothing here asks the database.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from contacts.forms_custom import form_field
from contacts.importing.places import key
from contacts.importing.rows import BadValue
from contacts.models import CustomField, CustomOption, FieldKind
from contacts.models.custom import CHOSEN_KINDS
from crm.money import InvalidAmount, Money, is_currency, parse_amount

YES = frozenset(key(word) for word in ("yes", "y", "true", "1", "x", "ano", "да", "ja", "taip"))
NO = frozenset(key(word) for word in ("no", "n", "false", "0", "ne", "нет", "nej", "nein"))
_MONEY = re.compile(r"(.+?)\s*([A-Za-z]{3})")


@dataclass(frozen=True)
class OwnColumn:
    """One own field: `header` is what an export writes above it, `keys` are all headers by which it is known."""

    field: CustomField
    header: str
    keys: frozenset[str]
    options: Mapping[str, int]
    words: Mapping[int, str]
    # Of amounts that name none.
    currency: str

    def read(self, text: str) -> Any:
        """The fact that stands in a cell; BadValue where it fits no such field."""
        try:
            return _READERS.get(FieldKind(self.field.kind), _read_by_form)(self, text)
        except (KeyError, InvalidAmount, ValidationError) as error:
            words = {"text": text[:40], "label": self.field}
            raise BadValue(_("“%(text)s” does not fit the field “%(label)s”.") % words) from error

    def write(self, value: Any) -> str:
        """The cell that is read back as this fact."""
        if isinstance(value, list):
            return self._between.join(self.words[pk] for pk in value)
        if self.field.kind == FieldKind.CHOICE:
            return self.words[value]
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, Money):
            return f"{value.amount.normalize():f} {value.currency}"
        if isinstance(value, date):
            return value.isoformat()
        return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)

    @property
    def _between(self) -> str:
        """What stands between several choices: none of them holds it."""
        return "\n" if any(";" in words for words in self.words.values()) else "; "


def _read_choices(column: OwnColumn, text: str) -> list[int]:
    parts = (part.strip() for part in text.split(column._between.strip(" ")))
    return list(dict.fromkeys(_read_choice(column, part) for part in parts if part))


def _read_choice(column: OwnColumn, text: str) -> int:
    """As it is written, else in letters of any kind: “C” and “C++” are two choices."""
    return column.options.get(text) or column.options[key(text)]


def _read_flag(column: OwnColumn, text: str) -> bool:
    said = key(text)
    if said in YES or said in NO:
        return said in YES
    raise KeyError(said)


def _read_money(column: OwnColumn, text: str) -> Money:
    match = _MONEY.fullmatch(text)
    amount, currency = match.groups() if match else (text, column.currency)
    if not is_currency(currency.upper()):
        raise KeyError(currency)
    return Money(parse_amount(amount), currency.upper())


def _read_by_form(column: OwnColumn, text: str) -> Any:
    return form_field(column.field, []).clean(text)


_READERS: dict[FieldKind, Callable[[OwnColumn, str], Any]] = {
    FieldKind.NUMBER: lambda column, text: parse_amount(text),
    FieldKind.MONEY: _read_money,
    FieldKind.CHOICE: _read_choice,
    FieldKind.CHOICES: _read_choices,
    FieldKind.FLAG: _read_flag,
}


def own_columns(fields: Iterable[CustomField], currency: str, taken: Iterable[str]) -> tuple[OwnColumn, ...]:
    """The fields as columns; one whose label stands above another column already has its number behind it.

    `taken` are the headers of the other columns.
    """
    met, columns = {key(header) for header in taken}, []
    for field in fields:
        label = field.label_en or str(field)  # type: ignore[attr-defined]  # a column of modeltranslation
        header = f"{label} ({field.code})" if key(label) in met else label
        met.add(key(header))
        keys = {key(words) for words in (header, f"{label} ({field.code})", *_labels(field))}
        columns.append(OwnColumn(field, header, frozenset(keys - {""}), *_choices_of(field), currency))
    return tuple(columns)


def _choices_of(field: CustomField) -> tuple[dict[str, int], dict[int, str]]:
    """The choices by their labels in each language, and what an export calls them: the archived ones too."""
    options = list(field.options.all()) if field.kind in CHOSEN_KINDS else []
    spoken = [(label, option.pk) for option in reversed(options) for label in _labels(option)]
    names = {option.pk: option.label_en or str(option) for option in options}  # type: ignore[attr-defined]  # the same
    exact = dict(spoken) | {name: pk for pk, name in names.items()}
    return {key(label): pk for label, pk in spoken} | exact, names


def _labels(row: CustomField | CustomOption) -> list[str]:
    labels = (getattr(row, f"label_{language}") for language in settings.MODELTRANSLATION_LANGUAGES)
    return [label for label in labels if label]
