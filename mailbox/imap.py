"""Reading a folder of an IMAP account. It is opened for reading alone, so that nothing is marked, moved or deleted."""

import base64
import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email import message_from_bytes
from ipaddress import ip_address
from typing import Any

from cryptography.fernet import InvalidToken
from django.conf import settings

from crm.encryption import decrypt
from mailbox.models import Mailbox, Problem, Security
from mailbox.verdicts import authserv_id_of

PURPOSE = "mailbox.secret"
SECONDS = 20
MOST_BYTES = 25 * 1024 * 1024
# What the server adds around a mail, and the headers of a mail that is too large.
OVERHEAD = 1024 * 1024
AT_ONCE = 100
USUAL_PORTS = (143, 993)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
UID = re.compile(rb"\bUID (\d+)")
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
RECEIVED = re.compile(rb'INTERNALDATE "([^"]{1,40})"')


class CannotRead(Exception):
    """The mailbox was not read; `problem` says why in words for its owner."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True)
class Fetched:
    """One message of the folder; of one that is larger than MOST_BYTES, `raw` has the headers alone."""

    uid: int
    received_at: datetime | None
    size: int
    raw: bytes

    @property
    def is_cut(self) -> bool:
        return self.size > MOST_BYTES


@dataclass(frozen=True)
class Folder:
    """An opened folder."""

    server: imaplib.IMAP4
    uid_validity: int

    def newer_than(self, uid: int, since: date) -> list[int]:
        """The messages that came after `uid`, on this day or later, the oldest first."""
        day = f"{since.day:02d}-{MONTHS[since.month - 1]}-{since.year}"
        answer = _answered(self.server.uid("SEARCH", "UID", f"{uid + 1}:*", "SINCE", day))
        found = b" ".join(part for part in answer if isinstance(part, bytes)).split()
        # A range that begins behind the newest message still names that one.
        return sorted(number for number in map(int, found) if number > uid)

    def fetch(self, uids: list[int]) -> Iterator[Fetched]:
        for start in range(0, len(uids), AT_ONCE):
            some = uids[start : start + AT_ONCE]
            named = ",".join(map(str, some))
            facts = _facts(_answered(self.server.uid("FETCH", named, "(UID RFC822.SIZE INTERNALDATE)")))
            for uid in some:
                if uid in facts:
                    size, received_at = facts[uid]
                    # What somebody deleted since the folder was searched is not there any more.
                    if (raw := self._raw(uid, size)) is not None:
                        yield Fetched(uid, received_at, size, raw)

    def newest_authserv_id(self, uid: int) -> str:
        """Who signed the checks of this message."""
        raw = self._raw(uid, MOST_BYTES + 1) or b""
        return authserv_id_of(message_from_bytes(raw))

    def _raw(self, uid: int, size: int) -> bytes | None:
        wanted = "(BODY.PEEK[])" if size <= MOST_BYTES else "(BODY.PEEK[HEADER])"
        answer = _answered(self.server.uid("FETCH", str(uid), wanted))
        return next((part[1] for part in answer if isinstance(part, tuple)), None)


@contextmanager
def opened(mailbox: Mailbox) -> Iterator[Folder]:
    """The folder of the mailbox; CannotRead where it cannot be opened, or the line breaks."""
    try:
        password = decrypt(mailbox.secret, PURPOSE)
    except InvalidToken as error:
        raise CannotRead(Problem.LOST_KEY) from error
    try:
        server = _connected(mailbox)
        try:
            _sign_in(server, mailbox.username, password)
            yield _opened(server, mailbox.folder)
        finally:
            _leave(server)
    except ssl.SSLCertVerificationError as error:
        raise CannotRead(Problem.CERTIFICATE) from error
    except (imaplib.IMAP4.error, ssl.SSLError) as error:
        raise CannotRead(Problem.ANSWER) from error
    except OSError as error:
        raise CannotRead(Problem.UNREACHABLE) from error


def may_connect(host: str, port: int, address: str) -> bool:
    """Whether colleagues may let the server connect there: to the hosts of the settings, or to any in the internet."""
    if settings.MAILBOX_HOSTS:
        return host.lower() in settings.MAILBOX_HOSTS or f"{host.lower()}:{port}" in settings.MAILBOX_HOSTS
    return port in USUAL_PORTS and ip_address(address.partition("%")[0]).is_global


class _Limited:
    """Takes no answer that is longer than a mail may be."""

    def read(self, size: int) -> bytes:
        if size > MOST_BYTES + OVERHEAD:
            raise imaplib.IMAP4.abort("too long an answer")
        return bytes(super().read(size))  # type: ignore[misc]

    def _line_to(self, host: str, port: int, timeout: float | None) -> socket.socket:
        """Connects to the address that was looked at, not to what the name means a moment later."""
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        allowed = [place for *_kind, place in found if may_connect(host, port, str(place[0]))]
        if not allowed:
            raise CannotRead(Problem.NOT_ALLOWED)
        return socket.create_connection((str(allowed[0][0]), port), timeout)


class _Starttls(_Limited, imaplib.IMAP4):
    def _create_socket(self, timeout: float | None) -> socket.socket:
        return self._line_to(self.host, self.port, timeout)


class _Tls(_Limited, imaplib.IMAP4_SSL):
    def _create_socket(self, timeout: float | None) -> socket.socket:
        line = self._line_to(self.host, self.port, timeout)
        return self.ssl_context.wrap_socket(line, server_hostname=self.host)


def _connected(mailbox: Mailbox) -> imaplib.IMAP4:
    context = ssl.create_default_context()
    if mailbox.security == Security.TLS:
        return _Tls(mailbox.host, mailbox.port, ssl_context=context, timeout=SECONDS)
    server = _Starttls(mailbox.host, mailbox.port, timeout=SECONDS)
    try:
        server.starttls(context)
    except BaseException:
        server.shutdown()
        raise
    return server


def _sign_in(server: imaplib.IMAP4, username: str, password: str) -> None:
    try:
        if "AUTH=PLAIN" in server.capabilities:
            server.authenticate("PLAIN", lambda _challenge: f"\0{username}\0{password}".encode())
        else:
            server.login(_quoted(username), password)
    except imaplib.IMAP4.abort:
        raise
    except (imaplib.IMAP4.error, UnicodeEncodeError) as error:
        raise CannotRead(Problem.LOGIN) from error


def _opened(server: imaplib.IMAP4, name: str) -> Folder:
    verdict, _answer = server.select(_quoted(folder_in_utf7(name)), readonly=True)
    if verdict != "OK":
        raise CannotRead(Problem.FOLDER)
    (validity,) = server.response("UIDVALIDITY")[1] or [None]
    if not isinstance(validity, bytes) or not validity.isdigit():
        raise CannotRead(Problem.ANSWER)
    return Folder(server, int(validity))


def _leave(server: imaplib.IMAP4) -> None:
    try:
        server.logout()
    except (imaplib.IMAP4.error, OSError):
        server.shutdown()


def folder_in_utf7(name: str) -> str:
    """The name of a folder as the protocol writes it (RFC 3501, 5.1.3)."""
    pieces = re.split(r"([^\x20-\x7e]+)", name)
    return "".join(_encoded(piece) if at % 2 else piece.replace("&", "&-") for at, piece in enumerate(pieces))


def _encoded(piece: str) -> str:
    return f"&{base64.b64encode(piece.encode('utf-16-be')).decode().rstrip('=').replace('/', ',')}-"


def _quoted(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _answered(answer: tuple[str, list[Any]]) -> list[Any]:
    verdict, parts = answer
    if verdict != "OK":
        raise CannotRead(Problem.ANSWER)
    return parts


def _facts(parts: list[Any]) -> dict[int, tuple[int, datetime | None]]:
    """Size and moment of arrival of each message."""
    found = {}
    for part in parts:
        line = part[0] if isinstance(part, tuple) else part or b""
        uid, size = UID.search(line), SIZE.search(line)
        if uid and size:
            found[int(uid.group(1))] = (int(size.group(1)), _moment(RECEIVED.search(line)))
    return found


def _moment(found: re.Match[bytes] | None) -> datetime | None:
    try:
        said = found.group(1).decode().strip() if found else ""
        return datetime.strptime(said, "%d-%b-%Y %H:%M:%S %z").astimezone(UTC)
    except (ValueError, OverflowError):
        return None
