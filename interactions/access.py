"""The only way to timeline entries and follow-ups for a user."""

from collections.abc import Sequence
from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from contacts.access import contact_for_action
from contacts.models import Contact
from crm.sight import listed_customers, shown
from interactions.models import (
    Agreement,
    Bond,
    Breach,
    FollowUp,
    Interaction,
    MonthlyReview,
    Participant,
    Signal,
    Strength,
    Tension,
)
from interactions.people import who_talks
from staff.models import User
from staff.policy import Action, can, register, scope
from staff.rows import Through

Row = TypeVar("Row", Signal, Agreement, Breach)

for entry in (Interaction, FollowUp, Bond, Tension, Agreement, MonthlyReview, Signal):
    register(entry, Through("contact"), view=Action.VIEW_TIMELINE, change=Action.WRITE_TIMELINE)

register(Participant, Through("follow_up__contact"), view=Action.VIEW_TIMELINE)
register(Strength, Through("contact"), view=Action.VIEW_TIMELINE)
register(Breach, Through("agreement__contact"), view=Action.VIEW_TIMELINE, change=Action.WRITE_TIMELINE)


def writable_contact_for(user: User, pk: int) -> Contact:
    """The contact with whom the user may log and plan; 403 for one whose timeline may only be read, else 404."""
    return contact_for_action(user, Action.WRITE_TIMELINE, pk)


def writable_contacts_for(user: User, ids: Sequence[int]) -> list[Contact]:
    """Those of the contacts with whom the user may plan, in the order given."""
    found = scope(user, Action.WRITE_TIMELINE, Contact.objects.select_related("company")).in_bulk(ids)
    listed_customers(len(found))
    return [found[pk] for pk in dict.fromkeys(ids) if pk in found]


def planners_of(contact: Contact) -> list[User]:
    """Colleagues who may log and plan with the contact, in three statements."""
    people = list(who_talks())
    User.read_grants(people)
    return [person for person in people if can(person, Action.WRITE_TIMELINE, contact)]


def follow_up_for(user: User, pk: int) -> FollowUp:
    """A follow-up that the user may see; 404 for a foreign or absent one."""
    visible = FollowUp.objects.visible_to(user).select_related("contact", "owner", "message")
    return shown(get_object_or_404(visible, pk=pk))


def editable_follow_up_for(user: User, pk: int) -> FollowUp:
    """The follow-up that the user may close; 403 for one that may only be seen."""
    follow_up = follow_up_for(user, pk)
    if not can(user, Action.WRITE_TIMELINE, follow_up.contact):
        raise PermissionDenied
    return follow_up


def signal_for(user: User, pk: int) -> Signal:
    """A signal that the user may see; 404 for a foreign or absent one."""
    visible = Signal.objects.visible_to(user).select_related("contact__company", "closed_by")
    return shown(get_object_or_404(visible, pk=pk))


def editable_signal_for(user: User, pk: int) -> Signal:
    """The signal that the user may dismiss; 403 for one that may only be seen."""
    return _written_by(user, signal_for(user, pk))


def editable_agreement_for(user: User, pk: int) -> Agreement:
    """The rule that the user may change; 403 for one that may only be seen."""
    visible = Agreement.objects.visible_to(user).select_related("contact")
    return _written_by(user, shown(get_object_or_404(visible, pk=pk)))


def editable_breach_for(user: User, pk: int) -> Breach:
    """The breach that the user may change; 403 for one that may only be seen."""
    visible = Breach.objects.visible_to(user).select_related("agreement__contact")
    return _written_by(user, shown(get_object_or_404(visible, pk=pk)))


def _written_by(user: User, row: Row) -> Row:
    if not can(user, Action.WRITE_TIMELINE, row):
        raise PermissionDenied
    return row
