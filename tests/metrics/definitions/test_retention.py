from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from crm.statistics import Envelope
from metrics.definitions import METRICS
from metrics.facts import Facts
from metrics.periods import Period
from metrics.report import compute
from tests.factories.sales import make_contract, make_purchase
from tests.metrics.worlds import YEAR, behind, people

pytestmark = pytest.mark.usefixtures("organisation")
WINDOW = 90


@pytest.fixture
def world():
    """Four active at the start of 2026, four at its end, two of them the same."""
    kept, lost, new, back, bounced, under, ended, refunded, binned, visitor, _nobody = cast = people(
        *["kept", "lost", "new", "back", "bounced", "under", "ended", "refunded", "binned", "visitor", "nobody"]
    )
    for contact, *days in (
        (kept, date(2025, 12, 1), date(2026, 12, 1)),
        (lost, date(2025, 11, 15)),
        (new, date(2026, 11, 20)),
        (back, date(2025, 1, 10), date(2026, 12, 24)),
        (bounced, date(2026, 4, 1)),
        (visitor, date(2024, 1, 1), date(2026, 5, 1)),
        (binned, date(2025, 12, 1), date(2026, 12, 1)),
    ):
        for day in days:
            make_purchase(contact, day)
    make_purchase(refunded, date(2026, 12, 10), status="refunded")
    make_contract(under, date(2025, 6, 1))
    make_contract(ended, date(2025, 1, 1), date(2026, 6, 30))
    binned.deleted_at = datetime(2026, 12, 30, tzinfo=UTC)
    binned.save()
    return {contact.full_name: contact.pk for contact in cast}


def test_the_share_of_those_at_the_start_who_are_there_at_the_end(world):
    envelope = compute("retention", YEAR, window=WINDOW)
    assert (envelope.value, envelope.numerator, envelope.denominator, envelope.n) == (Fraction(1, 2), 2, 4, 4)
    assert [round(float(bound), 4) for bound in (envelope.ci_low, envelope.ci_high)] == [0.15, 0.85]
    assert envelope.ci_method == "wilson"
    assert (envelope.period_start, envelope.period_end, envelope.as_of, envelope.tz) == (
        date(2026, 1, 1),
        date(2027, 1, 1),
        date(2026, 12, 31),
        "Europe/Prague",
    )


@pytest.mark.parametrize(
    ("part", "names"),
    [
        ("start", "kept lost under ended"),
        ("retained", "kept under"),
        ("lost", "lost ended"),
        ("new", "new"),
        ("reactivated", "back"),
        ("bounced_in", "bounced"),
        ("end", "kept new back under"),
    ],
)
def test_the_customers_of_each_part(world, part, names):
    facts = Facts([YEAR], window=WINDOW)
    assert behind("retention", part, facts) == {world[name] for name in names.split()}
    assert METRICS["retention"].size(YEAR, facts, part) == len(names.split())


def test_the_bridge_adds_up(world):
    facts, retention = Facts([YEAR], window=WINDOW), METRICS["retention"]
    sizes = {part: retention.size(YEAR, facts, part) for part in retention.parts}
    assert sizes["end"] == sizes["start"] - sizes["lost"] + sizes["new"] + sizes["reactivated"]


def test_churn_is_the_rest(world):
    envelope = compute("churn", YEAR, window=WINDOW)
    assert (envelope.value, envelope.numerator, envelope.n) == (Fraction(1, 2), 2, 4)


def test_without_customers_at_the_start_there_is_no_figure():
    envelope = compute("retention", YEAR)
    assert envelope == Envelope(
        numerator=0,
        denominator=0,
        period_start=YEAR.start,
        period_end=YEAR.end,
        tz="Europe/Prague",
        as_of=YEAR.as_of,
    )


def test_a_period_that_still_runs_ends_with_the_day_it_is_seen_from(world):
    envelope = compute("retention", replace(YEAR, as_of=date(2026, 6, 30)), window=WINDOW)
    assert envelope.is_partial is True
    assert (envelope.numerator, envelope.denominator) == (1, 4)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2025, 12, 31, 22, 59, 59, tzinfo=UTC), 1),
        (datetime(2025, 12, 31, 23, 0, tzinfo=UTC), 0),
        (datetime(2025, 10, 2, 22, 0, tzinfo=UTC), 1),
        (datetime(2025, 10, 2, 21, 59, 59, tzinfo=UTC), 0),
    ],
)
def test_the_window_is_cut_at_midnight_in_the_organisations_zone(moment, expected):
    """Ninety days before 1 January 2026 in Prague begin at 22:00 UTC on 2 October, in summer time."""
    make_purchase(people("Edgar")[0], moment)
    assert compute("retention", YEAR, window=WINDOW).n == expected


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "expected"),
    [
        (date(2026, 1, 1), None, 1),
        (date(2026, 1, 2), None, 0),
        (date(2025, 1, 1), date(2026, 1, 1), 1),
        (date(2025, 1, 1), date(2025, 12, 31), 0),
    ],
)
def test_a_contract_covers_the_midnight_that_begins_the_period(starts_on, ends_on, expected):
    make_contract(people("Edgar")[0], starts_on, ends_on)
    assert compute("retention", YEAR, window=WINDOW).n == expected


def test_a_longer_window_comes_from_longer_gaps():
    """One gap of 200 days: who bought 150 days before the start is still active."""
    first, second = people("slow", "other")
    make_purchase(first, date(2025, 1, 1))
    make_purchase(first, date(2025, 7, 20))
    make_purchase(second, date(2025, 8, 4))
    facts = Facts([YEAR])
    assert facts.window == 200
    assert behind("retention", "start", facts) == {first.pk, second.pk}


def test_two_orders_of_one_day_are_no_gap():
    (contact,) = people("Edgar")
    for moment in (datetime(2026, 3, 1, 8, tzinfo=UTC), datetime(2026, 3, 1, 20, tzinfo=UTC)):
        make_purchase(contact, moment)
    assert Facts([YEAR]).window == 365


def test_gaps_after_the_last_day_are_not_known_yet():
    (contact,) = people("Edgar")
    make_purchase(contact, date(2026, 1, 1))
    make_purchase(contact, date(2026, 12, 1))
    early = Period(date(2026, 1, 1), date(2026, 7, 1), date(2026, 6, 30), "Europe/Prague")
    assert (Facts([early]).window, Facts([YEAR]).window) == (365, 334)
