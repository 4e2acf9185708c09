from datetime import timedelta

import pytest

from feedback import low_answers
from interactions.actions import add_entry, log_interaction
from interactions.my_day import rows_for
from tests.factories.feedback import NOW, make_response, make_survey

DAY = timedelta(days=1)


def names(user, now=NOW):
    return [(row.contact.full_name, row.reason) for row in low_answers.rows(user, now)]


def call(by, contact, at):
    return log_interaction(by=by, contact=contact, kind="call", direction="out", at=at, key=str(at), now=at)


def test_a_low_answer_wants_its_owner(alice, carol):
    make_response(carol, 2, at=NOW - DAY)
    assert names(alice) == [("Carol Novotná", "answered 2 of 5")]
    row = next(row for row in rows_for(alice, NOW) if row.kind == "low_answer")
    assert (row.icon, row.contact, row.due_at, row.rank) == ("mood-sad", carol, NOW - DAY, 10)


@pytest.mark.parametrize(
    ("code", "score", "is_low"),
    [
        ("after_conversation", 2, True),
        ("after_conversation", 3, False),
        ("relationship", 6, True),
        ("relationship", 7, False),
    ],
)
def test_low_is_two_of_five_and_six_of_ten(alice, carol, code, score, is_low):
    make_response(carol, score, survey=make_survey(code))
    assert bool(names(alice)) == is_low


def test_a_later_talk_of_the_owner_settles_it(alice, bob, carol):
    make_response(carol, 1, at=NOW - 2 * DAY)
    call(alice, carol, NOW - 3 * DAY)
    call(bob, carol, NOW - DAY)
    add_entry(contact=carol, kind="purchase", source="p/1", at=NOW - DAY, by=alice)
    assert len(names(alice)) == 1
    call(alice, carol, NOW - DAY)
    assert names(alice) == []


def test_it_leaves_after_two_weeks_and_is_nobody_elses(alice, bob, lead, carol):
    make_response(carol, 1, at=NOW - 14 * DAY)
    assert len(names(alice)) == 1
    assert names(alice, NOW + timedelta(seconds=1)) == []
    assert names(bob) == []
    assert names(lead) == []


def test_a_changed_mind_counts(alice, carol):
    response = make_response(carol, 1)
    response.answers.update(value=5)
    assert names(alice) == []


def test_my_day_asks_once_for_all_rows(alice, carol, django_assert_num_queries):
    make_response(carol, 1, at=NOW - DAY)
    list(low_answers.rows(alice, NOW))
    with django_assert_num_queries(1):
        list(low_answers.rows(alice, NOW))
    make_response(carol, 2, at=NOW - DAY)
    with django_assert_num_queries(1):
        assert len(list(low_answers.rows(alice, NOW))) == 2
