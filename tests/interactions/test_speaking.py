"""Who can speak with a customer now: language, hour, load, and the words that say why."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from contacts.working_time import Desk
from interactions.speaking import Route, Speaker, Use, route
from staff.models import Level, Skill

PRAGUE = ZoneInfo("Europe/Prague")
NOON = datetime(2026, 11, 30, 11, tzinfo=UTC)  # a Monday, 12:00 in Prague, 20:00 in Tokyo
_numbers = iter(range(1, 1000))


def speaker(name: str, *, zone: str = "Europe/Prague", country: str = "CZ", load: int = 0, **skills: object) -> Speaker:
    known = {code.replace("_", "-"): one if isinstance(one, Skill) else Skill(str(one)) for code, one in skills.items()}
    return Speaker(next(_numbers), name, Desk(zone, time(9), time(17), country), known, load)


def ask(speakers: list[Speaker], *languages: str, now: datetime = NOON, use: Use = "call") -> Route:
    return route(speakers, languages, now, here=PRAGUE, use=use)


def names(found: Route) -> tuple[list[str], list[str]]:
    return [one.speaker.name for one in found.now], [one.speaker.name for one in found.later]


def test_the_reason_stands_in_words() -> None:
    found = ask([speaker("Alice", lt="c1", load=3), speaker("Chie", zone="Asia/Tokyo", country="JP", lt="b2")], "lt")
    assert [one.reason for one in (*found.now, *found.later)] == [
        "Lithuanian, C1; at work until 17:00; 3 open items",
        "Lithuanian, B2; at work again Tue 09:00 there, Tue 01:00 here; 0 open items",
    ]


def test_the_end_of_the_day_is_told_on_both_clocks() -> None:
    found = ask([speaker("Bob", zone="Europe/London", country="GB", en="native", load=1)], "en")
    assert found.now[0].reason == "English, native; at work until 17:00 there, 18:00 here; 1 open item"


def test_of_those_at_work_the_earlier_language_fluency_and_then_the_load_decide() -> None:
    people = [
        speaker("Second language", en="native"),
        speaker("Halting", ru="b1"),
        speaker("Busy", ru="native", load=5),
        speaker("Free", ru="c1", load=1),
        speaker("Free and better", ru="native", load=1),
    ]
    expected = ["Free and better", "Free", "Busy", "Halting", "Second language"]
    assert names(ask(people, "ru", "en")) == (expected, [])


def test_somebody_at_work_comes_before_a_better_speaker_who_sleeps() -> None:
    people = [speaker("Asleep", zone="Asia/Tokyo", country="JP", ru="native"), speaker("Here", en="b1")]
    found = ask(people, "ru", "en")
    assert (names(found), found.needs_interpreter) == ((["Here"], ["Asleep"]), False)


def test_the_others_stand_in_the_order_in_which_they_come() -> None:
    people = [
        speaker("Tokyo", zone="Asia/Tokyo", country="JP", da="c1"),
        speaker("Los Angeles", zone="America/Los_Angeles", country="US", da="b1"),
    ]
    assert names(ask(people, "da")) == ([], ["Los Angeles", "Tokyo"])


@pytest.mark.parametrize(
    ("spoken", "asked"),
    [("ru", "uk"), ("uk", "ru"), ("ru", "be"), ("cs", "sk"), ("nb", "da"), ("pt", "pt-BR"), ("zh", "zh-Hant")],
)
def test_nobody_is_served_in_a_language_that_is_only_like_theirs(spoken: str, asked: str) -> None:
    found = ask([speaker("Olga", **{spoken: "native"})], asked)
    assert (names(found), found.needs_interpreter, found.is_spoken) == (([], []), True, False)


def test_without_anybody_at_work_an_interpreter_is_needed_now_though_it_is_spoken() -> None:
    found = ask([speaker("Chie", zone="Asia/Tokyo", country="JP", ja="native")], "ja")
    assert (found.needs_interpreter, found.is_spoken) == (True, True)


def test_who_only_greets_or_may_not_call_is_not_asked() -> None:
    people = [
        speaker("Greets", da="a2"),
        speaker("Writes", da=Skill("c2", may_call=False)),
        speaker("Speaks", da=Skill("b1", may_write=False)),
    ]
    assert names(ask(people, "da")) == (["Speaks"], [])
    assert names(ask(people, "da", use="write")) == (["Writes"], [])


def test_a_second_language_serves_where_the_first_may_not_be_used() -> None:
    found = ask([speaker("Bob", da=Skill(Level.C2, may_call=False), en="b2")], "da", "en")
    assert [(one.language, one.level) for one in found.now] == [("en", "b2")]


@pytest.mark.parametrize(
    ("now", "is_here"),
    [
        ("2026-11-17T11:00", False),  # a holiday in Czechia
        ("2026-11-28T11:00", False),  # a Saturday
        ("2026-11-30T07:59", False),
        ("2026-11-30T08:00", True),
        ("2026-11-30T16:00", False),
    ],
)
def test_holidays_weekends_and_hours_of_the_colleague_count(now: str, is_here: bool) -> None:
    found = ask([speaker("Alice", cs="native")], "cs", now=datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert bool(found.now) == is_here


def test_without_a_language_nobody_is_proposed() -> None:
    found = ask([speaker("Alice", cs="native")])
    assert (names(found), found.needs_interpreter) == (([], []), False)
