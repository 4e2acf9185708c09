"""The only way to a message of the outbox for a user."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from contacts.access import may_do
from crm.sight import shown
from outreach.models import Journey, Message
from staff.models import User
from staff.policy import Action


def message_for(user: User, pk: int) -> Message:
    """The message that the user may see; 404 for one that is absent or foreign."""
    related = ("step__journey", "template", "contact__owner", "user", "sender")
    return shown(get_object_or_404(Message.objects.visible_to(user).select_related(*related), pk=pk))


def may_stop(user: User, message: Message) -> bool:
    """Whoever may mail the customer may stop a mail to them; everyone may stop their own reminder."""
    if message.contact is None:
        return user.is_superuser or message.user == user
    return may_do(user, Action.MAIL_CONTACT, message.contact)


def may_read(user: User, message: Message) -> bool:
    """Ready-made words are no secret; what a colleague wrote to a customer is read where the timeline is."""
    if message.contact is None or message.template_id is not None:
        return True
    return may_do(user, Action.VIEW_TIMELINE, message.contact)


def stoppable_message_for(user: User, pk: int) -> Message:
    """The message that the user may stop; 403 for one that may only be seen."""
    message = message_for(user, pk)
    if not may_stop(user, message):
        raise PermissionDenied
    return message


def message_in_doubt_for(user: User, pk: int) -> Message:
    """Only the superuser says what became of a message in doubt."""
    message = message_for(user, pk)
    if not user.is_superuser:
        raise PermissionDenied
    return message


def journey_for(pk: int) -> Journey:
    return get_object_or_404(Journey, pk=pk)
