"""Handing one mail over, and what the answer means for the message."""

import logging
import re
import smtplib
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Self

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.module_loading import import_string

from outreach.smtp import NotHandedOver

logger = logging.getLogger(__name__)

SERVICE_CLOSING = 421
NOT_SIGNED_IN = (530, 535, 538)
TOO_FAST = (432, 454)
MAYBE_TOO_FAST = 450
# A greylist puts off one mail of a stranger, and often with the same code.
_SPEAKS_OF_SPEED = re.compile(
    r"^(?!.*gr[ae]y-?list).*(\b4\.7\.|\brate\b|throttl|too (many|fast))", re.IGNORECASE | re.DOTALL
)


class Answer(StrEnum):
    """How a hand-over ended.

    `connection`: nobody was reached, or the line was lost before anything was sent; `throttled`: the provider wants
    fewer mails; `unknown`: it may have left.
    """

    SENT = "sent"
    TEMPORARY = "temporary"
    THROTTLED = "throttled"
    REFUSED = "refused"
    CONNECTION = "connection"
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

    def _try(self, email: EmailMessage) -> Outcome:
        try:
            self.connection.open()
        except (OSError, smtplib.SMTPException) as error:
            self._close()
            return Outcome(Answer.CONNECTION, *_words(error))
        self.carried += 1
        try:
            accepted = self.connection.send_messages([email])
        except Exception as error:
            outcome: Outcome = self.classify(error)
        else:
            outcome = Outcome(Answer.SENT, "250", "", _reference(email)) if accepted == 1 else Outcome(Answer.UNKNOWN)
        if outcome.answer in (Answer.CONNECTION, Answer.UNKNOWN):
            self._close()
        return outcome

    def _close(self) -> None:
        self.carried = 0
        try:
            self.connection.close()
        except (OSError, smtplib.SMTPException):
            logger.info("The mail server did not say goodbye.", exc_info=True)


def classify(error: Exception) -> Outcome:
    """An answer of the server is a no for now or for good; silence after the mail was handed over leaves it unknown."""
    if isinstance(error, NotHandedOver | smtplib.SMTPHeloError):
        return Outcome(Answer.CONNECTION, *_words(error))
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, reply = next(iter(error.recipients.values()))
        return refusal(code, reply)
    if isinstance(error, smtplib.SMTPResponseException):  # of the sender, or of the data
        return refusal(error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Outcome(Answer.REFUSED, *_words(error))
    if not isinstance(error, OSError | smtplib.SMTPException):
        logger.error("Handing over a mail failed in an unforeseen way.", exc_info=error)
    return Outcome(Answer.UNKNOWN, *_words(error))


def refusal(code: int, reply: bytes | str) -> Outcome:
    words = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else str(reply)
    return Outcome(_answer_for(code, words), str(code), words)


def _answer_for(code: int, words: str) -> Answer:
    if code == SERVICE_CLOSING or code in NOT_SIGNED_IN or not 400 <= code < 600:
        return Answer.CONNECTION
    if code in TOO_FAST or (code == MAYBE_TOO_FAST and _SPEAKS_OF_SPEED.search(words)):
        return Answer.THROTTLED
    return Answer.TEMPORARY if code < 500 else Answer.REFUSED


def _reference(email: EmailMessage) -> str:
    """What django-anymail leaves on a mail; SMTP leaves nothing."""
    status = getattr(email, "anymail_status", None)
    return str(status.message_id or "") if status else ""


def _words(error: Exception) -> tuple[str, str]:
    return str(getattr(error, "smtp_code", "")), f"{type(error).__name__}: {error}"
