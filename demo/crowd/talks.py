"""Conversations of the crowd in the order in which they happened; a few people have thousands."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from random import Random

from crm.clock import local, zone
from demo.answers import ASKED_ABOUT
from demo.crowd.people import Person
from demo.crowd.staffing import Staffing
from demo.history import Talk, direction_of, talks
from demo.house import HOME_ZONE
from demo.names import load
from demo.rows import Row, next_id, write
from interactions.models import Interaction, Kind

COLUMNS = (
    *("id", "contact_id", "kind", "direction", "at", "contact_zone", "by_id", "summary", "points", "sentiment"),
    *("next_step", "minutes", "source", "created_at", "search_key"),
)
# The busiest contact has this part of all conversations, the second half as many, the third a third …
BUSIEST, BUSY = 0.0048, 20
PLACE_BITS = 24
NOTED_AFTER = timedelta(minutes=20)
TIMED = (Kind.CALL, Kind.MEETING, Kind.VIDEO, Kind.VISIT)


class Diary:
    """Who talked when: a number of a moment and a place in the crowd each, so that millions fit and sort."""

    def __init__(self, people: int, total: int, now: datetime, rng: Random) -> None:
        self.counts = _counts(people, total, rng)
        self.end, self.rng = now - timedelta(hours=3), rng
        self.packed: list[int] = []

    def fill(self, place: int, since: datetime) -> datetime | None:
        """Draw the conversations with one person; the moment of the last, None without any."""
        first, days = since.date(), (self.end - since).days
        newest = 0
        for _ in range(self.counts[place]):
            moment = self.rng.choice(_slots(first.toordinal() + int(self.rng.random() * days)))
            newest = max(newest, moment)
            self.packed.append(moment << PLACE_BITS | place)
        return datetime.fromtimestamp(newest, UTC) if newest else None

    def __iter__(self) -> Iterator[tuple[datetime, int]]:
        self.packed.sort()
        for number in self.packed:
            yield datetime.fromtimestamp(number >> PLACE_BITS, UTC), number & (1 << PLACE_BITS) - 1


def _counts(people: int, total: int, rng: Random) -> list[int]:
    """`total` shared out: twenty very busy ones by Zipf's law, the others with a long tail."""
    busy = [int(total * BUSIEST / rank) for rank in range(1, min(BUSY, people) + 1)]
    shares = list(accumulate((rng.lognormvariate(0, 1) for _ in range(people)), initial=0.0))
    rest = total - sum(busy)
    ends = [round(share / shares[-1] * rest) for share in shares] if people else []
    counts = [after - before for before, after in pairwise(ends)]
    for place, more in enumerate(busy):
        counts[place] += more
    return counts


@lru_cache(maxsize=4096)
def _slots(day: int) -> tuple[int, ...]:
    """The quarters of an hour of a working day in the house's zone, on that day or the Friday before."""
    noon = datetime.fromordinal(day).replace(hour=12, tzinfo=UTC)
    noon -= timedelta(days=max(0, noon.weekday() - 4))
    offset = local(noon, zone(HOME_ZONE)).utcoffset() or timedelta(0)
    eight = int((noon - timedelta(hours=4) - offset).timestamp())
    return tuple(eight + quarter * 900 for quarter in range(36))


def write_talks(
    diary: Diary, people: Sequence[Person], staffing: Staffing, askable: int, rng: Random
) -> list[tuple[int, Person, datetime, int]]:
    """Store the diary; give back about `askable` conversations after which somebody may be asked how it was."""
    chosen: list[tuple[int, Person, datetime, int]] = []
    share = askable / max(1, len(diary.packed))
    write(Interaction, COLUMNS, _rows(next_id(Interaction), diary, people, staffing, share, chosen, rng))
    return chosen


def _rows(  # long: one row is fifteen columns
    start: int,
    diary: Diary,
    people: Sequence[Person],
    staffing: Staffing,
    share: float,
    chosen: list[tuple[int, Person, datetime, int]],
    rng: Random,
) -> Iterator[Row]:
    steps: list[str] = load("talk")["next_steps"]
    by_team = {team: [user.pk for user in staffing.colleagues(team)] for team in {one.team_id for one in people}}
    for number, (at, place) in enumerate(diary, start):
        person = people[place]
        talk = rng.choice(_fitting(tuple(person.languages)))
        kind = rng.choice(talk.kinds)
        if kind in ASKED_ABOUT and rng.random() < share:
            chosen.append((number, person, at, talk.mood))
        points, step = talk.points[: rng.randint(1, 3)], rng.choice(steps) if rng.random() < 0.25 else ""
        yield (
            number,
            person.pk,
            kind,
            direction_of(kind, rng),
            at,
            person.zone,
            person.owner_id or rng.choice(by_team[person.team_id]),
            talk.summary,
            points,
            None if kind == Kind.NOTE else talk.mood,
            step,
            rng.randint(5, 70) if kind in TIMED else None,
            f"demo/crowd/{number}",
            at + NOTED_AFTER,
            _search_key(talk.summary, tuple(points), step),
        )


@cache
def _search_key(summary: str, points: tuple[str, ...], next_step: str) -> str:
    """The crowd says few things over and over."""
    entry = Interaction(summary=summary, points=points, next_step=next_step)
    entry.set_search_key()
    return entry.search_key


@cache
def _fitting(languages: tuple[str, ...]) -> list[Talk]:
    return [talk for talk in talks() if talk.language == "en" or talk.language in languages]
