"""A file of rates from disk or from the page: unpacked with care, and read by the reader of its bank. No database."""

import io
import zipfile
import zlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from django.utils.translation import gettext as _

from sales.rate_files import cbr, cnb, ecb
from sales.rate_files.lines import FileRefused, Found, Listed

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 30 * 1024 * 1024
MOST_RATES = 1_000_000
READERS: dict[str, Callable[[str], Found]] = {"ecb": ecb.read, "cnb": cnb.read, "cbr": cbr.read}
CODE_PAGES = {"cbr": "windows-1251", "cnb": "windows-1250"}


def read_rates(content: bytes, source: str, now: datetime) -> Found:
    """The rates of the file in its order; raise FileRefused, with one sentence, where it is none of this bank's.

    Rates cannot be taken away again, so a file of too many, or of days after tomorrow, is refused before its first.
    """
    if len(content) > MOST_BYTES:
        raise FileRefused(_("The file is larger than 10 MB."))
    if content.startswith(b"PK"):
        content = _unpacked(content)
    text = _text(content, source)
    _refuse_what_cannot_be(READERS[source](text), tomorrow=(now.astimezone(UTC) + timedelta(days=1)).date())
    return READERS[source](text)


def _refuse_what_cannot_be(found: Found, *, tomorrow: date) -> None:
    rates = (each for each in found if isinstance(each, Listed))
    for number, each in enumerate(rates, start=1):
        if number > MOST_RATES:
            raise FileRefused(_("The file has more than 1,000,000 rates."))
        if each.date > tomorrow:
            raise FileRefused(_("The file has rates of days that are still to come."))


def _unpacked(content: bytes) -> bytes:
    """The one file of the archive; no more of it is unpacked than a list of rates has."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [part for part in archive.infolist() if not part.is_dir()]
            if len(parts) != 1:
                raise FileRefused(_("The archive holds not one file but %(number)d.") % {"number": len(parts)})
            with archive.open(parts[0]) as file:
                unpacked = file.read(MOST_UNPACKED + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise FileRefused(_("The archive is broken and cannot be opened.")) from error
    if len(unpacked) > MOST_UNPACKED:
        raise FileRefused(_("Unpacked, the file is larger than 30 MB."))
    return unpacked


def _text(content: bytes, source: str) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode(CODE_PAGES.get(source, "latin-1"), errors="replace")
    if "\x00" in text:
        raise FileRefused(_("This is no text file."))
    # What the first line says of the encoding no longer holds.
    return text.partition("?>")[2] if text.lstrip().startswith("<?xml") else text
