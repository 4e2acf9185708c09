"""Birthdays of the crowd, and what it agreed to."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from random import Random

from contacts.models import Channel, Consent, DateKind, ImportantDate, Purpose
from demo.consents import GIVEN, REFUSED, SOURCE, UNASKED, WITHDRAWN, WORDINGS, Answer, hash_of, soon_after
from demo.crowd.people import Person
from demo.rows import Row, next_id, write

DATE_COLUMNS = ("id", "contact_id", "kind", "month", "day", "year", "month_day", "source")
CONSENT_COLUMNS = (
    *("id", "contact_id", "purpose", "channel", "state", "at", "source", "wording", "wording_language"),
    "wording_hash",
)
ANSWERS = (GIVEN, REFUSED, WITHDRAWN, UNASKED)
ASKED_LIKE = {Purpose.GREETINGS: (80, 7, 3, 10), Purpose.FEEDBACK: (80, 7, 3, 10), Purpose.MARKETING: (40, 0, 0, 60)}
LEAP_YEAR_DAY = datetime(2000, 1, 1).toordinal()


def write_birthdays(people: Sequence[Person], now: datetime, rng: Random) -> None:
    write(ImportantDate, DATE_COLUMNS, _birthdays(people, next_id(ImportantDate), now, rng))


def _birthdays(people: Sequence[Person], number: int, now: datetime, rng: Random) -> Iterator[Row]:
    for person in people:
        if rng.random() < 0.8:
            on = datetime.fromordinal(LEAP_YEAR_DAY + rng.randrange(366))
            is_leap_day = (on.month, on.day) == (2, 29)
            year = now.year - rng.randint(24, 70) if rng.random() < 0.7 and not is_leap_day else None
            yield number, person.pk, DateKind.BIRTHDAY, on.month, on.day, year, on.month * 100 + on.day, SOURCE
            number += 1


def write_consents(people: Sequence[Person], rng: Random) -> frozenset[int]:
    """Store the answers; give back the ids of those who may be asked how satisfied they are."""
    may_be_asked: set[int] = set()
    write(Consent, CONSENT_COLUMNS, _consents(people, next_id(Consent), may_be_asked, rng))
    return frozenset(may_be_asked)


def _consents(people: Sequence[Person], number: int, may_be_asked: set[int], rng: Random) -> Iterator[Row]:
    hashes = {purpose: hash_of(wording) for purpose, wording in WORDINGS.items()}
    for purpose, weights in ASKED_LIKE.items():
        for person in people:
            answer: Answer = rng.choices(ANSWERS, weights)[0]
            if answer is GIVEN and purpose == Purpose.FEEDBACK and person.has_mail:
                may_be_asked.add(person.pk)
            for step, state in enumerate(answer.states):
                given = (number, person.pk, purpose, Channel.EMAIL, state, soon_after(person.since, step), SOURCE)
                yield (*given, WORDINGS[purpose], "en", hashes[purpose])
                number += 1
