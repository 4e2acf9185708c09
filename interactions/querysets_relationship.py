"""Named sets of what is known of relationships."""

from datetime import date, datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from contacts.models import Contact
from interactions import watching
from staff.models import User
from staff.policy import Action, scope

LATELY = timedelta(days=90)


class RelationshipQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        return scope(user, Action.VIEW_TIMELINE, self)


class DatedQuerySet(RelationshipQuerySet):
    """Rows of which the newest of each contact holds."""

    def standing(self) -> Self:
        """The newest row of each contact."""
        same = self.model._default_manager.filter(contact=OuterRef("contact")).order_by()
        later = same.filter(Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk")))
        return self.filter(~Exists(later))

    def kept_by(self, user: User) -> Self:
        """Tense relationships in which this colleague speaks with the contact."""
        return self.standing().filter(keeper=user)

    def newest(self, contact: Contact) -> Any:
        """The row that holds for the contact; None where there is none."""
        return self.filter(contact=contact).order_by("-at", "-id").first()


class StrengthQuerySet(RelationshipQuerySet):
    def both_spoke_lately(self, now: datetime) -> Self:
        """Both sides spoke within the last 90 days."""
        return self.filter(theirs_at__gt=now - LATELY, ours_at__gt=now - LATELY)


class AgreementQuerySet(RelationshipQuerySet):
    def holding(self, on: date) -> Self:
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on))


class SignalQuerySet(models.QuerySet[Any]):
    def open(self) -> Self:
        return self.filter(state="open")

    def visible_to(self, user: User) -> Self:
        """Those of contacts whose timeline the user may see; what is made of other rows, who may see those."""
        found = scope(user, Action.VIEW_TIMELINE, self)
        for action, kinds in watching.kinds_by_action().items():
            if action != Action.VIEW_TIMELINE:
                seen = scope(user, action, Contact.objects.all()).values("pk")
                found = found.exclude(Q(kind__in=kinds) & ~Q(contact__in=seen))
        return found
