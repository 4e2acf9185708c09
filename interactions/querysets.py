"""Named sets of timeline entries and follow-ups."""

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from contacts.models import Contact
from contacts.querysets import SHORTEST_PART
from crm.text import fold_short, search_tokens
from staff.models import User
from staff.policy import Action, scope


class InteractionQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """Entries with a contact whose timeline the user may see, be it their own entry or one they took part in."""
        return scope(user, Action.VIEW_TIMELINE, self)

    def of_contacts_of(self, user: User) -> Self:
        """Those that stand at a contact of the user's, without what their contacts took part in elsewhere: a list of
        everything walks along one index."""
        return self.filter(contact__in=scope(user, Action.VIEW_TIMELINE, Contact.objects.order_by()).values("pk"))

    def talks(self) -> Self:
        """What colleagues logged and wrote, and not what rooms reported."""
        return self.filter(is_automatic=False)

    def newest_first(self) -> Self:
        return self.order_by("-at", "-id")

    def standing(self) -> Self:
        """Those that nobody has corrected."""
        return self.filter(~Exists(self.model.objects.filter(corrects=OuterRef("pk")).order_by()))

    def at_contacts(self, people: Any) -> Self:
        return self.filter(contact__in=people)

    def beside_contacts(self, people: Any) -> Self:
        """Those of others in which the people took part."""
        parties = self.model._meta.get_field("parties").related_model.objects
        took_part = parties.filter(interaction=OuterRef("pk"), contact__in=people).order_by()
        return self.filter(Exists(took_part)).exclude(contact__in=people)

    def with_colleague(self, user: int) -> Self:
        """Those that the colleague wrote, or took part in."""
        parties = self.model._meta.get_field("parties").related_model.objects
        return self.filter(Q(by=user) | Exists(parties.filter(interaction=OuterRef("pk"), user=user).order_by()))

    def telling(self, text: str) -> Self:
        """Those in whose words each word of the text is found: a short one where words begin, a longer one anywhere."""
        found = self
        for token in search_tokens(text):
            begins = "" if len(token) >= SHORTEST_PART else " "
            spellings = dict.fromkeys((token, fold_short(token)))
            found = found.filter(reduce(or_, (Q(search_key__contains=begins + one) for one in spellings)))
        return found


class FollowUpQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """Those of contacts whose timeline the user may see; one's own too end with the contact's visibility."""
        return scope(user, Action.VIEW_TIMELINE, self)

    def open(self) -> Self:
        return self.filter(state="open")

    def tasks(self) -> Self:
        return self.filter(kind="task")

    def due(self, until: datetime) -> Self:
        return self.open().filter(due_at__lt=until)

    def waiting_for(self, user: User) -> Self:
        return self.open().filter(owner=user)


class HandOverQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        return scope(user, Action.VIEW_TIMELINE, self)


class ResponsePolicyQuerySet(models.QuerySet[Any]):
    def active(self) -> Self:
        """Those that may hold for an entry, the first one first; one whose segment is in the bin holds for nobody."""
        return self.filter(is_active=True, segment__deleted_at__isnull=True).order_by("position", "pk")


class ResponseClockQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        return scope(user, Action.VIEW_TIMELINE, self)

    def open(self) -> Self:
        return self.filter(state__in=("running", "paused"))

    def running(self) -> Self:
        return self.filter(state="running")

    def next_due_first(self) -> Self:
        """One that stands still, and so has no due moment, comes last on every engine."""
        return self.order_by(models.F("due_at").asc(nulls_last=True), "pk")

    def overdue(self, now: datetime) -> Self:
        return self.open().filter(due_at__lt=now)

    def looked_after_by(self, user: User) -> Self:
        """Of the user's own customers, and of those of the team whom nobody owns."""
        return self.filter(contact__in=Contact.objects.filter(_looked_after_by(user)).values("pk"))

    def of_team(self, user: User) -> Self:
        return self.filter(contact__team=user.team_id) if user.team_id else self.none()

    def counted(self) -> Self:
        """Those that count in figures: what is void does not."""
        return self.exclude(state="voided")

    def attained(self) -> Self:
        """Answered by the due moment; one that stood still until its answer is never late."""
        in_time = models.Q(due_at__isnull=True) | models.Q(ended_at__lte=models.F("due_at"))
        return self.filter(in_time, state="answered")

    def breached(self, now: datetime) -> Self:
        """Answered too late, or not yet though it was due before the moment."""
        late = models.Q(state="answered", ended_at__gt=models.F("due_at"))
        return self.filter(late | models.Q(state__in=("running", "paused"), due_at__lt=now))


def _looked_after_by(user: User) -> models.Q:
    mine = models.Q(owner=user)
    return mine | models.Q(owner__isnull=True, team=user.team_id) if user.team_id else mine


class ClockEventQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        return scope(user, Action.VIEW_TIMELINE, self)


class ParticipantQuerySet(models.QuerySet[Any]):
    def of(self, contacts: Iterable[int], users: Iterable[int]) -> Self:
        return self.filter(models.Q(contact__in=contacts) | models.Q(user__in=users))

    def named_to(self, user: User) -> Self:
        """Colleagues, and those of the contacts whom the user may see."""
        seen = Contact.objects.visible_to(user).values("pk")
        return self.filter(models.Q(user__isnull=False) | models.Q(contact__in=seen))


class PartyQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        return scope(user, Action.VIEW_TIMELINE, self)

    def without(self, contact: int) -> Self:
        """Of entries that are not the contact's own, and in which they took no part."""
        return self.exclude(interaction__contact=contact).exclude(interaction__parties__contact=contact)


class AttachmentQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        return scope(user, Action.VIEW_TIMELINE, self)
