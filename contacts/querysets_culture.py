"""Named sets of culture notes and of the flags on them."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from staff.models import User
from staff.policy import Action, may

# Never more days than two years have: `is_to_check` says it to the day.
NEARLY_TWO_YEARS = timedelta(days=730)


class CultureNoteQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """Everybody reads what is shown; who edits, also what is not."""
        return self if may(user, Action.EDIT_CULTURE) else self.shown()

    def shown(self) -> Self:
        return self.filter(is_shown=True)

    def waiting(self) -> Self:
        """Those with an edit that a second person has still to look at."""
        return self.filter(state="proposed")

    def of_place(self, country: str, languages: Collection[str] = ()) -> Self:
        """Those about the country, its regions, and the languages."""
        place = Q(country=country) if country else Q(pk__in=[])
        return self.filter(place | Q(language__in=list(languages)) if languages else place)

    def to_check(self, on: date) -> Self:
        return self.shown().filter(valid_as_of__lte=on - NEARLY_TWO_YEARS)

    def with_flags(self) -> Self:
        """Each with `is_flagged`: whether somebody's word on it is still unanswered."""
        flags = self.model._meta.get_field("flags").related_model.objects.open()
        return self.annotate(is_flagged=Exists(flags.filter(note=OuterRef("pk")).order_by()))


class CultureFlagQuerySet(models.QuerySet[Any]):
    def open(self) -> Self:
        return self.filter(settled_at__isnull=True)
