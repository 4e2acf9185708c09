"""What customers are worth, for rows that name a sum. The room that knows money registers itself."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db.models import QuerySet

from contacts.models import Contact
from crm.money import Money
from staff.models import User

Worth = Callable[[User, QuerySet[Contact], datetime], Mapping[int, Money]]
_sources: list[Worth] = []


def register(source: Worth) -> None:
    if source not in _sources:
        _sources.append(source)


def worth_of(user: User, people: QuerySet[Contact], now: datetime) -> dict[int, Money]:
    """The worth of those of the people of whom the user may know it, by id."""
    found: dict[int, Money] = {}
    for source in _sources:
        found |= source(user, people, now)
    return found
