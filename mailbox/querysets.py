"""Named sets of mailboxes and mails."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from staff.models import User
from staff.policy import Action, scope


class MailboxQuerySet(models.QuerySet[Any]):
    def of(self, user: User) -> Self:
        return self.filter(owner=user)

    def readable(self, now: datetime) -> Self:
        """Those whose turn has come, and that no other worker reads."""
        free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
        return self.filter(free, is_paused=False, next_read_at__lte=now, owner__is_active=True)


class ReceivedMailQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        return scope(user, Action.VIEW_TIMELINE, self)

    def waiting_for(self, user: User) -> Self:
        return self.filter(owner=user, state="waiting")

    def ignored_by(self, user: User) -> Self:
        return self.filter(owner=user, state="ignored")

    def sent_by(self, pattern: str) -> Self:
        """By an address, or with an @ before it by anybody at a domain."""
        return self.filter(sender__endswith=pattern) if pattern.startswith("@") else self.filter(sender=pattern)
