"""A mail as it stands in a mailbox, read into words and files. Broken ones are read as far as that goes."""

import logging
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from hashlib import sha256

from crm.text import storable
from mailbox import headers, html, quoting
from mailbox.models.received import LONGEST_ADDRESS, LONGEST_NAME, LONGEST_SUBJECT

logger = logging.getLogger(__name__)

LONGEST_TEXT = 200_000
MOST_PARTS = 100
LONGEST_TYPE = 100
# Names of files that a mail does not name itself.
NAMES = {"text/calendar": "invitation.ics", "message/rfc822": "mail.eml", "text/html": "page.html"}
END_OF_HEADERS = (b"\r\n\r\n", b"\n\n")


@dataclass(frozen=True)
class File:
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Content:
    """What was read of one mail; `mail` has its headers. `forwarded` is who wrote the mail that was forwarded in it."""

    mail: Message
    text: str = ""
    quoted: str = ""
    html: str = ""
    files: list[File] = field(default_factory=list)
    forwarded: str = ""
    is_unreadable: bool = False

    @property
    def senders(self) -> list[tuple[str, str]]:
        return headers.addresses(self.mail, "From")

    @property
    def recipients(self) -> list[tuple[str, str]]:
        return headers.addresses(self.mail, "To", "Cc")

    @property
    def subject(self) -> str:
        return headers.words(headers.first_of(self.mail, "Subject"), LONGEST_SUBJECT)

    @property
    def message_id(self) -> str:
        return next(iter(headers.ids(self.mail, "Message-ID")), "")

    @property
    def answers(self) -> list[str]:
        """The mails that this one answers, the first of their thread first."""
        return headers.ids(self.mail, "References", "In-Reply-To")

    @property
    def said_at(self) -> datetime | None:
        return headers.moment(self.mail)

    @property
    def copy_key(self) -> str:
        """The same for every copy of the mail, however it came; another mail that bears its id has another."""
        named = "\n".join(address for _name, address in self.senders)
        said = f"{self.said_at or ''}\n{self.subject}\n{self.text}\n{self.quoted}"
        return _digest(f"{self.message_id}\n{named}\n{said}")

    @property
    def thread(self) -> str:
        return _digest(next(iter(self.answers), "") or self.message_id or self.copy_key)


def read(raw: bytes) -> Content:
    """Never raises: whatever breaks the reading is noted, and the headers are kept."""
    try:
        return _read(raw)
    except Exception as error:
        # Whoever writes mails may write what no library foresees; one of them must not stop those behind it.
        logger.warning("A mail is broken, only its headers were read: %s", type(error).__name__)
        return read_headers(raw, is_unreadable=True)


def read_headers(raw: bytes, *, is_unreadable: bool = False) -> Content:
    end = min((at for mark in END_OF_HEADERS if (at := raw.find(mark)) >= 0), default=len(raw))
    return Content(message_from_bytes(raw[:end] + b"\n\n"), is_unreadable=is_unreadable)


def _read(raw: bytes) -> Content:
    mail = message_from_bytes(raw)
    plain, formatted, files, forwarded = "", "", list[File](), ""
    for part in _leaves(mail):
        kind = part.get_content_type()
        if kind == "message/rfc822":
            forwarded = forwarded or _author(part)
        if kind in ("text/plain", "text/html") and not _is_file(part):
            words = headers.text_of(_bytes(part), _charset(part))
            if kind == "text/plain":
                plain += words if not plain else f"\n{words}"
            else:
                formatted += words
        else:
            files.append(_file(part))
    whole = storable(plain, LONGEST_TEXT) or html.plain(formatted)
    own, quoted = quoting.fold(whole)
    content = Content(mail, own, quoted, html.safe(formatted), files, forwarded or quoting.forwarded_from(whole))
    return replace(content, html=storable(content.html, LONGEST_TEXT))


def _leaves(mail: Message) -> Iterator[Message]:
    """The parts that hold something; of a mail within the mail, only the whole."""
    waiting, found = deque([mail]), 0
    while waiting and found < MOST_PARTS:
        part = waiting.popleft()
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting.extendleft(reversed(_within(part)))
        else:
            found += 1
            yield part


def _within(part: Message) -> list[Message]:
    """Beware of asking other parts for their payload: the library decodes it by whatever charset the mail names."""
    inner = part.get_payload() if part.is_multipart() else []
    return [one for one in inner if isinstance(one, Message)]


def _is_file(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(_named(part))


def _named(part: Message) -> str:
    try:
        return headers.words(str(part.get_filename() or ""), LONGEST_NAME)
    except (LookupError, TypeError, ValueError):
        return ""


def _charset(part: Message) -> str:
    try:
        return str(part.get_content_charset() or "")
    except (LookupError, TypeError, ValueError):
        return ""


def _bytes(part: Message) -> bytes:
    if part.get_content_maintype() == "message" and _within(part):
        return _within(part)[0].as_bytes()
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _file(part: Message) -> File:
    kind = part.get_content_type()
    name = _named(part) or NAMES.get(kind, "file")
    return File(name, storable(kind, LONGEST_TYPE), _bytes(part))


def _author(part: Message) -> str:
    named = [pair for inner in _within(part) for pair in headers.addresses(inner, "From")]
    return named[0][1][:LONGEST_ADDRESS] if len(named) == 1 else ""


def _digest(words: str) -> str:
    return sha256(words.encode("utf-8", "replace")).hexdigest()
