"""Named sets of what is known of customers, and of whom they belong with."""

from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Q

from contacts.querysets import SHORTEST_PART, group_seen
from crm.text import fold_short
from staff.models import User
from staff.policy import Action, may, scope

# A goal that nobody looked at for a quarter is talked about again.
REVIEWED_EVERY = timedelta(days=90)


class FactQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        return scope(user, Action.VIEW_CONTACTS, self)

    def told_to(self, user: User) -> Self:
        """All but what colleagues keep to themselves; who answers for everybody's data reads that too."""
        if may(user, Action.ERASE_CONTACTS):
            return self
        return self.filter(Q(is_private=False) | Q(created_by=user.pk))

    def open(self) -> Self:
        """What still holds as far as anybody knows, stale facts too."""
        return self.filter(retired_at__isnull=True)

    def open_needs(self) -> Self:
        return self.open().filter(kind="need")

    def stale(self, on: date) -> Self:
        return self.open().filter(expires_on__lt=on)

    def of_contacts_with(self, token: str, user: User) -> models.QuerySet[Any, Any]:
        """Ids of those visible contacts of whom an open need that the user sees holds the word."""
        begins = "" if len(token) >= SHORTEST_PART else " "
        held = Q()
        for spelling in dict.fromkeys((token, fold_short(token))):
            held |= Q(search_key__contains=begins + spelling)
        # Needs of contacts alone have a key. Asked for what is open, for a kind or a contact, SQLite would take the
        # long way through an index of those; what is not ended is the same and has none.
        found = self.filter(held, group_seen(user, self.model, "group")).exclude(retired_at__isnull=False)
        return found.order_by().values("contact_id")


class RelationQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        return scope(user, Action.VIEW_CONTACTS, self)

    def of_contact(self, pk: int) -> Self:
        """From either side."""
        return self.filter(Q(contact=pk) | Q(other=pk))


class GoalQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        return scope(user, Action.VIEW_CONTACTS, self)

    def open(self) -> Self:
        return self.filter(state="open")

    def to_review(self, on: date) -> Self:
        """Open goals that nobody has looked at for a quarter."""
        return self.open().filter(reviewed_on__lte=on - REVIEWED_EVERY)
