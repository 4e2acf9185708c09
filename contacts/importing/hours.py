"""Hours of a day as people write them in a cell: "09:00–17:00", "9-17", "9.30 - 16"."""

import re
from datetime import time

from django.utils.translation import gettext as _

from contacts.importing.rows import BadValue

Span = tuple[time | None, time | None]

_SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*[-–—]\s*(\d{1,2})(?:[:.](\d{2}))?")


def find_hours(text: str) -> Span:
    """From when until when, or nothing of an empty text; BadValue where it is no span that goes forwards in a day."""
    if not text:
        return None, None
    written = _SPAN.fullmatch(text.strip())
    try:
        begin, end = _span(written) if written else (None, None)
    except ValueError:
        begin = end = None
    if begin is None or end is None or begin >= end:
        raise BadValue(_("“%(text)s” are no hours of a day; write them as 09:00–17:00.") % {"text": text[:60]})
    return begin, end


def hours_text(begin: time | None, end: time | None) -> str:
    """The span as `find_hours` reads it back."""
    return f"{begin:%H:%M}–{end:%H:%M}" if begin and end else ""


def _span(written: re.Match[str]) -> Span:
    return time(int(written[1]), int(written[2] or 0)), time(int(written[3]), int(written[4] or 0))
