"""A table of people with headers in its first row, from whichever kind of file: what its columns hold, its people."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from django.utils.translation import gettext as _

from contacts.importing.birthdays import guess_day_order
from contacts.importing.choices import Choices, day_order_of
from contacts.importing.columns import Column, chosen_columns, format_of, guess_columns, repeated_columns
from contacts.importing.limits import MOST_COLUMNS, TOO_MANY
from contacts.importing.people import person_from
from contacts.importing.repeated import Repeated, shared_among
from contacts.importing.rows import BadValue, ImportRefused, NoNames, ParsedPerson, RawPerson, RowError

Row = tuple[int, list[str]]
NAME_FIELDS = frozenset({"full_name", "given", "surname", "file_as"})
# Values that a program writes where the user said nothing.
NOTHING_SAID = frozenset({"", "unspecified", "normal", "false", "0/0/00"})
# Programs of American origin write 3/4/1980 for the fourth of March where the headers are English.
MONTH_FIRST = frozenset({"google", "outlook", "hubspot", "salesforce", "pipedrive"})
OWN = "rapport"
LOOKED_AT = 50
_EMAILS = re.compile(r"[^\s@<>\",;:()\[\]]+@[^\s@<>\",;:()\[\]]+")


@dataclass(frozen=True)
class Survey:
    """What one walk over all rows tells: how many they are, and what no single row says."""

    rows: int
    day_order: str
    shared_emails: frozenset[str]
    unknown_columns: list[str]
    is_often_short: bool


class Table:
    """`rows` begins anew at each call; none of them is kept, so a million costs no more memory than one."""

    def __init__(
        self, rows: Callable[[], Iterator[Row]], choices: Choices, *, has_full_rows: bool, is_english: bool = True
    ) -> None:
        self._rows, self._choices = rows, choices
        self._has_full_rows, self._is_english = has_full_rows, is_english
        head = list(islice(rows(), LOOKED_AT))
        self.headers = [header.strip() for header in (head[0][1] if head else [])]
        if len(self.headers) > MOST_COLUMNS:
            raise ImportRefused(
                _("The file has more than %(most)d columns; leave out those that Rapport does not know.")
                % {"most": MOST_COLUMNS}
            )
        self.examples = [cells for _number, cells in head[1:]]
        self.format = format_of(self.headers)
        self.own = choices.own
        self._own = {column.field.pk: column for column in choices.own}
        known = {header: column.field.pk for column in reversed(choices.own) for header in column.keys}
        guesses = guess_columns(self.headers, self.examples, known)
        self.repeated = repeated_columns(self.headers, guesses) if choices.columns is None else []
        self.columns = chosen_columns(guesses, choices.columns, self.repeated)

    @property
    def has_names(self) -> bool:
        return any(column and column.name in NAME_FIELDS for column in self.columns)

    @cached_property
    def survey(self) -> Survey:
        """Raise ImportRefused where a walk over all rows shows that the file cannot be read."""
        if not self.has_names:
            raise NoNames
        look = _Look(self)
        for _number, cells in self._records():
            look.at(cells)
            if look.rows > self._choices.most_rows:
                raise ImportRefused(TOO_MANY % {"most": self._choices.most_rows})
        shared = shared_among(look.emails.found, self._with_repeated(look.emails.found)) if look.emails.found else ()
        return Survey(
            rows=look.rows,
            day_order=self._day_order(look.orders),
            shared_emails=frozenset(shared),
            unknown_columns=[] if self.format == OWN else [self.headers[index] for index in sorted(look.used)],
            is_often_short=look.short * 2 > look.rows,
        )

    def people(self) -> Iterator[ParsedPerson | RowError]:
        """Each row in order, and before them one error for each column that says what another one says."""
        survey = self.survey
        for index in self.repeated:
            reason = _("Two columns are called “%(header)s”; the second one is left out.")
            yield RowError(1, reason % {"header": self.headers[index][:60]})
        for number, cells in self._records():
            yield self._person(number, cells, survey)

    def _records(self) -> Iterator[Row]:
        """The rows that say something."""
        rows = self._rows()
        next(rows, None)
        return ((number, cells) for number, cells in rows if any(map(str.strip, cells)))

    def _person(self, number: int, cells: list[str], survey: Survey) -> ParsedPerson | RowError:
        width = len(self.headers)
        try:
            if len(cells) > width and any(cell.strip() for cell in cells[width:]):
                raise BadValue(_("The row has more cells than the header."))
            if len(cells) < width and self._has_full_rows and not survey.is_often_short:
                raise BadValue(_("The row has fewer cells than the header."))
            raw = self._raw(number, cells)
            person = person_from(raw, survey.day_order, self._choices.country)
            person.own = {pk: self._own[pk].read(cell) for pk, cell in raw.own.items()}
            return person
        except BadValue as error:
            return RowError(number, str(error), dict(zip(self.headers, cells, strict=False)))

    def _raw(self, number: int, cells: Sequence[str]) -> RawPerson:
        raw = RawPerson(number, is_exact=self.format == OWN)
        known = ((column, cell.strip()) for column, cell in zip(self.columns, cells, strict=False) if column)
        pairs = [(column, cell) for column, cell in known if cell]
        labels = {column.group: cell for column, cell in pairs if column.kind == "label"}
        addresses: dict[str, dict[str, str]] = {}
        for column, cell in pairs:
            if column.kind == "text":
                raw.texts.setdefault(column.name, cell)
            elif column.kind == "email":
                raw.emails.append((cell, labels.get(column.group, column.name)))
            elif column.kind == "phone":
                raw.phones.append((cell, labels.get(column.group, column.name)))
            elif column.kind == "own" and column.name.isdigit() and int(column.name) in self._own:
                raw.own.setdefault(int(column.name), cell)
            elif column.kind == "address":
                address = addresses.setdefault(column.group, {})
                address[column.name] = ", ".join(filter(None, (address.get(column.name), cell)))
        raw.addresses = list(addresses.values())
        return raw

    def _with_repeated(self, emails: set[str]) -> Iterator[ParsedPerson]:
        places = _places(self.columns, "email")
        for number, cells in self._records():
            written = " ".join(cells[place] for place in places if place < len(cells)).lower()
            if not emails.isdisjoint(_EMAILS.findall(written)):
                try:
                    yield person_from(self._raw(number, cells))
                except BadValue:
                    continue

    def _day_order(self, found: set[str]) -> str:
        if len(found) == 1:
            return next(iter(found))
        if spoken := day_order_of(self._choices.country):
            return spoken
        english = all(header.isascii() for header in self.headers) and "Geburtstag" not in self.headers
        if not (self._is_english and english):
            return "day"
        return "month" if self.format in MONTH_FIRST else ""


class _Look:
    """What is gathered while the rows go by."""

    def __init__(self, table: Table) -> None:
        self.rows = self.short = 0
        self.orders: set[str] = set()
        self.used: set[int] = set()
        self.emails = Repeated()
        self._width = len(table.headers)
        self._birthdays = [index for index, column in enumerate(table.columns) if column and column.name == "birthday"]
        self._emails = _places(table.columns, "email")
        repeated = set(table.repeated)
        self._unknown = {
            index
            for index, column in enumerate(table.columns)
            if column is None and table.headers[index] and index not in repeated
        }

    def at(self, cells: Sequence[str]) -> None:
        self.rows += 1
        width = len(cells)
        self.short += width < self._width
        for place in self._emails:
            if place < width and "@" in cells[place]:
                self.emails.add(_EMAILS.findall(cells[place].lower()))
        for place in self._birthdays:
            if place < width and cells[place][2:5].strip("0123456789 "):
                self.orders |= {guess_day_order([cells[place]])} - {""}
        for place in self._unknown - self.used:
            if place < width and cells[place].strip().casefold() not in NOTHING_SAID:
                self.used.add(place)


def _places(columns: Sequence[Column | None], kind: str) -> list[int]:
    return [index for index, column in enumerate(columns) if column and column.kind == kind]
