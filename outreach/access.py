"""The only way to a message of the outbox for a user."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from contacts.access import out_of_sight
from crm.sight import shown
from outreach.models import (
    CapCount,
    Heartbeat,
    Hold,
    InboundEvent,
    Installation,
    Journey,
    JourneyStep,
    Message,
    MessageTemplate,
    Provider,
    SendSlot,
    Suppression,
)
from staff.models import User
from staff.policy import Action, can, register
from staff.rows import Either, House, Mine, Through

register(Message, Either(Through("contact"), Mine("user")), view=Action.VIEW_OUTBOX)
register(InboundEvent, Through("message"), view=Action.VIEW_OUTBOX)
register(Hold, Through("contact"), view=Action.VIEW_OUTBOX)
for configured in (Journey, JourneyStep, MessageTemplate):
    register(configured, House(), view=Action.CONFIGURE, change=Action.CONFIGURE)
for counted in (CapCount, Heartbeat, Installation, Provider, SendSlot, Suppression):
    register(counted, House(), view=Action.OPERATE)


def message_for(user: User, pk: int) -> Message:
    """The message that the user may see; 404 for one that is absent or foreign."""
    related = ("step__journey", "template", "contact__owner", "user", "sender")
    return shown(get_object_or_404(Message.objects.visible_to(user).select_related(*related), pk=pk))


def may_stop(user: User, message: Message) -> bool:
    """Whoever may mail the customer may stop a mail to them; everyone may stop their own reminder."""
    if message.contact is None:
        return user.is_superuser or message.user == user
    return can(user, Action.MAIL_CONTACT, message.contact)


def for_eyes_of(user: User, messages: Iterable[Message]) -> None:
    """Mark those whose words the user may read, as `is_readable`.

    Ready-made words are no secret; what a colleague wrote to a customer is read where the timeline is, and a reminder
    as long as its reader sees the customer whom it is about.
    """
    shown = list(messages)
    lost = out_of_sight(user, {about(message) for message in shown})
    for message in shown:
        contact = message.contact if message.template_id is None else None
        is_theirs = contact is None or can(user, Action.VIEW_TIMELINE, contact)
        message.is_readable = is_theirs and about(message) not in lost


def about(message: Message) -> str:
    """The address of the card that a colleague is reminded of; "" for a mail to a customer."""
    return str(message.variables.get("path", "")) if message.user_id else ""


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
