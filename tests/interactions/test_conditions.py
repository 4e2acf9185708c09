"""What segments ask of a relationship."""

from datetime import UTC, datetime, timedelta

import pytest

from contacts.models import Contact
from interactions.actions.strengths import recount
from interactions.conditions import CONDITIONS
from staff.models import User
from tests.factories.contacts import make_contact
from tests.factories.interactions import make_entry
from tests.factories.relationships import make_bond, make_signal, make_tension

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def _people(alice: User) -> None:
    """Three relationships, each with a past that is over."""
    known, strained, _new = (make_contact(name, owner=alice) for name in ("Known", "Strained", "New"))
    make_bond(known, alice, "social", at=NOW - 9 * DAY)
    make_bond(known, alice, "partner", at=NOW - DAY)
    make_tension(known, alice, "tense", at=NOW - 9 * DAY)
    make_tension(known, alice, "calm", at=NOW - DAY)
    make_tension(strained, alice, "strained")
    make_entry(known, NOW - 40 * DAY, kind="meeting")
    make_entry(strained, NOW - 100 * DAY, kind="call")
    make_entry(strained, NOW - 3 * DAY, kind="email", direction="out")
    make_signal(strained)
    make_signal(known, state="dismissed", closed_at=NOW)
    recount(now=NOW)


@pytest.mark.usefixtures("_people")
@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (("bond", "any_of", ["partner"]), ["Known"]),
        (("bond", "any_of", ["social"]), []),
        (("bond", "empty"), ["New", "Strained"]),
        (("tension", "any_of", ["strained", "tense"]), ["Strained"]),
        (("tension", "none_of", ["tense"]), ["Known", "New", "Strained"]),
        (("strength", "lte", "45"), ["Strained"]),
        (("strength", "gte", "50"), ["Known"]),
        (("strength", "empty"), ["New"]),
        (("spoken_90", "yes"), ["Known"]),
        (("spoken_90", "no"), ["New", "Strained"]),
        (("signal", "any_of", ["silent", "falling"]), ["Strained"]),
        (("signal", "any_of", ["tense"]), []),
    ],
    ids=lambda given: "-".join(map(str, given)) if isinstance(given, tuple) else "",
)
def test_who_belongs_to_a_segment(condition: tuple[str, ...], expected: list[str]) -> None:
    code, comparison, *value = condition
    where = next(each.where for each in CONDITIONS if each.code == code)
    found = Contact.objects.filter(where(comparison, value[0] if value else None, NOW))
    assert sorted(found.values_list("full_name", flat=True)) == expected
