"""The light against a slow calculation of its own: at every boundary, and at twenty thousand moments."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from contacts.calling import CallFacts, Span, call_light, light_now
from tests.contacts.slow_light import slow_colour

PLACES = (
    *(("CZ", "", "Europe/Prague"), ("DE", "BY", "Europe/Berlin"), ("DE", "", "Europe/Berlin")),
    *(("GB", "", "Europe/London"), ("GB", "SCT", "Europe/London"), ("US", "NY", "America/New_York")),
    *(("US", "", "America/Chicago"), ("IN", "KA", "Asia/Kolkata"), ("CN", "", "Asia/Shanghai")),
    *(("AE", "", "Asia/Dubai"), ("SA", "", "Asia/Riyadh"), ("IR", "", "Asia/Tehran"), ("BN", "", "Asia/Brunei")),
    *(("IL", "", "Asia/Jerusalem"), ("MY", "01", "Asia/Kuala_Lumpur"), ("MY", "03", "Asia/Kuala_Lumpur")),
    *(("DK", "", "Europe/Copenhagen"), ("ES", "MD", "Europe/Madrid"), ("MX", "", "America/Mexico_City")),
    *(("BR", "SP", "America/Sao_Paulo"), ("AU", "NSW", "Australia/Sydney"), ("NP", "", "Asia/Kathmandu")),
    *(("CH", "SO", "Europe/Zurich"), ("CH", "", "Europe/Zurich"), ("FO", "", "Atlantic/Faroe")),
    *(("HU", "", "Europe/Budapest"), ("LT", "", "Europe/Vilnius"), ("JP", "", "Asia/Tokyo"), ("", "", "UTC")),
)
FIRST, DAYS = date(2021, 11, 1), 2400
MOMENTS, PARTS = 20_000, 8
RAMADAN = Span(date(2027, 2, 8), date(2027, 3, 8), time(10), time(15))
HOURS = (None, (time(8), time(16)), (time(10, 15), time(15, 45)), (time(7), time(21)))
LUNCHES = (None, (time(11, 30), time(12, 15)), (time(14), time(15)))


def somebody(dice: random.Random) -> CallFacts:
    country, region, zone = dice.choice(PLACES)
    hours, lunch = dice.choice(HOURS), dice.choice(LUNCHES)
    return CallFacts(
        zone=zone,
        zone_confirmed=dice.random() < 0.9,
        country=country,
        region=region,
        hours_start=hours and hours[0],
        hours_end=hours and hours[1],
        hours_explicit=hours is not None,
        lunch_start=lunch and lunch[0],
        lunch_end=lunch and lunch[1],
        do_not_contact=dice.random() < 0.02,
        calls_refused=dice.random() < 0.02,
        possible_zones=("Asia/Urumqi",) if country == "CN" and dice.random() < 0.5 else (),
        special_hours=(RAMADAN,) if dice.random() < 0.3 else (),
        fasting=(Span(RAMADAN.first, RAMADAN.last, time(12), time(18)),) if dice.random() < 0.3 else (),
        short_friday=dice.random() < 0.2,
        decreed_until=dice.choice((0, 0, 2027)),
    )


@pytest.mark.parametrize("part", range(PARTS))
def test_twenty_thousand_moments(part: int) -> None:
    dice = random.Random(f"light {part}")
    for _count in range(MOMENTS // PARTS):
        person = somebody(dice)
        minute = dice.choice((dice.randrange(24 * 60), dice.randrange(16, 40) * 30))
        day = FIRST + timedelta(days=dice.randrange(DAYS))
        now = datetime.combine(day, time(), tzinfo=UTC) + timedelta(minutes=minute)
        assert light_now(person, now).colour == slow_colour(person, now), (person, now)


@pytest.mark.parametrize(("country", "region", "zone"), PLACES)
def test_every_boundary(country: str, region: str, zone: str) -> None:
    """The last second before and the first of each bound of the day, on days on which the rules differ."""
    person = CallFacts(zone=zone, zone_confirmed=True, country=country, region=region)
    for day in days_that_differ():
        for at in bounds(day, zone):
            assert light_now(person, at).colour == slow_colour(person, at), (person, at)


@pytest.mark.parametrize("seed", range(16))
def test_the_next_good_time_is_the_first_green_minute(seed: int) -> None:
    """Walked minute by minute by the slow rules, for who is known well enough to have a green minute."""
    dice = random.Random(f"next {seed}")
    person = CallFacts(**{**_as_dict(somebody(dice)), **KNOWN})
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=5 * dice.randrange(300 * 24 * 12))
    walk = (now + timedelta(minutes=5 * step) for step in range(12 * 24 * 6))
    first = next((at for at in walk if slow_colour(person, at) == "green"), None)
    if first is not None:
        assert call_light(person, now).next_good == first


KNOWN = {"zone": "Europe/Prague", "country": "CZ", "region": "", "possible_zones": (), "zone_confirmed": True,
         "do_not_contact": False, "calls_refused": False}  # fmt: skip


def _as_dict(person: CallFacts) -> dict[str, object]:
    return {name: getattr(person, name) for name in CallFacts.__slots__}


def days_that_differ() -> Iterator[date]:
    """A week that has holidays, changes of the clocks, eves, make-up days, and the turns of years and calendars."""
    for middle in ("2024-04-01", "2024-10-27", "2024-12-29", "2025-01-02", "2026-02-20", "2026-03-29", "2026-12-26"):
        yield from (date.fromisoformat(middle) + timedelta(days=ahead) for ahead in range(-3, 4))


def bounds(day: date, zone: str) -> Iterator[datetime]:
    for half in range(14, 42):
        wall = datetime.combine(day, time(half // 2, half % 2 * 30), tzinfo=ZoneInfo(zone)).astimezone(UTC)
        yield from (wall - timedelta(seconds=1), wall)
