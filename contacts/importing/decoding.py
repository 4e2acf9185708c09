"""Bytes to text. UTF-8 and UTF-16 are certain; a code page is chosen by how its letters stand together."""

import codecs
import io
import re
from collections.abc import Iterator

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.importing.choices import Opener
from contacts.importing.code_pages import best_code_page
from contacts.importing.limits import LINES_OF_A_ROW, MOST_ROWS, TOO_MANY
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
SAMPLE, BLOCK = 200_000, 1 << 20

NO_CONTACTS = gettext_lazy("This is not a contact file; contacts are imported from CSV, XLSX or vCard.")


def decode(data: bytes) -> str:
    """The text of a file without a byte-order mark; ImportRefused with one sentence for what is no text."""
    return data.decode(encoding_of(lambda: io.BytesIO(data)))


def encoding_of(opener: Opener, most_rows: int = MOST_ROWS) -> str:
    """The name of the encoding, the whole file looked at; ImportRefused with one sentence for what is no text."""
    data = _sample(opener)
    if data.startswith(_OFFICE):
        raise ImportRefused(_("This is an old spreadsheet or an archive; save the contacts as XLSX or CSV."))
    if data.startswith(_BINARY):
        raise ImportRefused(NO_CONTACTS)
    encoding = _unicode(data) or _code_page(data)
    _check(opener, encoding, most_rows)
    return encoding


def _sample(opener: Opener) -> bytes:
    """The beginning of the file, or where that says nothing, what follows its first letter with an accent."""
    with opener() as file:
        head = block = file.read(SAMPLE)
        if b"\0" in head:
            return head
        while block.isascii() and (block := file.read(BLOCK)):
            pass
        if block.isascii() or block is head:
            return head
        begin = next(at for at, byte in enumerate(block) if byte > 0x7F)
        return block[begin : begin + SAMPLE] + file.read(max(0, begin + SAMPLE - len(block)))


def _check(opener: Opener, encoding: str, most_rows: int) -> None:
    """Walk over the file: it is text from beginning to end, and there is something to read."""
    lines, is_empty, is_first = 0, True, True
    for text in _texts(opener, encoding):
        lines += text.count("\n") + text.count("\r")
        if lines > 2 * LINES_OF_A_ROW * most_rows:
            raise ImportRefused(TOO_MANY % {"most": most_rows})
        if _CONTROL.search(text) or (is_first and _MARKUP.match(text)):
            raise ImportRefused(NO_CONTACTS)
        is_empty, is_first = is_empty and not text.strip(), False
    if is_empty:
        raise ImportRefused(_("The file is empty."))


def _texts(opener: Opener, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    with opener() as file:
        try:
            while block := file.read(BLOCK):
                yield decoder.decode(block)
            yield decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            raise ImportRefused(_("The file holds broken characters; export it again as UTF-8.")) from error


def _unicode(data: bytes) -> str:
    """The sample may end within a character."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in data:
        return _utf16_without_mark(data)
    try:
        codecs.getincrementaldecoder("utf-8-sig")().decode(data)
    except UnicodeDecodeError as error:
        if _is_broken_utf8(data):
            raise ImportRefused(_("The file holds broken characters; export it again as UTF-8.")) from error
        return ""
    return "utf-8-sig"


def _utf16_without_mark(data: bytes) -> str:
    even, odd = data[::2].count(0), data[1::2].count(0)
    if min(even, odd) * 20 > max(even, odd) or max(even, odd) * 20 < len(data):
        raise ImportRefused(NO_CONTACTS)
    return "utf-16-be" if even > odd else "utf-16-le"


def _is_broken_utf8(data: bytes) -> bool:
    """Mostly right UTF-8, which a code page would turn into two wrong letters for each accent."""
    text = data.decode("utf-8", "surrogateescape")
    broken = sum("\udc80" <= char <= "\udcff" for char in text)
    return data.startswith(codecs.BOM_UTF8) or sum(char > "\x7f" for char in text) - broken > broken


def _code_page(data: bytes) -> str:
    name, score = best_code_page(data)
    east_asian = _east_asian(data) if score < DOUBTFUL else ""
    if east_asian:
        return east_asian
    if not name or score <= HOPELESS:
        raise ImportRefused(_("The file's encoding cannot be read; export it again as UTF-8."))
    return name


def _east_asian(data: bytes) -> str:
    best = from_bytes(data, cp_isolation=EAST_ASIAN_CODE_PAGES).best()
    if best is None:
        return ""
    try:
        text = codecs.getincrementaldecoder(best.encoding)().decode(data)
    except UnicodeDecodeError:
        return ""
    letters = [char for char in text if char > "\x7f" and char.isalpha()]
    known = sum(bool(_EAST_ASIAN_LETTER.match(char)) for char in letters)
    return best.encoding if letters and known >= 0.95 * len(letters) else ""
