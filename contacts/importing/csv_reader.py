"""CSV files, whoever exported them: their rows, one after the other."""

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from contacts.importing.cells import unguarded
from contacts.importing.choices import Choices, Opener
from contacts.importing.columns import match_columns
from contacts.importing.limits import LONGEST_LINE
from contacts.importing.rows import ImportRefused
from contacts.importing.table import Row, Table

DELIMITERS = (",", ";", "\t", "|")
HEAD = 20_000


def read_csv(opener: Opener, encoding: str, choices: Choices) -> Table:
    rows = CsvRows(opener, encoding)
    return Table(rows, choices, has_full_rows=True, is_english=rows.delimiter != ";")


class CsvRows:
    """Numbered as a spreadsheet numbers them: the header is row 1, a note of many lines is one row."""

    def __init__(self, opener: Opener, encoding: str) -> None:
        self._opener, self._encoding = opener, encoding
        head = "".join(self._head())
        first = head.partition("\n")[0].strip()
        self._has_mark = first.lower().startswith("sep=") and len(first) == 5
        self.delimiter = first[4] if self._has_mark else max(DELIMITERS, key=lambda mark: _known_headers(head, mark))
        self._is_strict = self._closes_its_marks()

    def __call__(self) -> Iterator[Row]:
        for number, cells in self._cells(strict=self._is_strict):
            yield number, list(map(unguarded, cells))

    def _cells(self, *, strict: bool) -> Iterator[Row]:
        reader = csv.reader(self._lines(), delimiter=self.delimiter, strict=strict)
        first_line = 1
        try:
            for number, cells in enumerate(reader, start=1):
                yield number, cells
                first_line = reader.line_num + 1
        except csv.Error as error:
            if "expected after" in str(error):
                raise
            raise ImportRefused(
                _(
                    "The row that begins in line %(line)d has no end: a quotation mark is not closed or a cell "
                    "is too long."
                )
                % {"line": first_line}
            ) from error

    def _closes_its_marks(self) -> bool:
        """Whether quotation marks must be closed; some programs leave marks inside a quoted cell undoubled."""
        try:
            for _row in self._cells(strict=True):
                pass
        except csv.Error:
            return False
        return True

    def _lines(self) -> Iterator[str]:
        lines = self._all_lines()
        if self._has_mark:
            next(lines)
        return lines

    def _all_lines(self) -> Iterator[str]:
        with io.TextIOWrapper(self._opener(), self._encoding, newline="") as text:
            while line := text.readline(LONGEST_LINE + 1):
                if len(line) > LONGEST_LINE:
                    raise ImportRefused(_("A line of the file is too long."))
                yield line

    def _head(self) -> Iterator[str]:
        size = 0
        for line in self._all_lines():
            yield line
            size += len(line)
            if size > HEAD:
                return


def _known_headers(text: str, delimiter: str) -> tuple[int, int]:
    """How many headers are known, and how many there are: of a table with words of its own the widest is likeliest."""
    try:
        headers = next(csv.reader(io.StringIO(text[:HEAD], newline=""), delimiter=delimiter), [])
    except csv.Error:
        return 0, 0
    return sum(column is not None for column in match_columns(headers)), len(headers)
