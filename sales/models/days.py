"""Which days can be stored and still be moved by a time zone."""

from datetime import UTC, date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Days beside these leave the calendar when a zone moves them.
EARLIEST, LATEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def refuse_far_away(**days: date | None) -> None:
    for name, day in days.items():
        if day is not None and not EARLIEST.date() <= day < LATEST.date():
            raise ValidationError({name: _("The dates of the period are too far away.")})
