"""Headers of mails as other programs write them: words in any charset, addresses, ids. Nothing here raises."""

import codecs
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from typing import Any

from charset_normalizer import from_bytes

from crm.text import storable
from mailbox.models.received import LONGEST_ADDRESS, LONGEST_ID, LONGEST_NAME

# Names that programs give to charsets, and what is really in them.
ALIASES = {
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "iso-8859-8-i": "iso-8859-8",
}
# Python knows these as encodings of text too; they are none of a mail, and some take very long.
NO_CHARSETS = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem", "charmap"}
GUESSED_BYTES = 20_000
MOST_ADDRESSES = 200
MOST_IDS = 50
LONGEST_HEADER = 20_000
ADDRESS = re.compile(r"[^@\s<>\"(),;:\\]{1,64}@[^@\s<>\"(),;:\\\[\]]{1,253}")
ID = re.compile(r"<[^<>\s]{3,290}>")


def text_of(content: bytes, charset: str = "") -> str:
    """The words in the charset that the mail names; where that cannot be, in the likeliest one."""
    name = ALIASES.get(charset.strip().lower(), charset.strip().lower())
    for known in (name, "utf-8"):
        try:
            if known and codecs.lookup(known).name.replace("_", "-") not in NO_CHARSETS:
                return content.decode(known)
        except (LookupError, ValueError):
            continue
    best = from_bytes(content[:GUESSED_BYTES]).best()
    return content.decode(best.encoding if best else "latin-1", "replace")


def all_of(mail: Message, name: str) -> list[str]:
    """The raw values of a header, the topmost first."""
    wanted = name.lower()
    return [str(value)[:LONGEST_HEADER] for key, value in mail.raw_items() if key.lower() == wanted]


def first_of(mail: Message, name: str) -> str:
    return next(iter(all_of(mail, name)), "")


def words(raw: str, longest: int) -> str:
    """One line of words, decoded."""
    pieces: Iterable[tuple[Any, str | None]]
    try:
        pieces = decode_header(_unfolded(raw))
    except (HeaderParseError, ValueError):
        pieces = [(_unfolded(raw), None)]
    text = "".join(text_of(part, charset or "") if isinstance(part, bytes) else str(part) for part, charset in pieces)
    return storable(" ".join(text.split()), longest)


def addresses(mail: Message, *names: str) -> list[tuple[str, str]]:
    """(name, address) of each person in these headers, each address once, in lower case."""
    pairs = [pair for name in names for value in all_of(mail, name) for pair in _pairs(_unfolded(value))]
    found: dict[str, str] = {}
    for name, address in pairs[:MOST_ADDRESSES]:
        address = storable(address, LONGEST_ADDRESS).lower()
        if ADDRESS.fullmatch(address):
            found.setdefault(address, words(name, LONGEST_NAME))
    return [(name, address) for address, name in found.items()]


def _pairs(line: str) -> list[tuple[str, str]]:
    try:
        return getaddresses([line])
    except (RecursionError, IndexError, ValueError):
        # Thousands of parentheses within each other, and whatever else is no address.
        return []


def ids(mail: Message, *names: str) -> list[str]:
    """The Message-IDs in these headers, each once, in their order."""
    found = [one for name in names for value in all_of(mail, name) for one in ID.findall(_unfolded(value))]
    return [storable(one, LONGEST_ID) for one in dict.fromkeys(found)][:MOST_IDS]


def moment(mail: Message) -> datetime | None:
    """What the sender's clock said."""
    try:
        said = parsedate_to_datetime(first_of(mail, "Date"))
        return (said if said.tzinfo else said.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None


def _unfolded(raw: str) -> str:
    """On one line, and bytes that are no ASCII read as what they most likely are."""
    line = " ".join(raw.split())
    if line.isascii():
        return line
    return text_of(line.encode("utf-8", "surrogateescape"))
