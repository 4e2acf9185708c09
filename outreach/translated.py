"""What of the outbox is translated: a mail to a customer, as it would go or went."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from outreach.access import for_eyes_of, message_for
from outreach.engine import RenderError
from outreach.models import Message, State
from outreach.rendering import expected_language, preview
from outreach.sent_mail import blot, read_back
from staff.models import Organisation, User
from translating.texts import Kind, Part


def _find(user: User, pk: int) -> Message:
    message = message_for(user, pk)
    if message.contact is None:
        raise Http404
    for_eyes_of(user, [message])
    if not message.is_readable:
        raise PermissionDenied
    return message


def _parts(message: Message) -> list[Part]:
    """The words that the page shows; none where they are not kept, or cannot be put together."""
    subject, text = _words(message)
    parts = [Part("subject", _("Subject"), subject), Part("body", _("Text"), text)]
    return [part for part in parts if part.words.strip()]


def _words(message: Message) -> tuple[str, str]:
    mail = read_back(message, with_address=False) if message.state == State.SENT else None
    if mail:
        return message.subject, mail.text
    try:
        shown = preview(message, organisation=Organisation.current())
    except RenderError:
        return "", ""
    return shown.subject, blot(shown.text)


def _language(message: Message) -> str:
    return expected_language(message, Organisation.current())


def _contact(message: Message) -> Contact:
    assert message.contact is not None
    return message.contact


def _leads_to(message: Message) -> str:
    return reverse("outreach:message_detail", args=[message.pk])


MAILS = Kind(Message, "translating:mail", _find, _parts, _language, _contact, _leads_to)
