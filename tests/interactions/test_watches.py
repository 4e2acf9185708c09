"""What is found in timelines, and that both engines find it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.translation import override

from contacts.models import Contact, Stage
from interactions.actions.relationships import note_tension
from interactions.models import Direction, Interaction, Kind, Party, TensionLevel
from interactions.watches import WATCHES, falling, repeated, silent, tense
from interactions.watching import watched
from outreach import ready_made
from staff.models import User
from tests.factories.contacts import make_contact

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
EXPLAIN = {watch.kind: watch.explain for watch in WATCHES}


def talk(contact: Contact, *days: int, **fields: object) -> list[int]:
    values = {"contact": contact, "kind": Kind.CALL, **fields}
    places = {number: f"test/{contact.pk}/{Interaction.objects.count()}/{number}" for number in days}
    return [Interaction.objects.create(at=NOW - number * DAY, source=places[number], **values).pk for number in days]


def test_a_silent_customer_is_found_and_explained(carol: Contact) -> None:
    newest = talk(carol, 127, 106, 85, 64)[-1]
    [found] = silent(watched(), NOW)
    assert (found.contact_id, found.mark, found.since) == (carol.pk, f"interaction/{newest}", NOW - 64 * DAY)
    assert EXPLAIN["silent"](found.facts) == "No contact for 64 days. Usually every 21 days."
    with override("cs"):
        assert "64" in EXPLAIN["silent"](found.facts)


def test_what_we_alone_wrote_does_not_break_a_silence(carol: Contact) -> None:
    talk(carol, 127, 106, 85, 64)
    talk(carol, 3, kind=Kind.EMAIL, direction=Direction.OUT)
    talk(carol, 2, kind=Kind.NOTE, direction=Direction.INTERNAL)
    talk(carol, 1, kind=Kind.EMAIL, direction=Direction.IN, is_automatic=True)
    assert [found.contact_id for found in silent(watched(), NOW)] == [carol.pk]
    talk(carol, 4, kind=Kind.EMAIL, direction=Direction.IN)
    assert list(silent(watched(), NOW)) == []


def test_who_came_along_to_the_talk_of_another_is_not_silent(carol: Contact, alice: User) -> None:
    talk(carol, 127, 106, 85, 64)
    dora = make_contact("Dora", owner=alice)
    [note], [meeting] = talk(dora, 5, kind=Kind.NOTE), talk(dora, 4, kind=Kind.MEETING)
    Party.objects.create(interaction_id=note, contact=carol, at=NOW - 5 * DAY)
    assert [found.contact_id for found in silent(watched(), NOW)] == [carol.pk]
    Party.objects.create(interaction_id=meeting, contact=carol, at=NOW - 4 * DAY)
    assert list(silent(watched(), NOW)) == []


def test_the_rhythm_is_that_of_the_last_year(carol: Contact) -> None:
    talk(carol, *range(400, 500, 5))
    talk(carol, 300, 200, 100)
    assert list(silent(watched(), NOW)) == []


@pytest.mark.parametrize("change", [{"do_not_contact": True}, {"stage": Stage.DISSOLUTION}, {"deleted_at": NOW}])
def test_who_left_or_wants_to_be_left_alone_is_not_watched(carol: Contact, change: dict[str, object]) -> None:
    talk(carol, 127, 106, 85, 64)
    Contact.objects.filter(pk=carol.pk).update(**change)
    assert list(silent(watched(), NOW)) == []


def test_the_same_problem_again_is_found(carol: Contact) -> None:
    first, again = talk(carol, 9, 3, points=["The delivery came late"], sentiment=-1)
    [found] = repeated(watched(), NOW)
    assert (found.mark, found.facts["entries"]) == (f"interaction/{again}", [first, again])
    assert EXPLAIN["repeated"](found.facts) == "The same was raised again after 6 days."


def test_a_problem_of_two_customers_or_of_long_ago_is_none_again(carol: Contact, alice: User) -> None:
    talk(carol, 31, 3, points=["The delivery came late"])
    talk(make_contact("Dora", owner=alice), 9, points=["The delivery came late"])
    assert list(repeated(watched(), NOW)) == []


def test_who_comes_back_to_an_earlier_talk_raises_the_same_in_other_words(carol: Contact) -> None:
    [first] = talk(carol, 9, direction=Direction.IN)
    [again] = talk(carol, 3, direction=Direction.IN, about_id=first)
    [found] = repeated(watched(), NOW)
    assert (found.mark, found.facts) == (f"interaction/{again}", {"days": 6, "entries": [first, again]})


@pytest.mark.parametrize("fields", [{"direction": Direction.OUT}, {"direction": Direction.IN, "sentiment": 1}])
def test_what_we_come_back_to_and_what_they_are_happy_about_was_not_raised_again(carol: Contact, fields) -> None:
    [first] = talk(carol, 9, direction=Direction.IN)
    talk(carol, 3, about_id=first, **fields)
    assert list(repeated(watched(), NOW)) == []


def test_a_falling_mood_is_found_since_its_first_unhappy_talk(carol: Contact) -> None:
    for days, sentiment in ((50, 1), (40, 0), (30, -1), (20, -2)):
        talk(carol, days, sentiment=sentiment)
    [found] = falling(watched(), NOW)
    assert (found.contact_id, found.since) == (carol.pk, NOW - 30 * DAY)
    assert EXPLAIN["falling"](found.facts) == (
        "In 2 of the last three talks they were unhappy; before that they were not."
    )


def test_a_mood_of_last_year_falls_no_more(carol: Contact) -> None:
    for days, sentiment in ((150, 1), (140, 0), (130, -1), (100, -2)):
        talk(carol, days, sentiment=sentiment)
    assert list(falling(watched(), NOW)) == []


def test_a_tense_relationship_is_found_until_it_is_calm(alice: User, carol: Contact) -> None:
    ready_made.install(now=NOW)
    given = {"reason": "The third late delivery", "review_on": date(2026, 6, 15)}
    note_tension(by=alice, contact=carol, level=TensionLevel.TENSE, now=NOW - DAY, **given)
    [found] = tense(watched(), NOW)
    assert EXPLAIN["tense"](found.facts) == "The relationship is tense. Look at it again on 15 June 2026."
    note_tension(by=alice, contact=carol, level=TensionLevel.CALM, now=NOW)
    assert list(tense(watched(), NOW)) == []


@pytest.mark.parametrize("watch", WATCHES, ids=lambda watch: watch.kind)
def test_many_are_watched_by_as_many_statements_as_one(
    watch, carol: Contact, alice: User, django_assert_num_queries
) -> None:
    people = [carol, *(make_contact(f"Person {number}", owner=alice) for number in range(8))]
    for person in people:
        talk(person, 127, 106, 85, 64, points=["The delivery came late"], sentiment=-1)
    with django_assert_num_queries({"falling": 1, "tense": 1, "silent": 3}.get(watch.kind, 2)):
        list(watch.find(watched(), NOW))
