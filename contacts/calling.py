"""The light beside a contact: may we call now, why not, and when would be good."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from contacts.calendars import (
    day_in,
    half_day_name,
    has_calendar,
    holiday_name,
    is_closed_by_custom,
    is_undecreed,
)
from contacts.data.weekends import FRIDAY, SATURDAY, SATURDAY_IN_DOUBT, SHORT_FRIDAY
from crm.clock import local, to_utc, zone

Colour = Literal["red", "amber", "green"]
Verdict = tuple[Colour, str]

HUMANE_FROM, HUMANE_UNTIL = time(8), time(20)
DEFAULT_FROM, DEFAULT_UNTIL = time(9), time(17)
NOON = time(12)
LUNCH = (time(12), time(13))
LUNCH_BY_COUNTRY = {"ES": (time(14), time(16)), "MX": (time(14), time(16))}
SETTLING = timedelta(minutes=30)
LOOK_AHEAD_DAYS = 31
_RANK: dict[Colour, int] = {"green": 0, "amber": 1, "red": 2}


@dataclass(frozen=True, slots=True)
class Span:
    """Wall-clock hours on each day from first to last: working hours in Ramadan, or fasting hours."""

    first: date
    last: date
    start: time
    end: time

    def covers(self, on: date) -> bool:
        return self.first <= on <= self.last


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What is known about a contact's days. Hours are explicit if the contact or their calendar stated them.

    `possible_zones` are the other zones they may live in while the zone is not confirmed. `decreed_until` is the last
    year whose holidays this house knows to be decreed, where that is later than the calendar's own.
    """

    zone: str
    zone_confirmed: bool = False
    country: str = ""
    region: str = ""
    hours_start: time | None = None
    hours_end: time | None = None
    hours_explicit: bool = False
    lunch_start: time | None = None
    lunch_end: time | None = None
    do_not_contact: bool = False
    calls_refused: bool = False
    possible_zones: tuple[str, ...] = ()
    special_hours: tuple[Span, ...] = ()
    fasting: tuple[Span, ...] = ()
    short_friday: bool = False
    decreed_until: int = 0


@dataclass(frozen=True, slots=True)
class Light:
    colour: Colour
    reason: str
    next_good: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hours:
    start: time
    end: time
    explicit: bool


def call_light(person: CallFacts, now: datetime) -> Light:
    """The light at an instant, its reason in words, and the first instant from then on that is green.

    Standing doubts (an unconfirmed zone, an unknown calendar) keep the light amber but do not hide the
    next good time; nothing is good for who must not be called.
    """
    return replace(light_now(person, now), next_good=_next_good(person, now))


def light_now(person: CallFacts, now: datetime) -> Light:
    """The light without its next good time, which takes longer to find than all the rest."""
    return _light_of_minute(person, now.replace(second=0, microsecond=0), get_language())


# Whoever lives in one place under the same hours has the same light, for a minute at least.
@lru_cache(maxsize=4096)
def _light_of_minute(person: CallFacts, now: datetime, _language: str | None) -> Light:
    return Light(*_worst(person, now))


def is_humane_hour(at: datetime) -> bool:
    """Whether a local time lies within 08:00-20:00."""
    return HUMANE_FROM <= at.time() < HUMANE_UNTIL


def _worst(person: CallFacts, now: datetime) -> Verdict:
    verdicts = (_verdict(person, there, with_doubts=True) for there in _clocks(person, now))
    return max(verdicts, key=lambda verdict: _RANK[verdict[0]])


def _is_green(person: CallFacts, now: datetime) -> bool:
    """Whether it is a good time wherever they may live, standing doubts aside."""
    if not all(_is_at_work(person, there) for there in _clocks(person, now)):
        return False
    return all(_verdict(person, there, with_doubts=False)[0] == "green" for there in _clocks(person, now))


def _is_at_work(person: CallFacts, there: datetime) -> bool:
    hours = _hours(person, there.date())
    return _within(there, hours.start, hours.end)


def _clocks(person: CallFacts, now: datetime) -> Iterator[datetime]:
    """Wall time wherever they may live; once where clocks agree, as a country may have dozens of zones."""
    shown = set()
    for name in (person.zone, *person.possible_zones):
        there = local(now, zone(name)).replace(tzinfo=None)
        if there not in shown:
            shown.add(there)
            yield there


def _verdict(person: CallFacts, there: datetime, *, with_doubts: bool) -> Verdict:
    hours = _hours(person, there.date())
    red = _refusal(person) or _rest(person, there, hours)
    if red:
        return "red", red
    amber = _edge(person, there, hours) or _custom(person, there)
    if not amber and with_doubts:
        amber = _doubt(person, there.date())
    if amber:
        return "amber", amber
    return "green", _("Working hours there: it is %(time)s.") % {"time": _clock(there)}


def _refusal(person: CallFacts) -> str:
    if person.do_not_contact:
        return _("This contact is not to be contacted.")
    if person.calls_refused:
        return _("This contact does not want calls.")
    return ""


def _rest(person: CallFacts, there: datetime, hours: Hours) -> str:
    """Why nobody should be called there now."""
    on, country, region = there.date(), person.country, person.region
    if not is_humane_hour(there):
        return _("It is %(time)s there; calls fit between 08:00 and 20:00.") % {"time": _clock(there)}
    day = day_in(country, region, on)
    if not day.is_make_up:
        if day.is_holiday:
            return _("A public holiday there: %(name)s.") % {"name": holiday_name(country, region, on)}
        if day.is_weekend:
            return _("It is the weekend there.")
    if hours.explicit and not _within(there, hours.start, hours.end):
        return _("Outside their hours: %(start)s to %(end)s.") % _span(hours.start, hours.end)
    return ""


