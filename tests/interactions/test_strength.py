"""The strength of a relationship, against a slow calculation from the entries themselves."""

from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

import pytest

from contacts.models import Contact
from interactions.actions.strengths import recount
from interactions.models import LOGGED_KINDS, Direction, Interaction, Kind, Strength
from interactions.strength import Figures, parts_of
from tests.factories.contacts import make_contact
from tests.factories.interactions import make_entry

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(("days", "points"), [(0, 25), (30, 25), (105, 12.5), (180, 0), (400, 0)])
def test_recency_fades_between_one_month_and_six(days: int, points: float) -> None:
    assert parts_of(Figures(theirs_at=NOW - days * DAY), NOW).recency == points


@pytest.mark.parametrize(("theirs", "ours", "points"), [(0, 0, 0), (5, 0, 0), (5, 10, 12.5), (7, 7, 25)])
def test_balance_asks_whether_both_speak(theirs: int, ours: int, points: float) -> None:
    assert parts_of(Figures(theirs=theirs, ours=ours), NOW).balance == points


def test_length_and_meetings_have_an_end() -> None:
    parts = parts_of(Figures(first_at=NOW - 5000 * DAY, met=9), NOW)
    assert (parts.length, parts.meetings, parts.score) == (25, 25, 50)


def test_who_never_talked_has_no_strength(alice: object, carol: Contact) -> None:
    make_entry(carol, NOW - DAY, kind=Kind.NOTE, direction=Direction.INTERNAL)
    make_entry(carol, NOW - DAY, kind=Kind.PURCHASE)
    make_entry(carol, NOW - DAY, kind=Kind.EMAIL, is_automatic=True)
    assert recount(now=NOW) == 0
    assert not Strength.objects.exists()


def test_counting_twice_leaves_the_same(carol: Contact) -> None:
    make_entry(carol, NOW - DAY)
    recount(now=NOW)
    before = Strength.objects.values().get()
    recount(now=NOW)
    assert Strength.objects.values().get() == before


def test_what_was_corrected_counts_as_it_was_corrected(carol: Contact) -> None:
    wrong = make_entry(carol, NOW - 10 * DAY, kind=Kind.MEETING)
    right = {"kind": Kind.CALL, "at": wrong.at, "source": "test/right"}
    Interaction.objects.create(contact=carol, corrects=wrong, **right)
    recount(now=NOW)
    strength = Strength.objects.get()
    assert (strength.met, strength.theirs) == (0, 1)


def slow_score(entries: list[Interaction]) -> int:
    """One entry after the other, in plain decimals."""
    spoken, in_person = {"call", "meeting", "video", "visit"}, {"meeting", "visit"}
    theirs = ours = met = 0
    last_theirs = first = None
    for entry in sorted(entries, key=lambda one: one.at):
        if entry.is_automatic or entry.kind == "note" or entry.direction == "internal" or entry.at > NOW:
            continue
        first = first or entry.at
        fresh = (NOW - entry.at).total_seconds() < 365 * 86_400
        if entry.kind in spoken or entry.direction in ("in", "both"):
            last_theirs = entry.at
            theirs += fresh
        if entry.kind in spoken or entry.direction in ("out", "both"):
            ours += fresh
        met += fresh and entry.kind in in_person
    score = Decimal(0)
    if last_theirs:
        days = int((NOW - last_theirs).total_seconds() // 86_400)
        score += 25 if days <= 30 else max(Decimal(0), Decimal(25 * (180 - days)) / 150)
    if theirs and ours:
        score += Decimal(25 * min(theirs, ours)) / max(theirs, ours)
    if first:
        score += Decimal(25 * min(int((NOW - first).total_seconds() // 86_400), 1095)) / 1095
    return int((score + Decimal(25 * min(met, 4)) / 4).quantize(Decimal(1), ROUND_HALF_UP))


def test_any_timeline_gives_the_same_as_counting_it_slowly(alice: object) -> None:
    chance = Random(11)
    people = [make_contact(f"Person {number}") for number in range(120)]
    kinds = LOGGED_KINDS
    rows = [
        Interaction(
            contact=person,
            source=f"test/{person.pk}/{number}",
            kind=chance.choice(kinds),
            direction=chance.choice(Direction.values),
            is_automatic=chance.random() < 0.1,
            at=NOW - timedelta(minutes=chance.randint(-1000, 1_500_000)),
        )
        for person in people
        for number in range(chance.randint(0, 25))
    ]
    Interaction.objects.bulk_create(rows)
    recount(now=NOW)
    counted = dict(Strength.objects.values_list("contact", "score"))
    expected = {person.pk: slow_score([row for row in rows if row.contact_id == person.pk]) for person in people}
    assert {pk: counted.get(pk, 0) for pk in expected} == expected
    assert len(set(expected.values())) > 30


def test_everybody_is_counted_by_as_many_statements_as_one(carol: Contact, django_assert_num_queries: object) -> None:
    people = [carol, *(make_contact(f"Person {number}") for number in range(40))]
    for person in people:
        make_entry(person, NOW - DAY)
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert recount(now=NOW) == len(people)
