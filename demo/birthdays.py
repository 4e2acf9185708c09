"""Birthdays: most on some day of the year, a few today and tomorrow around the world.

Whatever the hour of the start, somewhere it is between nine in the morning and eight in the evening. People
there have their birthday today, so that the first greetings leave within a minute; elsewhere others wait.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from contacts.models import Contact, DateKind, ImportantDate
from crm.clock import local
from demo.consents import GIVEN, REFUSED, UNASKED, Agreements

MORNING, EVENING = time(9), time(19, 30)
DUE_NOW, LATER_TODAY, TOMORROW = 8, 5, 6
WRITTEN_LANGUAGES = ("en", "ru", "cs", "da", "lt", "ar")


def build_birthdays(
    people: Sequence[Contact],
    with_mail: frozenset[int],
    agreements: Agreements,
    now: datetime,
    rng: Random,
) -> None:
    """Store one birthday for most people; Pan Novák's, the first, comes in twelve days."""
    days = {contact.pk: _some_day(now, rng) for contact in people if rng.random() < 0.8}
    days |= _days_around_now(people, with_mail, agreements, now)
    days[people[0].pk] = local(now, people[0].zone).date() + timedelta(days=12)
    rows = []
    for contact in people:
        on = days.get(contact.pk)
        if on is None:
            continue
        year = now.year - rng.randint(24, 70) if rng.random() < 0.7 else None
        rows.append(_row(contact, on, year))
    ImportantDate.objects.bulk_create(rows, batch_size=500)


def _row(contact: Contact, on: date, year: int | None) -> ImportantDate:
    if (on.month, on.day) == (2, 29):
        year = None
    return ImportantDate(
        contact=contact,
        kind=DateKind.BIRTHDAY,
        month=on.month,
        day=on.day,
        year=year,
        month_day=on.month * 100 + on.day,
        source="demo",
    )


def _some_day(now: datetime, rng: Random) -> date:
    """A day of the year that is not close to today, so that the days around it hold what is told below."""
    return now.date() + timedelta(days=rng.randint(4, 355))


def _days_around_now(
    people: Sequence[Contact], with_mail: frozenset[int], agreements: Agreements, now: datetime
) -> dict[int, date]:
    agreed = [one for one in people[1:] if one.pk in with_mail and agreements.greetings[one.pk] is GIVEN]
    # Alice's team first, so that she sees them.
    agreed.sort(key=lambda one: one.team_id != people[0].team_id)
    due = _due_now([one for one in agreed if is_day(one, now)])
    later = _first_of_each_zone(agreed, lambda one: local(now, one.zone).time() < MORNING)[:LATER_TODAY]
    taken = {one.pk for one in (*due, *later)}
    rest = [one for one in agreed if one.pk not in taken]
    tomorrow = _first_of_each_zone(rest, lambda one: True)[:TOMORROW]
    skipped = [_one_who(answer.name, people, with_mail, agreements, now) for answer in (REFUSED, UNASKED)]
    today = [*due, *later, *(one for one in skipped if one)]
    days = {one.pk: local(now, one.zone).date() for one in today}
    return days | {one.pk: local(now, one.zone).date() + timedelta(days=1) for one in tomorrow}


def _due_now(awake: Sequence[Contact]) -> list[Contact]:
    """One of each language in which greetings are written, then one of each zone, then anyone."""
    by_language = {one.language: one for one in reversed(awake) if one.language in WRITTEN_LANGUAGES}
    wanted = [*by_language.values(), *_first_of_each_zone(awake, lambda one: True), *awake]
    return list(dict.fromkeys(wanted))[:DUE_NOW]


def is_day(contact: Contact, now: datetime) -> bool:
    return MORNING <= local(now, contact.zone).time() < EVENING


def _first_of_each_zone(people: Iterable[Contact], fits: Callable[[Contact], bool]) -> list[Contact]:
    found: dict[str, Contact] = {}
    for contact in people:
        if fits(contact):
            found.setdefault(contact.time_zone, contact)
    return list(found.values())


def _one_who(
    answer: str, people: Sequence[Contact], with_mail: frozenset[int], agreements: Agreements, now: datetime
) -> Contact | None:
    """Somebody with this answer about greetings, where it is day: shown as skipped, with the reason."""
    fitting = (one for one in people if agreements.greetings[one.pk].name == answer and one.pk in with_mail)
    return next((one for one in fitting if is_day(one, now)), None)
