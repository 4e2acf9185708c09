"""Cells that a spreadsheet would run as a formula: guarded when written, unguarded when read back."""

import re

# What looks guarded already is guarded once more, so that each cell comes back as it was.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def guarded(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    return cell[1:] if _GUARDED.match(cell) else cell
