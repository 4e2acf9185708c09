"""The mails that left: one file each, whether the embedded mode wrote it or a mail server kept it."""

import time
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from scripts.embedded import Running

Mail = EmailMessage


def all_mails(rapport: Running) -> list[Mail]:
    """Every mail that left, oldest first."""
    files = sorted((rapport.data_dir / "mail").glob("*.eml"), key=lambda file: file.stat().st_mtime)
    mails = [message_from_bytes(file.read_bytes(), policy=default) for file in files]
    return [mail for mail in mails if isinstance(mail, EmailMessage)]


def mails_to(rapport: Running, address: str) -> list[Mail]:
    return [mail for mail in all_mails(rapport) if address in str(mail["To"])]


def text_of(mail: Mail) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def wait_for_mail(
    rapport: Running, address: str, fits: Callable[[Mail], bool], within: timedelta = timedelta(minutes=10)
) -> Mail:
    """The first mail to the address that fits, as soon as the worker has sent it."""
    deadline = time.monotonic() + within.total_seconds()
    while time.monotonic() < deadline:
        for mail in mails_to(rapport, address):
            if fits(mail):
                return mail
        time.sleep(0.5)
    subjects = [str(mail["Subject"]) for mail in mails_to(rapport, address)]
    raise AssertionError(f"No such mail to {address} within {within}; there are {subjects}.")
