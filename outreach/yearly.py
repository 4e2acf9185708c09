"""Days that come every year, and on which date each is kept."""

from datetime import date, timedelta

from crm.clock import occurrence_in_year
from outreach.models import JourneyStep


def is_kept_on(month_day: int | None, on: date | None, step: JourneyStep, feb29: str) -> bool:
    """Whether a yearly day (month x 100 + day) brings the step's mail on this date."""
    if month_day is None or on is None:
        return False
    day = on - timedelta(days=step.offset_days)
    return occurrence_in_year(*divmod(month_day, 100), day.year, feb29) == day  # type: ignore[arg-type]
