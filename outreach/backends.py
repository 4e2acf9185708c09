"""Two ends of Django's mail: what any room sends enters the outbox, and in embedded mode mails leave into a folder."""

import logging
import os
import uuid
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django.utils.translation import get_language

from outreach.actions.planning import plan_message
from outreach.rules import SYSTEM

logger = logging.getLogger(__name__)

SYSTEM_MAIL_LASTS = timedelta(hours=24)


class OutboxBackend(BaseEmailBackend):
    """Puts each mail of Django and its libraries (a password reset) into the outbox as a mail of the system."""

    is_undone_by_rollback = True

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for email in email_messages:
            if email.attachments:
                raise ValueError("A mail of the system carries no attachments.")
            for address in email.recipients():
                self._plan(email, address)
        return len(email_messages)

    def _plan(self, email: EmailMessage, address: str) -> None:
        now = timezone.now()
        plan_message(
            rule=SYSTEM,
            occurrence=str(uuid.uuid4()),
            address=address,
            subject=str(email.subject),
            body=str(email.body),
            variables={"language": get_language() or ""},
            not_before=now,
            not_after=now + SYSTEM_MAIL_LASTS,
            now=now,
        )


class FolderBackend(BaseEmailBackend):
    """Writes each mail as `<uuid>.eml` into MAIL_DIR, whole or not at all, and each only once."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAIL_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        for email in email_messages:
            self._write(folder, email)
        return len(email_messages)

    def _write(self, folder: Path, email: EmailMessage) -> None:
        name = mail_file_name(str(email.extra_headers.get("Message-ID", "")))
        draft = folder / f".{name}.{uuid.uuid4().hex}"
        with draft.open("wb") as file:
            file.write(email.message().as_bytes(linesep="\r\n"))  # type: ignore[call-arg]
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, folder / name)
        except FileExistsError:
            logger.warning("The mail %s is in the folder already; it was not written again.", name)
        finally:
            draft.unlink()
        _sync(folder)


def mail_file_name(message_id: str) -> str:
    """`<uuid@domain>` -> `uuid.eml`; a new name for a mail without such an id."""
    local_part = message_id.strip().lstrip("<").split("@")[0]
    try:
        return f"{uuid.UUID(local_part)}.eml"
    except ValueError:
        return f"{uuid.uuid4()}.eml"


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
