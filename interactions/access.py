"""The only way to timeline entries and follow-ups for a user."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from contacts.access import contact_for_action
from contacts.models import Contact
from crm.sight import listed_customers, shown
from interactions.models import Digest, FollowUp, FollowUpKind, FollowUpState, HandOver, Interaction, Participant
from interactions.people import who_talks
from staff.models import User
from staff.policy import Action, can, register, scope
from staff.rows import Mine, Through

for entry in (Interaction, FollowUp):
    register(entry, Through("contact"), view=Action.VIEW_TIMELINE, change=Action.WRITE_TIMELINE)

for beside in (HandOver, Participant):
    register(beside, Through("follow_up__contact"), view=Action.VIEW_TIMELINE)
register(Digest, Mine("user"), view=Action.USE)


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


def open_task_for(user: User, pk: int) -> FollowUp:
    """The open task that the user may put off or give away; 404 for a mail, and for what is closed."""
    follow_up = editable_follow_up_for(user, pk)
    if follow_up.kind != FollowUpKind.TASK or follow_up.state != FollowUpState.OPEN:
        raise Http404
    return follow_up


def open_tasks_for(user: User, ids: Sequence[int]) -> list[FollowUp]:
    """Those of the open tasks that the user may put off or give away, the first due first."""
    tasks = scope(user, Action.WRITE_TIMELINE, FollowUp.objects.filter(pk__in=ids)).open().tasks()
    found = list(tasks.select_related("contact", "owner", "message"))
    listed_customers(len(found))
    return found
