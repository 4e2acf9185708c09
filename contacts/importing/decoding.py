"""Bytes to text. UTF-8 and UTF-16 are certain; a code page is chosen by how its letters stand together."""

import codecs
import re

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

from contacts.importing.code_pages import best_code_page
from contacts.importing.limits import MOST_LINES, MOST_ROWS, TOO_MANY
from contacts.importing.rows import ImportRefused

_OFFICE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_BINARY = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"\x7fELF", b"{\\rtf")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MARKUP = re.compile(r"\s*<(!doctype|html|\?xml)", re.IGNORECASE)
_EAST_ASIAN_LETTER = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]")
EAST_ASIAN_CODE_PAGES = ["cp932", "euc_jp", "cp949", "gb18030", "big5"]
# Mean log-probability of a letter after the one before it: -2 to -5.5 in the right code page.
DOUBTFUL = -5.8
HOPELESS = -6.5
SAMPLE = 200_000


def decode(data: bytes) -> str:
    """The file's text without a byte-order mark; ImportRefused with one sentence for what is no text."""
    if data.startswith(_OFFICE):
        raise ImportRefused(_("This is a spreadsheet or an archive; save the contacts as CSV and import that."))
    if data.startswith(_BINARY):
        raise ImportRefused(_("This is not a contact file; contacts are imported from CSV or vCard."))
    text = _unicode(data) or _code_page(data)
    if text.count("\n") + text.count("\r") > 2 * MOST_LINES:
        raise ImportRefused(TOO_MANY % {"most": MOST_ROWS})
    if not text.strip():
        raise ImportRefused(_("The file is empty."))
    if _CONTROL.search(text) or _MARKUP.match(text):
        raise ImportRefused(_("This is not a contact file; contacts are imported from CSV or vCard."))
    return text


def _unicode(data: bytes) -> str:
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return data.decode("utf-16")
        if b"\0" in data[:SAMPLE]:
            return _utf16_without_mark(data)
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.encoding.startswith("utf-16") or _is_broken_utf8(data):
            raise ImportRefused(_("The file holds broken characters; export it again as UTF-8.")) from error
    return ""


def _utf16_without_mark(data: bytes) -> str:
    sample = data[:SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if min(even, odd) * 20 > max(even, odd) or max(even, odd) * 20 < len(sample):
        raise ImportRefused(_("This is not a contact file; contacts are imported from CSV or vCard."))
    return data.decode("utf-16-be" if even > odd else "utf-16-le")


def _is_broken_utf8(data: bytes) -> bool:
    """Mostly right UTF-8, which a code page would turn into two wrong letters for each accent."""
    text = data.decode("utf-8", "surrogateescape")
    broken = sum("\udc80" <= char <= "\udcff" for char in text)
    return data.startswith(codecs.BOM_UTF8) or sum(char > "\x7f" for char in text) - broken > broken


def _code_page(data: bytes) -> str:
    name, score = best_code_page(data[:SAMPLE])
    east_asian = _east_asian(data) if score < DOUBTFUL else ""
    if east_asian:
        return east_asian
    try:
        text = data.decode(name)
    except (LookupError, UnicodeDecodeError):
        score = HOPELESS
    if score <= HOPELESS:
        raise ImportRefused(_("The file's encoding cannot be read; export it again as UTF-8."))
    return text


def _east_asian(data: bytes) -> str:
    best = from_bytes(data[:SAMPLE], cp_isolation=EAST_ASIAN_CODE_PAGES).best()
    if best is None:
        return ""
    try:
        text = data.decode(best.encoding)
    except UnicodeDecodeError:
        return ""
    letters = [char for char in text if char > "\x7f" and char.isalpha()]
    known = sum(bool(_EAST_ASIAN_LETTER.match(char)) for char in letters)
    return text if letters and known >= 0.95 * len(letters) else ""
