"""Handing one mail over, and what the answer means for the message."""

import logging
import re
import smtplib
import ssl
from dataclasses import dataclass, replace
from enum import StrEnum
from types import TracebackType
from typing import Self

import requests
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.module_loading import import_string

from outreach.smtp import CONNECT, CannotBeSaid, NotHandedOver, SmtpBackend

logger = logging.getLogger(__name__)

SERVICE_CLOSING = 421
NOT_SIGNED_IN = (530, 535, 538)
TOO_FAST = (432, 454)
MAYBE_TOO_FAST = 450
TOO_BIG = 552
# Many servers say only after the recipient that they take nothing from us.
_SPEAKS_OF_US = re.compile(
    r"relay(ing)? (access )?(is )?(denied|not permitted|not allowed|prohibited)"
    r"|(not permitted|unable|not allowed) to relay"
    r"|\b(sender|from)( e-?mail)?( address)?( is)? (rejected|not allowed|not owned|not verified)"
    r"|authentication (is )?required",
    re.IGNORECASE,
)
# A greylist puts off one mail of a stranger, and often with the same code.
_SPEAKS_OF_SPEED = re.compile(
    r"^(?!.*gr[ae]y-?list).*(\b4\.7\.|\brate\b|throttl|too (many|fast))", re.IGNORECASE | re.DOTALL
)


class Answer(StrEnum):
    """How a hand-over ended.

    `connection`: nobody was reached, or the line was lost before anything was sent; `blocked`: the server takes
    nothing from us, whatever the mail; `throttled`: the provider wants fewer mails; `unknown`: it may have left.
    """

    SENT = "sent"
    TEMPORARY = "temporary"
    THROTTLED = "throttled"
    REFUSED = "refused"
    CONNECTION = "connection"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Outcome:
    answer: Answer
    code: str = ""
    error: str = ""
    reference: str = ""  # the provider's own number for the mail, if it gives one


class Transport:
    """The way out of the house, with one connection that is kept until it is lost or in doubt."""

    def __enter__(self) -> Self:
        self.connection = get_connection(settings.OUTREACH_TRANSPORT)
        self.classify = import_string(settings.OUTREACH_VERDICTS)
        self.carried = 0
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def deliver(self, email: EmailMessage) -> Outcome:
        """Hand the mail over. A line that served before and is gone now is replaced once, without a word."""
        was_in_use = self.carried > 0
        outcome = self._try(email)
        if outcome.answer == Answer.CONNECTION and was_in_use:
            outcome = self._try(email)
        return outcome

    def probe(self, sender: str, *, was_refused: bool) -> Outcome:
        """Whether the way would take a mail, found out without one; `unknown` where only a mail can tell."""
        missing = self._open()
        if missing:
            return missing
        try:
            if isinstance(self.connection, SmtpBackend):
                self.connection.ask_for(sender)
            elif api_url := getattr(self.connection, "api_url", ""):
                requests.get(api_url, timeout=CONNECT)  # whatever it answers shows that it is there, but no more
                return Outcome(Answer.UNKNOWN) if was_refused else Outcome(Answer.SENT)
        except Exception as error:
            self._close()
            found: Outcome = classify(error)
            return found if found.answer == Answer.BLOCKED else replace(found, answer=Answer.CONNECTION)
        return Outcome(Answer.SENT)

    def _open(self) -> Outcome | None:
        """What stands against a line; None where there is one."""
        try:
            self.connection.open()
        except (OSError, smtplib.SMTPException) as error:
            self._close()
            return Outcome(_answer_at_the_door(error), *_words(error))
        return None

    def _try(self, email: EmailMessage) -> Outcome:
        missing = self._open()
        if missing:
            return missing
        self.carried += 1
        try:
            accepted = self.connection.send_messages([email])
        except Exception as error:
            outcome: Outcome = self.classify(error)
        else:
            outcome = Outcome(Answer.SENT, "250", "", _reference(email)) if accepted == 1 else Outcome(Answer.UNKNOWN)
        if outcome.answer in (Answer.CONNECTION, Answer.BLOCKED, Answer.UNKNOWN):
            self._close()
        return outcome

    def _close(self) -> None:
        self.carried = 0
        try:
            self.connection.close()
        except (OSError, smtplib.SMTPException):
            logger.info("The mail server did not say goodbye.", exc_info=True)


def classify(error: Exception) -> Outcome:
    """An answer of the server is a no for now or for good; silence after the mail was handed over leaves it unknown.

    The stage tells whom the no concerns: up to MAIL FROM it is us and each mail alike, at RCPT the address, after
    that the mail.
    """
    if isinstance(error, NotHandedOver | smtplib.SMTPHeloError):
        return Outcome(_answer_at_the_door(error), *_words(error))
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, reply = next(iter(error.recipients.values()))
        found = refusal(code, reply)
        return replace(found, answer=Answer.BLOCKED) if _is_about_us(found) else found
    if isinstance(error, smtplib.SMTPSenderRefused):
        found = refusal(error.smtp_code, error.smtp_error)
        return replace(found, answer=_answer_to_sender(found))
    if isinstance(error, smtplib.SMTPResponseException):  # of the data
        return refusal(error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPNotSupportedError | CannotBeSaid):
        return Outcome(Answer.REFUSED, *_words(error))
    if not isinstance(error, OSError | smtplib.SMTPException):
        logger.error("Handing over a mail failed in an unforeseen way.", exc_info=error)
    return Outcome(Answer.UNKNOWN, *_words(error))


def refusal(code: int, reply: bytes | str) -> Outcome:
    words = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else str(reply)
    return Outcome(_answer_for(code, words), str(code), words)


def _answer_for(code: int, words: str) -> Answer:
    if code in NOT_SIGNED_IN:
        return Answer.BLOCKED
    if code == SERVICE_CLOSING or not 400 <= code < 600:
        return Answer.CONNECTION
    if code in TOO_FAST or (code == MAYBE_TOO_FAST and _SPEAKS_OF_SPEED.search(words)):
        return Answer.THROTTLED
    return Answer.TEMPORARY if code < 500 else Answer.REFUSED


def _answer_at_the_door(error: Exception) -> Answer:
    """Before a mail was named: a no for good must be mended by somebody, all else passes."""
    if isinstance(error, smtplib.SMTPResponseException):
        return Answer.BLOCKED if error.smtp_code >= 500 else Answer.CONNECTION
    is_wrongly_set = isinstance(error, smtplib.SMTPNotSupportedError | ssl.SSLCertVerificationError)
    return Answer.BLOCKED if is_wrongly_set else Answer.CONNECTION


def _answer_to_sender(found: Outcome) -> Answer:
    """All mails come from one sender, so only a word about the size of this one concerns the mail."""
    if found.code == str(TOO_BIG):
        return found.answer
    return {Answer.REFUSED: Answer.BLOCKED, Answer.TEMPORARY: Answer.CONNECTION}.get(found.answer, found.answer)


def _is_about_us(found: Outcome) -> bool:
    return found.answer == Answer.REFUSED and bool(_SPEAKS_OF_US.search(found.error))


def _reference(email: EmailMessage) -> str:
    """What django-anymail leaves on a mail; SMTP leaves nothing."""
    status = getattr(email, "anymail_status", None)
    return str(status.message_id or "") if status else ""


def _words(error: Exception) -> tuple[str, str]:
    return str(getattr(error, "smtp_code", "")), f"{type(error).__name__}: {error}"
