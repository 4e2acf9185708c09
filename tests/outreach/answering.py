"""Mail servers that answer as a test wants: EmailBackend classes, named in OUTREACH_TRANSPORT."""

import os
import smtplib
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from outreach.backends import FolderBackend

STUCK_SECONDS = 600

REFUSES_FOR_GOOD = smtplib.SMTPRecipientsRefused({"a@b.example": (550, b"5.1.1 no such user")})
REFUSES_FOR_NOW = smtplib.SMTPDataError(451, b"4.3.0 try later")
CLOSES = smtplib.SMTPDataError(421, b"4.3.2 closing")
GOES_SILENT = smtplib.SMTPServerDisconnected("Connection unexpectedly closed")


class Answering(BaseEmailBackend):
    """Raises `error` for each mail, after it has noted the mail in `seen`; None accepts it."""

    error: Exception | None = None
    opening_error: Exception | None = None
    before: Callable[[], None] | None = None
    seen: list[str] = []

    def open(self) -> bool:
        if Answering.opening_error:
            raise Answering.opening_error
        return True

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for email in email_messages:
            Answering.seen.append(email.extra_headers["Message-ID"])
            if Answering.before:
                Answering.before()
            if Answering.error:
                raise Answering.error
        return len(email_messages)

    @classmethod
    def reset(cls) -> None:
        cls.error, cls.opening_error, cls.before, cls.seen = None, None, None, []


class Counting(FolderBackend):
    """Writes one line for each mail it accepts; stuck after so many, so that a test can kill the sender in flight."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        accepted = super().send_messages(email_messages)
        for email in email_messages:
            with (Path(settings.MAIL_DIR) / "accepted.log").open("a") as log:
                log.write(f"{email.extra_headers['Message-ID']}\n")
                log.flush()
                os.fsync(log.fileno())
            self._stay_stuck()
        return accepted

    def _stay_stuck(self) -> None:
        lines = (Path(settings.MAIL_DIR) / "accepted.log").read_text().splitlines()
        if str(len(lines)) == os.environ.get("STUCK_AFTER"):
            time.sleep(STUCK_SECONDS)
