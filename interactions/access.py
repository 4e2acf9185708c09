"""The only way to timeline entries and follow-ups for a user."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, Model, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from contacts.access import contact_for_action
from contacts.models import Contact
from crm.sight import listed_customers, shown
from interactions.models import (
    Attachment,
    ClockCalendar,
    ClockEvent,
    Digest,
    FollowUp,
    FollowUpKind,
    FollowUpState,
    HandOver,
    Interaction,
    Participant,
    Party,
    PolicyVersion,
    Promise,
    PromiseDeed,
    PromiseRules,
    ResponseClock,
    ResponsePolicy,
)
from interactions.people import who_talks
from staff.models import User
from staff.policy import Action, can, may, register, scope
from staff.rows import House, Mine, Through


@dataclass(frozen=True)
class WithAnyContact:
    """Entries with several contacts: who may do the action to one of them may to the entry."""

    def condition(self, user: User, action: Action, model: type[Model]) -> Q | None:
        if not may(user, action):
            return None
        # Asked of the one entry in question; a list of all whom the user sees would be long.
        seen = scope(user, action, Contact.objects.order_by())
        beside = Party.objects.filter(interaction=OuterRef("pk")).order_by()
        took_part = beside.filter(Exists(seen.filter(pk=OuterRef("contact"))))
        return Q(Exists(seen.filter(pk=OuterRef("contact")))) | Q(Exists(took_part))

    def has(self, user: User, action: Action, row: Any) -> bool:
        if can(user, action, row.contact):
            return True
        beside = row.parties.filter(contact__isnull=False).select_related("contact")
        return any(can(user, action, party.contact) for party in beside)


register(Interaction, WithAnyContact(), view=Action.VIEW_TIMELINE, change=Action.WRITE_TIMELINE)
for of_contact in (FollowUp, Promise, ResponseClock):
    register(of_contact, Through("contact"), view=Action.VIEW_TIMELINE, change=Action.WRITE_TIMELINE)
for beside in (HandOver, Participant):
    register(beside, Through("follow_up__contact"), view=Action.VIEW_TIMELINE)
register(Digest, Mine("user"), view=Action.USE)
for of_entry in (Party, Attachment):
    register(of_entry, Through("interaction"), view=Action.VIEW_TIMELINE)
register(ClockEvent, Through("clock__contact"), view=Action.VIEW_TIMELINE)
register(PromiseDeed, Through("promise__contact"), view=Action.VIEW_TIMELINE)
for configured in (ResponsePolicy, PolicyVersion, PromiseRules):
    register(configured, House(), view=Action.CONFIGURE, change=Action.CONFIGURE)
register(ClockCalendar, House(), view=Action.OPERATE)


def writable_contact_for(user: User, pk: int) -> Contact:
    """The contact with whom the user may log and plan; 403 for one whose timeline may only be read, else 404."""
    return contact_for_action(user, Action.WRITE_TIMELINE, pk)


def writable_contacts_for(user: User, ids: Sequence[int]) -> list[Contact]:
    """Those of the contacts with whom the user may plan, in the order given."""
    found = scope(user, Action.WRITE_TIMELINE, Contact.objects.select_related("company")).in_bulk(ids)
    listed_customers(len(found))
    return [found[pk] for pk in dict.fromkeys(ids) if pk in found]


def entry_for(user: User, pk: int) -> Interaction:
    """An entry of a timeline that the user may see; 404 for a foreign or absent one."""
    visible = Interaction.objects.visible_to(user).select_related("contact__company", "contact__owner", "by")
    return shown(get_object_or_404(visible, pk=pk))


def correctable_entry_for(user: User, pk: int) -> Interaction:
    """An entry that the user wrote and may correct; 403 for one that may only be seen."""
    entry = entry_for(user, pk)
    if not entry.is_correctable_by(user) or not can(user, Action.WRITE_TIMELINE, entry):
        raise PermissionDenied
    return entry


def attachment_for(user: User, pk: int) -> Attachment:
    """A file of an entry that the user may see; 404 for a foreign or absent one."""
    visible = Attachment.objects.visible_to(user).select_related("interaction__contact")
    return shown(get_object_or_404(visible, pk=pk))


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


def clock_for(user: User, pk: int) -> ResponseClock:
    """A response clock that the user may see, with its events; 404 for a foreign or absent one."""
    visible = ResponseClock.objects.visible_to(user).select_related("contact__company", "contact__owner", "terms")
    full = visible.select_related("entry", "calendar").prefetch_related("events__by")
    return shown(get_object_or_404(full, pk=pk))


def editable_clock_for(user: User, pk: int) -> ResponseClock:
    """The clock that the user may stop and start; 403 for one that may only be seen."""
    clock = clock_for(user, pk)
    if not can(user, Action.WRITE_TIMELINE, clock.contact):
        raise PermissionDenied
    return clock


def promise_for(user: User, pk: int) -> Promise:
    """A promise that the user may see; 404 for a foreign or absent one."""
    visible = Promise.objects.visible_to(user).select_related("contact__company", "owner", "message", "entry")
    return shown(get_object_or_404(visible, pk=pk))


def editable_promise_for(user: User, pk: int) -> Promise:
    """The promise that the user may close or move; 403 for one that may only be seen."""
    promise = promise_for(user, pk)
    if not can(user, Action.WRITE_TIMELINE, promise.contact):
        raise PermissionDenied
    return promise