def _edge(person: CallFacts, there: datetime, hours: Hours) -> str:
    """Why the hour is not the best one."""
    if not _within(there, hours.start, hours.end):
        return _("Outside usual working hours: %(start)s to %(end)s.") % _span(hours.start, hours.end)
    lunch_start, lunch_end = _lunch(person)
    if _within(there, lunch_start, lunch_end):
        return _("Lunch time there: %(start)s to %(end)s.") % _span(lunch_start, lunch_end)
    if _within(there, hours.start, _shifted(hours.start, SETTLING)):
        return _("The first half hour of their day.")
    if _within(there, _shifted(hours.end, -SETTLING), hours.end):
        return _("The last half hour of their day.")
    return ""


def _custom(person: CallFacts, there: datetime) -> str:
    """Why this day or hour is a delicate one there."""
    on, country = there.date(), person.country
    is_afternoon, day = there.time() >= NOON, day_in(country, person.region, on)
    if is_closed_by_custom(country, on):
        return _("Most offices there are closed on this day.")
    if is_afternoon and day.is_eve:
        return _("The afternoon before a public holiday there.")
    if is_afternoon and day.is_half_day:
        return _("A half day there: %(name)s.") % {"name": half_day_name(country, person.region, on)}
    if is_afternoon and on.weekday() == FRIDAY and (person.short_friday or country.upper() in SHORT_FRIDAY):
        return _("Friday afternoon there.")
    if on.weekday() == SATURDAY and country.upper() in SATURDAY_IN_DOUBT:
        return _("Saturday there; not every office works.")
    if any(span.covers(on) and _within(there, span.start, span.end) for span in person.fasting):
        # Said so that nobody learns why who may not see it.
        return _("Not a good hour for this contact, as they told us.")
    if day.may_be_regional_holiday:
        return _("A public holiday in a part of their country, and their region is not known.")
    if day.may_be_moved_holiday:
        return _("A public holiday of the lunar calendar may fall on this day.")
    return ""


def _doubt(person: CallFacts, on: date) -> str:
    """Why we cannot be sure, whatever the hour."""
    if not person.zone_confirmed:
        return _("Their time zone is not confirmed.")
    if not has_calendar(person.country):
        return _("Their country is not known, so holidays cannot be checked.")
    if is_undecreed(person.country, on, person.decreed_until):
        return _("The public holidays of this year are not decreed there yet.")
    return ""


def _hours(person: CallFacts, on: date) -> Hours:
    """Explicit hours are those of the contact, of a season of their calendar, and of both what they share."""
    start, end = person.hours_start or DEFAULT_FROM, person.hours_end or DEFAULT_UNTIL
    special = next((span for span in person.special_hours if span.covers(on)), None)
    if special is None:
        return Hours(start, end, explicit=person.hours_explicit)
    if person.hours_explicit:
        return Hours(max(start, special.start), min(end, special.end), explicit=True)
    return Hours(special.start, special.end, explicit=True)


def _lunch(person: CallFacts) -> tuple[time, time]:
    if person.lunch_start and person.lunch_end:
        return person.lunch_start, person.lunch_end
    return LUNCH_BY_COUNTRY.get(person.country.upper(), LUNCH)


def _next_good(person: CallFacts, now: datetime) -> datetime | None:
    if _refusal(person):
        return None
    if _is_green(person, now):
        return now
    today = min(local(now, place).date() for place in _places(person))
    for ahead in range(LOOK_AHEAD_DAYS + 1):
        for instant in _good_beginnings(person, today + timedelta(days=ahead)):
            if instant > now:
                return instant
    return None


# Who may live in any of a country's zones has a month of days without a good hour, as everybody else there.
@lru_cache(maxsize=8192)
def _good_beginnings(person: CallFacts, on: date) -> tuple[datetime, ...]:
    """The instants of the date at which a good time may begin and does, earliest first."""
    instants = {to_utc(on, at, place) for place in _places(person) for at in set(_beginnings(person, on))}
    return tuple(instant for instant in sorted(instants) if _is_green(person, instant))


def _places(person: CallFacts) -> list[ZoneInfo]:
    return [zone(name) for name in dict.fromkeys((person.zone, *person.possible_zones))]


def _beginnings(person: CallFacts, on: date) -> Sequence[time]:
    hours = _hours(person, on)
    fasts = [span.end for span in person.fasting if span.covers(on)]
    return [HUMANE_FROM, hours.start, _shifted(hours.start, SETTLING), _lunch(person)[1], *fasts]


def _within(there: datetime, start: time, end: time) -> bool:
    return start <= there.time() < end


def _shifted(at: time, by: timedelta) -> time:
    """The time later or earlier on the same day, no further than its ends."""
    moved = datetime.combine(date(2000, 1, 2), at) + by
    return {1: time.min, 2: moved.time(), 3: time.max}[moved.day]


def _span(start: time, end: time) -> dict[str, str]:
    return {"start": _clock(start), "end": _clock(end)}


def _clock(at: datetime | time) -> str:
    return f"{at:%H:%M}"
