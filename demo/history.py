"""Three years of conversations, believable line by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from contacts.models import Contact, Stage
from crm.clock import to_utc, zone
from demo.house import HOME_ZONE, House, office_hour
from demo.names import load
from interactions.models import Direction, Interaction, Kind
from staff.models import User

TALKS_A_YEAR = {
    Stage.AWARENESS: 2,
    Stage.EXPLORATION: 5,
    Stage.EXPANSION: 7,
    Stage.COMMITMENT: 9,
    Stage.DISSOLUTION: 4,
}
QUIET_FOR = timedelta(days=120)
NOVAK = [
    (2, 10, "call", "out", 0, "Asked whether the samples had arrived.", ["The grey cloth fits best"]),
    (19, 9, "email", "in", 1, "Asked for an offer for the second floor.", ["Forty desk lamps, if the price holds"]),
    (47, 11, "meeting", "both", 1, "Walked through the second floor together.", ["Two rooms have no daylight"]),
    (96, 14, "call", "in", -1, "A dimmer hums; sent a new one the same day.", ["The board noticed the hum"]),
    (180, 10, "video", "both", 2, "Half-year review, content all round.", ["Would recommend us", "Likes the fitter"]),
    (400, 9, "visit", "both", 1, "First lamps installed in the reception.", ["Warm light, as promised"]),
    (520, 15, "meeting", "both", 0, "Met at the autumn trade fair, took the catalogue along.", ["Moves next year"]),
]


@dataclass(frozen=True)
class Talk:
    kinds: list[str]
    summary: str
    points: list[str]
    mood: int
    language: str = "en"


def talks() -> list[Talk]:
    return [Talk(**row) for row in load("talk")["talks"]]


def build_history(people: Sequence[Contact], house: House, now: datetime, rng: Random) -> list[Interaction]:
    rows = _novak(people[0], house["alice"], now)
    known = talks()
    for contact in people[1:]:
        rows += _talks_with(contact, house, known, now, rng)
    rows.sort(key=lambda row: row.at)
    for number, row in enumerate(rows, start=1):
        row.source = f"demo/talk/{number}"
        row.set_search_key()
    return Interaction.objects.bulk_create(rows, batch_size=500)


def _novak(contact: Contact, alice: User, now: datetime) -> list[Interaction]:
    rows = []
    for days, hour, kind, direction, mood, summary, points in NOVAK:
        at = to_utc((now - timedelta(days=days)).date(), time(hour, 10), zone(HOME_ZONE))
        talk = Talk([kind], summary, points, mood)
        rows.append(_entry(contact, alice, talk, kind, at, direction=direction))
    return rows


def _talks_with(contact: Contact, house: House, known: Sequence[Talk], now: datetime, rng: Random) -> list[Interaction]:
    end = now - timedelta(hours=3)
    if contact.stage == Stage.DISSOLUTION:
        end = max(contact.created_at + timedelta(days=30), end - QUIET_FOR)
    span = (end - contact.created_at) / timedelta(days=1)
    if span <= 1:
        return []
    count = min(40, round(span / 365 * TALKS_A_YEAR[Stage(contact.stage)] * rng.uniform(0.5, 1.5)))
    fitting = [talk for talk in known if talk.language == "en" or talk.language in contact.languages]
    rows = []
    for _ in range(max(1, count)):
        at = office_hour(contact.created_at + timedelta(days=rng.uniform(0, span)), rng)
        if contact.created_at <= at < end:
            talk = rng.choice(fitting)
            kind = rng.choice(talk.kinds)
            by = contact.owner or rng.choice([house["charlie"], house["bob"]])
            rows.append(_entry(contact, by, talk, kind, at, direction=direction_of(kind, rng), rng=rng))
    return rows


def direction_of(kind: str, rng: Random) -> str:
    if kind == Kind.NOTE:
        return Direction.INTERNAL
    if kind in (Kind.MEETING, Kind.VIDEO, Kind.VISIT):
        return Direction.BOTH
    return rng.choice([Direction.IN, Direction.OUT, Direction.OUT])


def _entry(
    contact: Contact,
    by: User,
    talk: Talk,
    kind: str,
    at: datetime,
    *,
    direction: str,
    rng: Random | None = None,
) -> Interaction:
    has_length = kind in (Kind.CALL, Kind.MEETING, Kind.VIDEO, Kind.VISIT)
    steps: list[Any] = load("talk")["next_steps"]
    return Interaction(
        contact=contact,
        kind=kind,
        direction=direction,
        at=at,
        contact_zone=contact.time_zone,
        by=by,
        summary=talk.summary,
        points=talk.points[: rng.randint(1, 3)] if rng else talk.points,
        sentiment=None if kind == Kind.NOTE else talk.mood,
        next_step=rng.choice(steps) if rng and rng.random() < 0.25 else "",
        minutes=(rng.randint(5, 70) if rng else 25) if has_length else None,
        created_at=at + timedelta(minutes=20),
    )
