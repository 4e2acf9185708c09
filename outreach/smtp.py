"""SMTP over a connection that is kept, and that knows whether a mail may have left when the line is lost.

The times are those of RFC 5321, section 4.5.3.2. Above all the server may think long about the final dot: whoever
gives up too early there, and sends again, makes a second copy. Django's one EMAIL_TIMEOUT cannot say that.
"""

import re
import select
import smtplib
import socket
from collections.abc import Sequence
from typing import Any, NoReturn

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

# Seconds.
CONNECT = 30
COMMAND = 5 * 60
AFTER_THE_DOT = 10 * 60
FAREWELL = 10

MAILS_A_CONNECTION = 100
GO_ON = 354
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


Reply = tuple[int, bytes]
Refusals = dict[str, Reply]


class NotHandedOver(smtplib.SMTPServerDisconnected):
    """The line was lost, or the server fell silent, before the final dot: nothing was sent."""


class CannotBeSaid(smtplib.SMTPException):
    """The address or the mail cannot be put into the server's language: nothing was sent."""


class PatientSMTP(smtplib.SMTP):
    """A client whose `sendmail` raises NotHandedOver for a line lost too early to matter.

    It raises SMTPServerDisconnected only where the final dot went out and no answer came, and CannotBeSaid for an
    address that would end a command (Python 3.13 raises a bare ValueError there).
    """

    mails = 0
    is_dot_sent = False

    def connect(self, *args: Any, **kwargs: Any) -> Reply:
        answer = super().connect(*args, **kwargs)
        # The dot travels in a packet of its own; without this it would wait for the one before it.
        self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._line.settimeout(COMMAND)
        return answer

    def sendmail(self, from_addr: str, to_addrs: Sequence[str], msg: Any, *args: Any, **kwargs: Any) -> Refusals:
        self.mails += 1
        self.is_dot_sent = False
        try:
            if self._may_pipeline(from_addr, to_addrs):
                return self._send_at_once(from_addr, to_addrs[0], msg)
            return super().sendmail(from_addr, to_addrs, msg, *args, **kwargs)
        except smtplib.SMTPServerDisconnected as error:
            if self.is_dot_sent:
                raise
            raise NotHandedOver(str(error)) from error
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused):
            self._forget_mail()
            raise
        except ValueError as error:
            if self.is_dot_sent:
                raise
            self._forget_mail()
            raise CannotBeSaid(str(error)) from error

    def data(self, msg: Any) -> Reply:
        code, words = self.docmd("DATA")
        if code != GO_ON:
            raise smtplib.SMTPDataError(code, words)
        return self._send_body(msg.encode("ascii") if isinstance(msg, str) else msg)

    def _may_pipeline(self, sender: str, recipients: Sequence[str]) -> bool:
        self.ehlo_or_helo_if_needed()
        addresses = f"{sender}{''.join(recipients)}"
        is_plain = addresses.isascii() and addresses.isprintable()
        return is_plain and len(recipients) == 1 and self.has_extn("pipelining")

    def _send_at_once(self, sender: str, recipient: str, body: bytes) -> Refusals:
        """Sender, recipient and the wish to send in one packet (RFC 2920): two waits a mail instead of four."""
        size = f" SIZE={len(body)}" if self.has_extn("size") else ""
        lines = [f"MAIL FROM:{smtplib.quoteaddr(sender)}{size}", f"RCPT TO:{smtplib.quoteaddr(recipient)}", "DATA"]
        self.send("".join(f"{line}\r\n" for line in lines))
        from_reply, to_reply, data_reply = self.getreply(), self.getreply(), self.getreply()
        if data_reply[0] == GO_ON and not (_is_yes(from_reply) and _is_yes(to_reply)):
            self.close()  # it waits for a mail that nobody may get
        if not _is_yes(from_reply):
            raise smtplib.SMTPSenderRefused(*from_reply, sender)
        if not _is_yes(to_reply):
            raise smtplib.SMTPRecipientsRefused({recipient: to_reply})
        if data_reply[0] != GO_ON:
            raise smtplib.SMTPDataError(*data_reply)
        last_reply = self._send_body(body)
        if not _is_yes(last_reply):
            raise smtplib.SMTPDataError(*last_reply)
        return {}

    def _send_body(self, body: bytes) -> Reply:
        self.send(_LEADING_DOT.sub(b"..", body))
        if not body.endswith(b"\r\n"):
            self.send(b"\r\n")
        if self._has_something_to_read():
            self._break_off()
        return self._finish()

    def quit(self) -> Reply:
        if self.sock is not None:
            self.sock.settimeout(FAREWELL)
        return super().quit()

    @property
    def _line(self) -> socket.socket:
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("The line is closed.")
        return self.sock

    def _has_something_to_read(self) -> bool:
        """Whether the server spoke out of turn, or hung up, while the mail was on its way."""
        poll = select.poll()
        poll.register(self._line, select.POLLIN)
        return bool(poll.poll(0))

    def _break_off(self) -> NoReturn:
        """The server gave its answer before the dot, so there will be no dot."""
        code, words = self.getreply()
        self.close()
        raise smtplib.SMTPDataError(code, words)

    def _finish(self) -> Reply:
        self._line.settimeout(AFTER_THE_DOT)
        self.is_dot_sent = True
        self.send(b".\r\n")
        try:
            code, words = self.getreply()
        except smtplib.SMTPResponseException as error:  # a reply longer than any line may be
            raise smtplib.SMTPServerDisconnected(f"The answer to the mail cannot be read: {error}") from error
        self._line.settimeout(COMMAND)
        if _is_yes((code, words)):
            return 250, words  # smtplib takes any other yes for a no
        if not 400 <= code < 600:
            self.close()
            raise smtplib.SMTPServerDisconnected(f"The answer to the mail cannot be read: {words!r}")
        return code, words

    def _forget_mail(self) -> None:
        if self.sock is None:
            return
        try:
            self.rset()
        except smtplib.SMTPServerDisconnected:
            self.close()


