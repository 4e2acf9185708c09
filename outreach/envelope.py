"""The envelope around a rendered mail: who it is from, and the headers that mail providers ask for."""

from datetime import datetime
from email import policy
from email.message import Message as BuiltMail
from email.utils import format_datetime, formataddr
from urllib.parse import quote

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.functional import cached_property

from outreach.models import Message
from outreach.rendering import Rendered, is_advertising, sender_of
from staff.models import Organisation

LONGEST_LINE = 76


class ShortHeaders(policy.Compat32):
    """Writes headers as ever, but takes no short plain line apart to find that it need not be folded."""

    def fold_binary(self, name: str, value: str) -> bytes:
        is_plain = type(value) is str and value.isascii() and value.isprintable()
        if is_plain and value and not value.startswith(" ") and len(name) + len(value) + 2 < LONGEST_LINE:
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


SHORT_HEADERS = ShortHeaders()


class Letter(EmailMultiAlternatives):
    """A mail that is built once: before the flight, to see whether it can be, and the same again to hand it over.

    Providers get the `metadata` and send it back with each event.
    """

    metadata: dict[str, str]

    @cached_property
    def _built(self) -> BuiltMail:
        built = super().message()
        for part in built.walk():
            part.policy = SHORT_HEADERS
        return built

    def message(self) -> BuiltMail:  # type: ignore[override]
        return self._built


def build_email(rendered: Rendered, *, organisation: Organisation, now: datetime) -> Letter:
    """One mail to one recipient; raise ValueError for an address or header that no mail can carry."""
    message = rendered.message
    sender = sender_of(message)
    from_name = sender.full_name if sender and message.contact_id else organisation.name
    email = Letter(
        subject=rendered.subject,
        body=rendered.text,
        from_email=formataddr((_one_line(from_name), organisation.sender_address)),
        to=[_one_line(rendered.address)],
        reply_to=[formataddr((_one_line(sender.full_name), sender.email))] if sender and message.contact_id else [],
        headers=headers_for(rendered, organisation, now),
    )
    if rendered.html:
        email.attach_alternative(rendered.html, "text/html")
    email.metadata = {"message": str(rendered.message.uuid)}
    email.message()  # an impossible address or header shows itself here, before anything is in flight
    return email


def headers_for(rendered: Rendered, organisation: Organisation, now: datetime) -> dict[str, str]:
    message = rendered.message
    headers = {"Message-ID": message.message_id, "Date": format_datetime(now)}
    if rendered.language:
        headers["Content-Language"] = rendered.language
    if not is_one_to_one(message):
        headers |= {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "OOF, AutoReply"}
    if is_advertising(message):
        headers |= _advertising_headers(rendered, organisation)
    return headers


def is_one_to_one(message: Message) -> bool:
    """Words that a colleague wrote to one customer, as against a mail by rule."""
    return message.contact_id is not None and bool(message.body)


def _advertising_headers(rendered: Rendered, organisation: Organisation) -> dict[str, str]:
    message, links = rendered.message, rendered.links
    by_mail = f"mailto:{organisation.sender_address}?subject={quote('unsubscribe ' + links.token)}"
    return {
        "List-Unsubscribe": f"<{links.unsubscribe}>, <{by_mail}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"<{message.purpose}.{settings.MAIL_DOMAIN}>",
        "Feedback-ID": f"{message.step.journey.code}:{message.purpose}:{settings.MAIL_DOMAIN}:rapport",
    }


def _one_line(text: str) -> str:
    return " ".join(text.split())
