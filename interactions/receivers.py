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
from interactions.actions import response_clocks
from interactions.actions.erasing import forget_conversations
from interactions.actions.follow_ups import mails_left, move_with_contact
from interactions.actions.phrases import install_phrases
from interactions.actions.promises import forget_promises, hand_over_promises
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
    Party,
    Promise,
    Recap,
    ResponseClock,
    Signal,
    Tension,
)
from outreach import rules
from outreach.models import Message
from outreach.signals import messages_sent
from staff.actions import notify
from staff.models import User
from staff.people import Belonging
from staff.signals import belongings_asked, colleague_left, organisation_founded

# Mails that a colleague wrote; the others leave by themselves.
WRITTEN = (rules.FOLLOW_UP, rules.RECAP)
# What a colleague is told by a notice, as soon as the mail that says the same has left.
NOTICES = {rules.REMINDER: "follow_up_due", rules.PROMISE: "promise_due"}
# What a merge moves whole, and what beside it comes back.
CARRIED_WHOLE = (Interaction, FollowUp, Participant, Promise, ResponseClock, Bond, Tension, Agreement, Signal)
CARRIED = (*CARRIED_WHOLE, Party, MonthlyReview)


@receiver(organisation_founded, dispatch_uid="interactions.install")
def install_first_words(now: datetime, **kwargs: Any) -> None:
    install_phrases(now=now)


@receiver(contact_zone_changed, dispatch_uid="interactions.contact_zone_changed")
def move_follow_ups(contact: Contact, now: datetime, **kwargs: Any) -> None:
    move_with_contact(contact, now)


@receiver(contact_stage_changed, dispatch_uid="interactions.contact_stage_changed")
def plan_to_win_back(contact: Contact, change: StageChange, now: datetime, **kwargs: Any) -> None:
    follow_stage(contact, change, now)


@receiver(contacts_merged, dispatch_uid="interactions.contacts_merged")
def take_timeline_along(merges: list[Merge], now: datetime, **kwargs: Any) -> None:
    for merge in merges:
        carry_all(merge, *CARRIED_WHOLE)
        # Who took part in the survivor's own entry, or beside them, stands there already.
        carry(merge, Party.objects.without(merge.survivor_id))
        looked_at = MonthlyReview.objects.filter(contact=merge.survivor_id).values_list("month", flat=True)
        carry(merge, MonthlyReview.objects.exclude(month__in=list(looked_at)))
        follow_merge(merge, now)
        response_clocks.follow_merge(merge, now)
        _settle(merge, now)


@receiver(contacts_unmerged, dispatch_uid="interactions.contacts_unmerged")
def bring_timeline_back(merges: list[Merge], now: datetime, **kwargs: Any) -> None:
    for merge in merges:
        give_back(merge, *CARRIED)
        response_clocks.follow_unmerge(merge, now)
        _settle(merge, now)


@receiver(contact_erased, dispatch_uid="interactions.contact_erased")
def forget_conversations_of(contacts: list[Contact], words: list[str], now: datetime, **kwargs: Any) -> None:
    forget_conversations(contacts, words, now)
    forget_promises(contacts, now)


@receiver(messages_sent, dispatch_uid="interactions.messages_sent")
def write_sent_mails(messages: list[Message], now: datetime, **kwargs: Any) -> None:
    """Each mail to a contact becomes a timeline entry; a reminder becomes a notice."""
    add_entries([_entry(message, message.contact, now) for message in messages if message.contact is not None], now)
    prepared = [message for message in messages if message.step.journey.code == rules.FOLLOW_UP]
    if prepared:
        mails_left(prepared, now)
    for message in messages:
        kind = NOTICES.get(message.step.journey.code)
        if kind and message.user is not None:
            _notify(message, message.user, kind, now)


@receiver(belongings_asked, dispatch_uid="interactions.belongings")
def count_belongings(user: User, **kwargs: Any) -> list[Belonging]:
    return [
        Belonging(_("Planned follow-ups"), FollowUp.objects.waiting_for(user).count()),
        Belonging(_("Open promises"), Promise.objects.waiting_for(user).count()),
        Belonging(_("Tense relationships in their care"), Tension.objects.kept_by(user).count()),
    ]


@receiver(colleague_left, dispatch_uid="interactions.hand_over")
def hand_over_plans(user: User, successor: User | None, now: datetime, **kwargs: Any) -> None:
    """What is open moves; what is done keeps the name of who did it."""
    if successor is not None:
        FollowUp.objects.waiting_for(user).update(owner=successor)
        hand_over_promises(user, successor, now)
        Recap.objects.filter(owner=user, read_at__isnull=True).update(owner=successor)
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
        is_automatic=message.step.journey.code not in WRITTEN,
        summary=message.subject,
        params={"message": message.pk, "journey": message.step.journey.code},
    )


def _notify(message: Message, user: User, kind: str, now: datetime) -> None:
    notify(
        user=user,
        kind=kind,
        params={name: message.variables.get(name, "") for name in ("title", "contact", "due")},
        url=message.variables.get("path", reverse("interactions:follow_up_list")),
        key=f"message/{message.pk}",
        now=now,
    )
