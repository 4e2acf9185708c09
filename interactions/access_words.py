"""The only way to recaps, debriefs and the house's ready words for a user."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q
from django.shortcuts import get_object_or_404

from crm.sight import shown
from interactions.access import entry_for
from interactions.models import CallQuestion, Debrief, Interaction, Introduction, Phrase, Recap, RecapAnswer
from staff.models import AccessToken, TokenPurpose, User
from staff.policy import Action, can, may, register
from staff.rows import House, Mine, Through
from staff.tokens import find


@dataclass(frozen=True)
class Confided:
    """Debriefs: read by their writer, and by the one to whom the writer shows them; changed by the writer alone.

    No role carries further, the superuser's neither.
    """

    def condition(self, user: User, action: Action, model: type[Model]) -> Q | None:
        if not may(user, action):
            return None
        return Q(writer=user) | Q(shared_with=user) if action == Action.USE else Q(writer=user)

    def has(self, user: User, action: Action, row: Debrief) -> bool:
        readers = (row.writer_id, row.shared_with_id) if action == Action.USE else (row.writer_id,)
        return may(user, action) and user.pk in readers


for worded in (Phrase, CallQuestion):
    register(worded, House(), view=Action.USE, change=Action.CONFIGURE)
register(Debrief, Confided(), view=Action.USE, change=Action.WRITE_TIMELINE)
register(Introduction, Mine("user"), view=Action.USE)
register(Recap, Through("interaction__contact"), view=Action.VIEW_TIMELINE)
register(RecapAnswer, Through("recap__interaction__contact"), view=Action.VIEW_TIMELINE)


def entry_to_recap_for(user: User, pk: int) -> Interaction:
    """The entry of which the user may send the customer a recap; 403 where they may not write to the customer."""
    entry = entry_for(user, pk)
    if not (can(user, Action.WRITE_TIMELINE, entry.contact) and can(user, Action.MAIL_CONTACT, entry.contact)):
        raise PermissionDenied
    return entry


def recap_for(user: User, pk: int) -> Recap:
    """A recap that the user may see; 404 for a foreign or absent one."""
    visible = Recap.objects.visible_to(user).select_related("interaction__contact", "owner", "message")
    recap: Recap = get_object_or_404(visible.prefetch_related("answers"), pk=pk)
    shown(recap.interaction.contact)
    return recap


def readable_recap_for(user: User, pk: int) -> Recap:
    """The recap that the user may mark as read; 403 for one that may only be seen."""
    recap = recap_for(user, pk)
    if not can(user, Action.WRITE_TIMELINE, recap.interaction.contact):
        raise PermissionDenied
    return recap


@dataclass(frozen=True)
class RecapLink:
    """What a customer's link opens."""

    token: AccessToken
    recap: Recap

    def is_open(self, now: datetime) -> bool:
        """Whether the page shows anything: the answer may have been read, and then nothing is changed any more."""
        contact = self.recap.interaction.contact
        return self.token.is_open(now) and now < self.recap.expires_at and not contact.is_in_bin


def recap_link(token: str) -> RecapLink | None:
    """The recap behind a link, open or not; None for a guess and for a link of another purpose."""
    found = find(TokenPurpose.RECAP, token)
    if found is None:
        return None
    recaps = Recap.objects.select_related("interaction__contact__company").prefetch_related("answers")
    recap = recaps.filter(pk=found.subject_id).first()
    return RecapLink(found, recap) if recap else None


def own_entry_for(user: User, pk: int) -> Interaction:
    """An entry that the user wrote, to look back on it; 403 for a colleague's, 404 for one that is not seen."""
    entry = entry_for(user, pk)
    if entry.by_id != user.pk or not can(user, Action.WRITE_TIMELINE, entry.contact):
        raise PermissionDenied
    return entry


def debrief_for(user: User, pk: int) -> Debrief:
    """A debrief of the user's own, or one that is shown to them; else 404."""
    readable = Debrief.objects.visible_to(user).select_related("interaction__contact", "writer", "shared_with")
    debrief: Debrief = get_object_or_404(readable, pk=pk)
    return debrief


def own_debrief_for(user: User, pk: int) -> Debrief:
    """A debrief of the user's own; 403 for one that is only shown to them."""
    debrief = debrief_for(user, pk)
    if not can(user, Action.WRITE_TIMELINE, debrief):
        raise PermissionDenied
    return debrief
