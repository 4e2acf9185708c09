"""First answers and updates in time: by A14, with the customers behind each part and how long the answers took."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from contacts.models import Contact
from crm.statistics import wilson
from interactions.actions import pause_clock, void_clock
from metrics.definitions import METRICS
from metrics.facts import Facts
from metrics.report import compute
from staff.models import User
from tests.factories.contacts import make_contact
from tests.factories.interactions import make_answer, make_clock, make_policy
from tests.metrics.worlds import YEAR, behind

MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
NOW = MONDAY + 30 * HOUR
RESPONSE = METRICS["first_answers"]


@pytest.fixture
def world(alice: User, stop_clock) -> dict[str, Contact]:
    """Two answered in time, one late, one overdue, one not due yet, one standing still and one that does not count."""
    stop_clock(NOW)
    make_policy(alice)
    names = ("quick", "just", "late", "overdue", "early", "still", "void", "before")
    found = {name: make_contact(name.title(), owner=alice) for name in names}
    begun = {"early": NOW - HOUR, "before": datetime(2025, 12, 30, 9, 0, tzinfo=UTC)}
    clocks = {name: make_clock(contact, begun.get(name, MONDAY)) for name, contact in found.items()}
    for name, hours in (("quick", 1), ("just", 4), ("late", 6)):
        make_answer(found[name], MONDAY + hours * HOUR)
    pause_clock(by=alice, clock=clocks["still"], reason="Asked them.", now=MONDAY + HOUR)
    void_clock(by=alice, clock=clocks["void"], reason="Spam.", now=MONDAY + 9 * HOUR)
    return found


def test_attained_by_attained_and_breached(world: dict[str, Contact]) -> None:
    envelope = compute("first_answers", YEAR)

    assert (envelope.value, envelope.numerator, envelope.denominator) == (Fraction(2, 4), 2, 4)
    assert (envelope.ci_low, envelope.ci_high) == wilson(2, 4)


def test_each_part_opens_its_customers(world: dict[str, Contact]) -> None:
    facts = Facts([YEAR])
    named = {name: contact.pk for name, contact in world.items()}
    found = {
        part: {name for name, pk in named.items() if pk in behind("first_answers", part, facts)}
        for part in RESPONSE.parts
    }

    assert found == {
        "counted": {"quick", "just", "late", "overdue"},
        "attained": {"quick", "just"},
        "breached": {"late", "overdue"},
    }
    assert {part: RESPONSE.size(YEAR, facts, part) for part in found} == {part: len(who) for part, who in found.items()}


def test_how_long_the_answers_took(world: dict[str, Contact]) -> None:
    assert RESPONSE.spread(YEAR, Facts([YEAR])) == [4 * 3600, 20160, 6 * 3600]  # of 1, 4 and 6 hours


def test_without_waits_there_is_no_figure(organisation) -> None:
    facts = Facts([YEAR])

    assert (compute("first_answers", YEAR).value, RESPONSE.spread(YEAR, facts)) == (None, None)


def test_others_customers_count_only_in_their_own_figure(world: dict[str, Contact], alice: User) -> None:
    nobody = Contact.objects.exclude(owner=alice)

    assert compute("first_answers", YEAR, nobody).n == 0


def test_updates_have_a_figure_of_their_own(alice: User, carol: Contact, stop_clock) -> None:
    stop_clock(MONDAY + 150 * HOUR)
    make_policy(alice, update_every_days=2)
    dora = make_contact("Dora", owner=alice)
    for contact in (carol, dora):
        make_clock(contact, MONDAY)
        make_answer(contact, MONDAY + HOUR)
    make_answer(carol, MONDAY + 25 * HOUR)  # a day after the first word; the next is overdue by now
    make_answer(dora, MONDAY + 100 * HOUR)  # too late; the next is not due yet
    facts = Facts([YEAR])

    first, updates = compute("first_answers", YEAR), compute("updates", YEAR)
    assert (first.value, updates.numerator, updates.denominator) == (1, 1, 3)
    parts = {part: behind("updates", part, facts) for part in ("attained", "breached")}
    assert parts == {"attained": {carol.pk}, "breached": {carol.pk, dora.pk}}
    assert METRICS["updates"].size(YEAR, facts, "breached") == 2
    assert METRICS["updates"].spread(YEAR, facts)[0] > RESPONSE.spread(YEAR, facts)[0]
