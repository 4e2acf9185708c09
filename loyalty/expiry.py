"""The last day of points, counted in months."""

from calendar import monthrange
from datetime import date


def last_day(on: date, months: int) -> date:
    """The same day so many months on, or the month's last where it has no such day."""
    years, month = divmod(on.month - 1 + months, 12)
    year, month = on.year + years, month + 1
    return date(year, month, min(on.day, monthrange(year, month)[1]))
