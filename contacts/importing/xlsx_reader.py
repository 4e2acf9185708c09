"""Spreadsheets of Excel and what writes like it: the first sheet that has rows."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from contacts.importing.choices import Choices, Opener
from contacts.importing.limits import MOST_COLUMNS, MOST_SHARED_TEXT, MOST_UNPACKED
from contacts.importing.rows import ImportRefused
from contacts.importing.table import Row, Table

# Whatever the library raises at a file that is none.
BROKEN = (
    InvalidFileException, zipfile.BadZipFile, zipfile.LargeZipFile, ParseError, DefusedXmlException,
    KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, EOFError, NotImplementedError, RuntimeError,
)  # fmt: skip


def read_xlsx(opener: Opener, choices: Choices) -> Table:
    _refuse_bombs(opener)
    return Table(XlsxRows(opener), choices, has_full_rows=False)


def _refuse_bombs(opener: Opener) -> None:
    """By what the archive says of itself: no more than that is ever unpacked of it."""
    with opener() as file:
        try:
            with zipfile.ZipFile(file) as archive:
                sizes = {part.filename.lower(): part.file_size for part in archive.infolist()}
        except BROKEN as error:
            raise ImportRefused(_("The spreadsheet is broken and cannot be opened.")) from error
    if "xl/workbook.xml" not in sizes:
        raise ImportRefused(_("This is an archive, and no spreadsheet of Excel; save the contacts as XLSX or CSV."))
    shared = sum(size for name, size in sizes.items() if name.endswith("sharedstrings.xml"))
    if sum(sizes.values()) > MOST_UNPACKED or shared > MOST_SHARED_TEXT:
        raise ImportRefused(_("The spreadsheet is too large when it is unpacked; save the contacts as CSV."))


class XlsxRows:
    def __init__(self, opener: Opener) -> None:
        self._opener = opener
        self._width = MOST_COLUMNS + 1
        head = next(self(), None)
        if head is None:
            raise ImportRefused(_("The file is empty."))
        # A cell far to the right would make each row that wide.
        self._width = len(head[1]) + 1

    def __call__(self) -> Iterator[Row]:
        with self._opener() as file:
            try:
                book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
                for sheet in book.worksheets:
                    sheet.reset_dimensions()
                    is_first, rows = True, sheet.iter_rows(max_col=self._width, values_only=True)
                    for number, cells in enumerate(rows, start=1):
                        texts = [_text(cell) for cell in cells]
                        if is_first and not any(texts):
                            continue
                        yield number, _without_empty_end(texts) if is_first else texts
                        is_first = False
                    if not is_first:
                        return
            except BROKEN as error:
                raise ImportRefused(_("The spreadsheet is broken and cannot be opened.")) from error


def _text(value: Any) -> str:
    """As a person would type what the cell shows."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date | time) else str(value).strip()


def _without_empty_end(cells: list[str]) -> list[str]:
    end = next((at for at in range(len(cells), 0, -1) if cells[at - 1]), 0)
    return cells[:end]