class PatientSMTPOverTLS(PatientSMTP, smtplib.SMTP_SSL):
    """The same over a line that is encrypted from its first byte."""


class SmtpBackend(EmailBackend):
    """Django's backend with the patient client. A line that was lost or carried enough mails is replaced."""

    connection: PatientSMTP | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "timeout": kwargs.get("timeout") or CONNECT})

    @property
    def connection_class(self) -> type[PatientSMTP]:
        return PatientSMTPOverTLS if self.use_ssl else PatientSMTP

    def open(self) -> bool | None:
        if self._is_worn:
            self.close()
        return super().open()

    def _send(self, email_message: EmailMessage) -> bool:
        """As Django does it. A plain address, as nearly all are, was taken apart when the mail was built."""
        if self.connection is None:
            return False
        try:
            sender = _for_envelope(email_message.from_email)
            recipients = [_for_envelope(address) for address in email_message.recipients()]
            content = email_message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]
        except ValueError as error:
            raise CannotBeSaid(str(error)) from error
        self.connection.sendmail(sender, recipients, content)
        return True

    def ask_for(self, sender: str) -> None:
        """Find out without a mail whether the server would take one from this sender; raise what it answers."""
        if self.connection is None:
            raise NotHandedOver("There is no line.")
        self.connection.ehlo_or_helo_if_needed()
        code, words = self.connection.mail(_for_envelope(sender))
        if not _is_yes((code, words)):
            raise smtplib.SMTPSenderRefused(code, words, sender)
        self.connection.rset()

    @property
    def _is_worn(self) -> bool:
        line = self.connection
        return line is not None and (line.sock is None or line.mails >= MAILS_A_CONNECTION)

    def close(self) -> None:
        """Say goodbye; a line that is gone already needs none."""
        if self.connection is not None and self.connection.sock is None:
            self.connection = None
        super().close()


def _for_envelope(address: str) -> str:
    return address if address.isascii() else sanitize_address(address, "utf-8")


def _is_yes(reply: Reply) -> bool:
    return 200 <= reply[0] < 300
