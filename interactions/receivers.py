"""What interactions does when a contact moves, is merged or erased, and when mails left."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contacts.merging import carry, carry_all, give_back
from contacts.models import Contact, Merge, StageChange
from contacts.signals import (
    contact_erased,
    contact_stage_changed,
    contact_zone_changed,
    contacts_merged,
    contacts_unmerged,
)
from interactions.actions.erasing import forget_conversations
from interactions.actions.follow_ups import mails_left, move_with_contact
from interactions.actions.relationships import follow_tension
from interactions.actions.timeline import add_entries
from interactions.actions.watching import look_again
from interactions.actions.winning_back import follow_merge, follow_stage
from interactions.models import (
    Agreement,
    Bond,
    Direction,
    FollowUp,
    Interaction,
    Kind,
    MonthlyReview,
    Participant,
    Signal,
    Tension,
)
from outreach import rules
from outreach.models import Message
from outreach.signals import messages_sent
from staff.actions import notify
from staff.models import User
from staff.people import Belonging
from staff.signals import belongings_asked, colleague_left


@receiver(contact_zone_changed, dispatch_uid="interactions.contact_zone_changed")
def move_follow_ups(contact: Contact, now: datetime, **kwargs: Any) -> None:
    move_with_contact(contact, now)


@receiver(contact_stage_changed, dispatch_uid="interactions.contact_stage_changed")
def plan_to_win_back(contact: Contact, change: StageChange, now: datetime, **kwargs: Any) -> None:
    follow_stage(contact, change, now)


@receiver(contacts_merged, dispatch_uid="interactions.contacts_merged")
def take_timeline_along(merges: list[Merge], now: datetime, **kwargs: Any) -> None:
    for merge in merges:
        carry_all(merge, Interaction, FollowUp, Participant, Bond, Tension, Agreement, Signal)
        looked_at = MonthlyReview.objects.filter(contact=merge.survivor_id).values_list("month", flat=True)
        carry(merge, MonthlyReview.objects.exclude(month__in=list(looked_at)))
        follow_merge(merge, now)
        _settle(merge, now)


@receiver(contacts_unmerged, dispatch_uid="interactions.contacts_unmerged")
def bring_timeline_back(merges: list[Merge], now: datetime, **kwargs: Any) -> None:
    for merge in merges:
        give_back(merge, Interaction, FollowUp, Participant, Bond, Tension, Agreement, Signal, MonthlyReview)
        _settle(merge, now)


@receiver(contact_erased, dispatch_uid="interactions.contact_erased")
def forget_conversations_of(contacts: list[Contact], now: datetime, **kwargs: Any) -> None:
    forget_conversations(contacts, now)


@receiver(messages_sent, dispatch_uid="interactions.messages_sent")
def write_sent_mails(messages: list[Message], now: datetime, **kwargs: Any) -> None:
    """Each mail to a contact becomes a timeline entry; a reminder becomes a notice."""
    add_entries([_entry(message, message.contact, now) for message in messages if message.contact is not None])
    prepared = [message for message in messages if message.step.journey.code == rules.FOLLOW_UP]
    if prepared:
        mails_left(prepared, now)
    for message in messages:
        if message.step.journey.code == rules.REMINDER and message.user is not None:
            _notify(message, message.user, now)


@receiver(belongings_asked, dispatch_uid="interactions.belongings")
def count_belongings(user: User, **kwargs: Any) -> list[Belonging]:
    return [
        Belonging(_("Planned follow-ups"), FollowUp.objects.waiting_for(user).count()),
        Belonging(_("Tense relationships in their care"), Tension.objects.kept_by(user).count()),
    ]


@receiver(colleague_left, dispatch_uid="interactions.hand_over")
def hand_over_follow_ups(user: User, successor: User | None, **kwargs: Any) -> None:
    """What is open moves; what is done keeps the name of who did it."""
    if successor is not None:
        FollowUp.objects.waiting_for(user).update(owner=successor)
    Tension.objects.kept_by(user).update(keeper=successor)


def _settle(merge: Merge, now: datetime) -> None:
    """Of both: what is held back, counted and found goes by what is theirs now."""
    for contact in (merge.survivor, merge.merged):
        follow_tension(contact)
        look_again(contact, now)


def _entry(message: Message, contact: Contact, now: datetime) -> Interaction:
    return Interaction(
        contact=contact,
        kind=Kind.EMAIL,
        source=f"outreach.message/{message.pk}",
        at=message.sent_at or now,
        by=message.sender,
        direction=Direction.OUT,
        is_automatic=message.step.journey.code != rules.FOLLOW_UP,
        summary=message.subject,
        params={"message": message.pk, "journey": message.step.journey.code},
    )


def _notify(message: Message, user: User, now: datetime) -> None:
    notify(
        user=user,
        kind="follow_up_due",
        params={"title": message.variables.get("title", ""), "contact": message.variables.get("contact", "")},
        url=message.variables.get("path", reverse("interactions:follow_up_list")),
        key=f"message/{message.pk}",
        now=now,
    )
