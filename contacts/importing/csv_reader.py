"""CSV files with a header row, whoever exported them."""

import csv
import io
from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext as _

from contacts.importing.birthdays import guess_day_order
from contacts.importing.cells import unguarded
from contacts.importing.columns import Column, format_of, match_columns
from contacts.importing.limits import LONGEST_LINE, MOST_COLUMNS, MOST_ROWS, TOO_MANY
from contacts.importing.people import person_from
from contacts.importing.rows import BadValue, ImportRefused, ParsedPerson, RawPerson, Reading, RowError

DELIMITERS = (",", ";", "\t", "|")
NAME_FIELDS = frozenset({"full_name", "given", "surname", "file_as"})
# Values that a program writes where the user said nothing.
NOTHING_SAID = frozenset({"", "unspecified", "normal", "false", "0/0/00"})
# Programs of American origin write 3/4/1980 for the fourth of March where the headers are English.
MONTH_FIRST = frozenset({"google", "outlook", "hubspot"})


def read_csv(text: str) -> Reading:
    if any(len(line) > LONGEST_LINE for line in io.StringIO(text)):
        raise ImportRefused(_("A line of the file is too long."))
    delimiter, text = _delimiter(text)
    rows = _rows(text, delimiter)
    headers = [header.strip() for header in next(rows, (1, []))[1]]
    if len(headers) > MOST_COLUMNS:
        raise ImportRefused(
            _("The file has more than %(most)d columns; leave out those that Rapport does not know.")
            % {"most": MOST_COLUMNS}
        )
    columns = match_columns(headers)
    if not any(column and column.name in NAME_FIELDS for column in columns):
        raise ImportRefused(_("The first row has no column of names, such as Name, First Name or Last Name."))
    records = _records(rows)
    file_format = format_of(headers)
    day_order = _day_order(columns, records, file_format, delimiter, headers)
    people = [_person(number, cells, headers, columns, day_order) for number, cells in records]
    return Reading(file_format, people, _unknown(headers, columns, records))


def _records(rows: Iterator[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """The rows that say something, each up to its last cell that does."""
    filled = ((number, _without_empty_end(cells)) for number, cells in rows)
    records = list(islice(((number, cells) for number, cells in filled if cells), MOST_ROWS + 1))
    if len(records) > MOST_ROWS:
        raise ImportRefused(TOO_MANY % {"most": MOST_ROWS})
    return records


def _without_empty_end(cells: list[str]) -> list[str]:
    end = next((at for at in range(len(cells), 0, -1) if cells[at - 1].strip()), 0)
    return cells[:end]


def _delimiter(text: str) -> tuple[str, str]:
    """The delimiter that finds most known headers, and the text without Excel's "sep=;" line."""
    first, _newline, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return first.strip()[4], rest
    return max(DELIMITERS, key=lambda delimiter: _known_headers(text, delimiter)), text


def _known_headers(text: str, delimiter: str) -> int:
    try:
        headers = next(csv.reader(io.StringIO(text[:20_000], newline=""), delimiter=delimiter), [])
    except csv.Error:
        return 0
    return sum(column is not None for column in match_columns(headers))


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Numbered as a spreadsheet numbers them: the header is row 1, a note of many lines is one row."""
    strict = _is_strict(text, delimiter)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    first_line = 1
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, cells
            first_line = reader.line_num + 1
    except csv.Error as error:
        raise ImportRefused(
            _("The row that begins in line %(line)d has no end: a quotation mark is not closed or a cell is too long.")
            % {"line": first_line}
        ) from error


def _is_strict(text: str, delimiter: str) -> bool:
    """Whether quotation marks must be closed; some programs leave marks inside a quoted cell undoubled."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for _row in reader:
            pass
    except csv.Error as error:
        return "expected after" not in str(error)
    return True


def _person(
    number: int, cells: list[str], headers: list[str], columns: list[Column | None], day_order: str
) -> ParsedPerson | RowError:
    try:
        if any(cell.strip() for cell in cells[len(headers) :]):
            raise BadValue(_("The row has more cells than the header."))
        return person_from(_raw(number, cells, columns), day_order)
    except BadValue as error:
        return RowError(number, str(error), dict(zip(headers, cells, strict=False)))


def _raw(number: int, cells: list[str], columns: list[Column | None]) -> RawPerson:
    raw = RawPerson(number)
    known = ((column, unguarded(cell.strip())) for column, cell in zip(columns, cells, strict=False) if column)
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
        elif column.kind == "address":
            address = addresses.setdefault(column.group, {})
            address[column.name] = ", ".join(filter(None, (address.get(column.name), cell)))
    raw.addresses = list(addresses.values())
    return raw


def _day_order(
    columns: list[Column | None],
    records: list[tuple[int, list[str]]],
    file_format: str,
    delimiter: str,
    headers: list[str],
) -> str:
    places = [index for index, column in enumerate(columns) if column and column.name == "birthday"]
    texts = (cells[index] for _number, cells in records for index in places if index < len(cells))
    order = guess_day_order(texts)
    if order:
        return order
    english = all(header.isascii() for header in headers) and "Geburtstag" not in headers
    if delimiter == ";" or not english:
        return "day"
    return "month" if file_format in MONTH_FIRST else ""


def _unknown(headers: list[str], columns: list[Column | None], records: list[tuple[int, list[str]]]) -> list[str]:
    left_out = [index for index, column in enumerate(columns) if column is None and headers[index]]
    used = {
        index
        for _number, cells in records
        for index in left_out
        if index < len(cells) and cells[index].strip().casefold() not in NOTHING_SAID
    }
    return [headers[index] for index in left_out if index in used]
