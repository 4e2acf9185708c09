"""A CSV file of purchases as rows, a few at a time. No database."""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from contacts.importing.code_pages import best_code_page
from crm.clock import to_utc
from crm.money import InvalidAmount, is_currency, parse_amount
from crm.text import clean
from sales.models import PurchaseStatus

REQUIRED = ("contact", "ordered_at", "amount", "currency", "number")
OPTIONAL = ("status", "product", "quantity")
DELIMITERS = ",;\t|"
SAMPLE = 200_000
LONGEST_CELL = 10_000
LONGEST = {"contact": 254, "number": 80, "product": 200}
NOT_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"\x7fELF")
DATE_SHAPES = ("%d.%m.%Y", "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%Y/%m/%d", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S")


class FileRefused(Exception):
    """The whole file cannot be read; the message is one translated sentence."""


class BadRow(ValueError):
    """One row cannot be right; the message is one translated sentence."""


@dataclass(frozen=True, slots=True)
class PurchaseRow:
    """One checked row. `status`, `product` and `quantity` are None where the file says nothing of them."""

    row: int
    contact: str
    number: str
    ordered_at: datetime
    amount: Decimal
    currency: str
    status: str | None
    product: str | None
    quantity: Decimal | None


@dataclass(frozen=True, slots=True)
class RowError:
    """Rows count as a spreadsheet counts them: the header is row 1."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Layout:
    """How the file is written, and which of its columns nobody asked for."""

    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    unknown: tuple[str, ...]


def read_layout(path: Path) -> Layout:
    """Look at the whole file once, so that nothing is stored of one that breaks off.

    FileRefused with one sentence where it is no CSV file of purchases.
    """
    encoding = _encoding(path)
    first = _first_line(path, encoding)
    delimiter = max(DELIMITERS, key=first.count)
    header = next(csv.reader([first], delimiter=delimiter), [])
    columns = tuple(name.strip().casefold().replace(" ", "_") for name in header)
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        raise FileRefused(_("The first row lacks these columns: %(names)s.") % {"names": ", ".join(missing)})
    known = {*REQUIRED, *OPTIONAL}
    doubled = sorted(name for name in known if columns.count(name) > 1)
    if doubled:
        raise FileRefused(_("These columns stand twice: %(names)s.") % {"names": ", ".join(doubled)})
    with path.open(encoding=encoding, newline="") as text:
        for _number, _cells_of_row in _cells(text, delimiter):
            pass
    return Layout(encoding, delimiter, columns, tuple(name for name in columns if name and name not in known))


def _first_line(path: Path, encoding: str) -> str:
    """The header; on the way all of the file is decoded."""
    try:
        with path.open(encoding=encoding, newline="") as text:
            first = text.readline(SAMPLE)
            is_text = "\0" not in first
            while chunk := text.read(SAMPLE):
                is_text = is_text and "\0" not in chunk
    except UnicodeError as error:
        raise FileRefused(_("The file holds broken characters; export it again as UTF-8.")) from error
    if not is_text:
        raise FileRefused(_("This is not a CSV file."))
    if not first.strip():
        raise FileRefused(_("The file is empty."))
    return first


def read_rows(path: Path, layout: Layout, place: ZoneInfo) -> Iterator[PurchaseRow | RowError]:
    """The rows below the header; empty ones are passed over. `place` is the zone of dates that name none."""
    with path.open(encoding=layout.encoding, newline="") as text:
        for number, cells in _cells(text, layout.delimiter):
            if number == 1 or not any(cell.strip() for cell in cells):
                continue
            try:
                yield _row(number, _named(cells, layout.columns), place)
            except BadRow as error:
                yield RowError(number, str(error))


def _cells(text: TextIO, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(text, delimiter=delimiter)
    try:
        yield from enumerate(reader, start=1)
    except csv.Error as error:
        raise FileRefused(_("The file breaks off at line %(line)d.") % {"line": reader.line_num}) from error


def _named(cells: list[str], columns: tuple[str, ...]) -> dict[str, str]:
    if any(cell.strip() for cell in cells[len(columns) :]):
        raise BadRow(_("The row has more cells than the header."))
    try:
        return {name: clean(cell) for name, cell in zip(columns, cells, strict=False)}
    except ValueError as error:
        raise BadRow(_("The row holds characters that cannot be stored.")) from error


def _row(number: int, cells: dict[str, str], place: ZoneInfo) -> PurchaseRow:
    for name in REQUIRED:
        if not cells.get(name):
            raise BadRow(_("The column “%(name)s” is empty.") % {"name": name})
    for name, length in LONGEST.items():
        if len(cells.get(name, "")) > length:
            raise BadRow(_("The column “%(name)s” is too long.") % {"name": name})
    return PurchaseRow(
        row=number,
        contact=cells["contact"],
        number=cells["number"],
        ordered_at=read_moment(cells["ordered_at"], place),
        amount=_amount(cells["amount"]),
        currency=_currency(cells["currency"]),
        status=_status(cells.get("status", "")),
        product=cells.get("product") or None,
        quantity=_quantity(cells.get("quantity", "")),
    )


def read_moment(text: str, place: ZoneInfo) -> datetime:
    """A date or moment as ISO 8601, or with dots as 31.12.2026; without an offset it is wall time in the place."""
    moment = _parsed(text.strip())
    if moment is None:
        raise BadRow(_("“%(text)s” is not a date like 2026-12-31 or 2026-12-31 14:30.") % {"text": text[:40]})
    try:
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
        return to_utc(moment.date(), moment.time(), place)
    except (OverflowError, ValueError) as error:
        raise BadRow(_("The date of the order is too far away.")) from error


def _parsed(text: str) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(text), time.min)
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    for shape in DATE_SHAPES:
        try:
            return datetime.strptime(text, shape)
        except ValueError:
            continue
    return None


def _amount(text: str) -> Decimal:
    try:
        amount = parse_amount(text)
    except InvalidAmount as error:
        raise BadRow(str(error)) from error
    if amount < 0:
        raise BadRow(_("The amount is below zero."))
    return amount


def _quantity(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        quantity = parse_amount(text)
    except InvalidAmount as error:
        raise BadRow(_("“%(text)s” is not a quantity.") % {"text": text[:40]}) from error
    if quantity <= 0:
        raise BadRow(_("The quantity is not above zero."))
    return quantity


def _currency(text: str) -> str:
    code = text.upper()
    if not is_currency(code):
        raise BadRow(_("“%(code)s” is not a known currency.") % {"code": text[:20]})
    return code


def _status(text: str) -> str | None:
    status = text.lower()
    if status and status not in PurchaseStatus.values:
        raise BadRow(
            _("The status “%(status)s” is none of: %(known)s.")
            % {"status": text[:20], "known": ", ".join(PurchaseStatus.values)}
        )
    return status or None


def _encoding(path: Path) -> str:
    """UTF-8 and UTF-16 are certain; a Windows code page is judged by its letters."""
    with path.open("rb") as file:
        sample = file.read(SAMPLE)
    if sample.startswith(NOT_TEXT):
        raise FileRefused(_("This is not a CSV file."))
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in sample:
        return _utf16_without_mark(sample)
    if sample.startswith(codecs.BOM_UTF8) or _is_utf8(path):
        return "utf-8-sig"
    name, _score = best_code_page(sample)
    if not name or _is_broken_utf8(sample):
        raise FileRefused(_("The file holds broken characters; export it again as UTF-8."))
    return name


def _utf16_without_mark(sample: bytes) -> str:
    """Latin letters and digits leave every other byte empty."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if min(even, odd) * 20 > max(even, odd) or max(even, odd) * 8 < len(sample):
        raise FileRefused(_("This is not a CSV file."))
    return "utf-16-be" if even > odd else "utf-16-le"


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while chunk := file.read(SAMPLE):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _is_broken_utf8(sample: bytes) -> bool:
    """Mostly right UTF-8, which a code page would turn into two wrong letters for each accent."""
    text = sample.decode("utf-8", "surrogateescape")
    broken = sum("\udc80" <= char <= "\udcff" for char in text)
    return sum(char > "\x7f" for char in text) - broken > broken
