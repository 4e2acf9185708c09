"""A file of rates from disk or from the page: unpacked with care, and read by the reader of its bank. No database."""

import io
import zipfile
import zlib
from collections.abc import Callable

from django.utils.translation import gettext as _

from sales.rate_files import cbr, cnb, ecb
from sales.rate_files.lines import FileRefused, Found

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 30 * 1024 * 1024
READERS: dict[str, Callable[[str], Found]] = {"ecb": ecb.read, "cnb": cnb.read, "cbr": cbr.read}
CODE_PAGES = {"cbr": "windows-1251", "cnb": "windows-1250"}


def read_rates(content: bytes, source: str) -> Found:
    """The rates of the file in its order; raise FileRefused, with one sentence, where it is none of this bank's."""
    if len(content) > MOST_BYTES:
        raise FileRefused(_("The file is larger than 10 MB."))
    if content.startswith(b"PK"):
        content = _unpacked(content)
    return READERS[source](_text(content, source))


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
