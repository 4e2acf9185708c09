"""The outcome of promises and the kept-rate against an independent slow calculation, over random sequences."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from contacts.models import Contact
from interactions.actions import drop_promise, keep_promise, make_promise, move_promise, tell_customer
from interactions.models import ENDINGS, Deed, Promise, PromiseDeed, PromiseRules, outcome
from outreach import ready_made
from staff.models import User
from tests.interactions import slow_promises as slow

ZONES = (
    *("UTC", "Europe/Prague", "America/New_York", "Asia/Tokyo", "Asia/Kathmandu", "Australia/Lord_Howe"),
    *("America/Havana", "Asia/Beirut", "Pacific/Apia", "Atlantic/Azores"),
)
DAYS = (
    *(date(2028, 2, 28), date(2028, 2, 29), date(2027, 2, 28), date(2026, 12, 31), date(2027, 1, 31)),
    *(date(2027, 3, 27), date(2027, 3, 28), date(2026, 10, 24), date(2026, 10, 25), date(2027, 3, 14)),
    *(date(2026, 11, 1), date(2026, 10, 4), date(2027, 4, 4), date(2026, 6, 15)),
)
TIMES = (None, None, time(0), time(0, 30), time(1, 45), time(2), time(2, 30), time(3), time(9), time(23, 59))
GRACE = (0, 0, 0, 1, 2, 30)
ENDED = ("kept", "late", "partial", "broken", "superseded")
MOMENT = timedelta(microseconds=1)
# From long before the due moment to long after it, and exactly at both of its ends.
AWAY = [timedelta(hours=hours) for hours in (-900, -50, -24, -3, -1, 0, 1, 3, 24, 50, 900)]


def wall_time(random: Random) -> dict:
    return {
        "on": random.choice(DAYS),
        "at": random.choice(TIMES),
        "zone": ZoneInfo(random.choice(ZONES)),
        "is_second": random.random() < 0.3,
        "grace": random.choice(GRACE),
    }


def promise_of(made: dict) -> Promise:
    wall = {"local_date": made["on"], "local_time": made["at"], "is_second": made["is_second"]}
    promise = Promise(what="Send it", zone=made["zone"].key, **wall)
    promise.set_due(made["grace"])
    return promise


def near(promise: Promise, random: Random) -> datetime:
    edge = random.choice((promise.due_at, promise.in_time_until))
    return edge + random.choice(AWAY) + random.choice((-MOMENT, timedelta(0), MOMENT))


def diary_of(promise: Promise, random: Random) -> list[tuple[datetime, str]]:
    """Up to four deeds in their order, of which the last alone may end the promise, and what was told."""
    moments = sorted(near(promise, random) for _ in range(random.randint(0, 4)))
    kinds = [random.choice((Deed.PARTLY, Deed.TOLD)) for _ in moments]
    if kinds and random.random() < 0.7:
        kinds[-1] = random.choice(ENDINGS)
    return list(zip(moments, kinds, strict=True))


@pytest.mark.parametrize("seed", range(4))
def test_outcomes_are_those_of_the_slow_calculation(seed: int) -> None:
    random = Random(seed)
    met = set()
    for _ in range(1000):
        made = wall_time(random)
        promise = promise_of(made)
        diary = diary_of(promise, random)
        deeds = [PromiseDeed(kind=kind, at=at) for at, kind in diary]
        for now in (near(promise, random), near(promise, random)):
            found = outcome(promise, deeds, now)
            assert found == slow.fate(diary, made, now), (made, diary, now)
            met.add(found)
    assert met == {"open", *ENDED}


def test_due_moments_are_those_that_the_clocks_show() -> None:
    for zone in map(ZoneInfo, ZONES):
        for on in DAYS:
            for at in set(TIMES):
                made = {"on": on, "at": at, "zone": zone, "is_second": False, "grace": 0}
                assert promise_of(made).due_at == slow.moment_of(on, at, zone, is_second=False), made


# --- stored, by the actions -----------------------------------------------------------------------------------------
def live(random: Random, by: User, contact: Contact) -> list[tuple[dict, list[tuple[datetime, str]], Promise]]:
    """A random promise made and lived through by the actions, with those that took its place."""
    made = wall_time(random)
    PromiseRules.objects.update_or_create(pk=1, defaults={"grace_days": made["grace"]})
    due = promise_of(made)
    now = due.due_at - timedelta(days=60)
    wall = {"local_date": made["on"], "local_time": made["at"], "is_second": made["is_second"]}
    promise = make_promise(by=by, contact=contact, what="Send it", zone=made["zone"].key, now=now, **wall)
    diary = diary_of(due, random)
    lives = [(made, diary, promise)]
    for at, kind in diary:
        # Told of an ended promise, or entered a while later: neither changes what it came to.
        entered = at + timedelta(hours=random.choice((0, 0, 5)))
        if kind == Deed.TOLD:
            tell_customer(by=by, promise=promise, how="call", at=at, now=entered)
        elif kind in (Deed.KEPT, Deed.PARTLY):
            keep_promise(by=by, promise=promise, is_whole=kind == Deed.KEPT, at=at, now=entered)
        elif kind in (Deed.DROPPED_FOR_THEM, Deed.GIVEN_UP):
            drop_promise(by=by, promise=promise, is_their_wish=kind == Deed.DROPPED_FOR_THEM, at=at, now=entered)
        else:
            later = {**made, "on": made["on"] + timedelta(days=200)}
            is_theirs = kind == Deed.MOVED_FOR_THEM
            wall = {"local_date": later["on"], "local_time": later["at"], "is_second": later["is_second"]}
            zone = later["zone"].key
            new = move_promise(by=by, promise=promise, is_their_wish=is_theirs, at=at, now=entered, zone=zone, **wall)
            lives.append((later, [], new))
    return lives


@pytest.mark.slow
def test_stored_outcomes_and_rates_are_those_of_the_slow_calculation(alice: User, carol: Contact) -> None:
    ready_made.install()
    random = Random(15)
    lives = [one for _ in range(120) for one in live(random, alice, carol)]
    edges = [edge for _made, _diary, promise in lives for edge in (promise.due_at, promise.in_time_until)]
    for now in [*random.sample(edges, 25), datetime(2030, 1, 1, tzinfo=UTC)]:
        fates = {promise.pk: slow.fate(diary, made, now) for made, diary, promise in lives}
        rows = Promise.objects.with_deeds()
        assert {row.pk: str(row.outcome_at(now)) for row in rows} == fates
        start = now - timedelta(days=365)
        due = [fate for (*_, promise), fate in zip(lives, fates.values(), strict=True) if start <= promise.due_at < now]
        parts = ("kept", "decided", "late", "partial", "undone")
        counted = Promise.objects.due_between(start, now).count_outcomes(now, *parts)
        kept, decided, _rate = slow.rate(due)
        assert counted == {
            "kept": kept,
            "decided": decided,
            "late": due.count("late"),
            "partial": due.count("partial"),
            "undone": due.count("broken"),
        }
    assert set(Promise.objects.values_list("outcome", flat=True).distinct().order_by()) == {"", *ENDED}
