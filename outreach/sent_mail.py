"""Reading back a mail that left into the folder, with its secret links blotted out."""

import email
import email.policy
import re
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

from outreach.backends import mail_file_name
from outreach.models import Message

# A colleague who reads the mail must not answer the customer's survey with it.
_SECRET = re.compile(r"(?<=[/])[A-Za-z0-9_-]{30,}(?=[/>\s]|$)|(?<=%20)[A-Za-z0-9_-]{30,}")
SHOWN_HEADERS = (
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "Content-Language",
    "Auto-Submitted",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
)


@dataclass(frozen=True)
class SentMail:
    headers: list[tuple[str, str]]
    text: str


def read_back(message: Message, *, with_address: bool) -> SentMail | None:
    """What stands in the folder; None where mails leave by another way, or the file is gone.

    `with_address`: whether the reader may know where it went.
    """
    path = Path(settings.MAIL_DIR) / mail_file_name(message.message_id)
    if not path.is_file():
        return None
    mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    shown = [name for name in SHOWN_HEADERS if mail[name] and (with_address or name != "To")]
    return SentMail(headers=[(name, blot(str(mail[name]).strip())) for name in shown], text=blot(_text(mail)))


def _text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    return str(part.get_content()).strip() if part else ""


def blot(words: str) -> str:
    return _SECRET.sub("…", words)
