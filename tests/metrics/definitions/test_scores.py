"""NPS and CSAT."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from metrics.definitions import METRICS
from metrics.facts import Facts
from metrics.report import compute
from tests.metrics.worlds import YEAR, answer, behind, people

pytestmark = pytest.mark.usefixtures("organisation")


def test_promoters_less_detractors():
    """Scores 10, 9, 8, 7, 6, 0: two of six promote, two detract."""
    for contact, score in zip(people(*"abcdef"), (10, 9, 8, 7, 6, 0), strict=True):
        answer(contact, "nps", score)
    envelope = compute("nps", YEAR)
    assert (envelope.value, envelope.numerator, envelope.n) == (0, 0, 6)
    assert envelope.ci_method == "adjusted_wald"


def test_nps_is_signed():
    for contact, score in zip(people(*"abc"), (3, 2, 9), strict=True):
        answer(contact, "nps", score)
    assert compute("nps", YEAR).value == Fraction(-100, 3)


def test_nps_after_a_conversation_is_not_pooled_with_the_relationship():
    first, second = people("first", "second")
    answer(first, "nps", 10)
    answer(second, "nps", 0, survey="after", trigger="after_conversation")
    assert (compute("nps", YEAR).value, compute("nps", YEAR).n) == (100, 1)


def test_each_wave_counts_and_a_replaced_answer_does_not():
    (first,) = people("first")
    answer(first, "nps", 0, is_current=False)
    answer(first, "nps", 9)
    answer(first, "nps", 7, date(2026, 9, 1), wave="autumn")
    assert (compute("nps", YEAR).value, compute("nps", YEAR).n) == (50, 2)


def test_answers_of_the_period_only():
    early, inside, late, binned = people("early", "inside", "late", "binned")
    answer(early, "csat", 1, datetime(2025, 12, 31, 22, 59, tzinfo=UTC))
    answer(inside, "csat", 5, datetime(2025, 12, 31, 23, 0, tzinfo=UTC))
    answer(late, "csat", 1, datetime(2026, 12, 31, 23, 0, tzinfo=UTC))
    answer(binned, "csat", 1)
    binned.deleted_at = datetime(2026, 12, 30, tzinfo=UTC)
    binned.save()
    assert (compute("csat", YEAR).value, compute("csat", YEAR).n) == (100, 1)


def test_csat_is_the_percentage_of_fours_and_fives():
    """After conversations too: 5, 4, 3, 1 makes 50 percent."""
    for contact, score in zip(people(*"abcd"), (5, 4, 3, 1), strict=True):
        answer(contact, "csat", score, survey="after", trigger="after_conversation")
    envelope = compute("csat", YEAR)
    assert (envelope.value, envelope.numerator, envelope.denominator) == (50, 2, 4)
    assert [round(float(bound), 1) for bound in (envelope.ci_low, envelope.ci_high)] == [15.0, 85.0]


@pytest.mark.parametrize("code", ["nps", "csat"])
def test_without_answers_there_is_no_figure(code):
    assert (compute(code, YEAR).value, compute(code, YEAR).n) == (None, 0)


def test_the_customers_of_each_group():
    first, second, third = people("first", "second", "third")
    answer(first, "nps", 10)
    answer(first, "nps", 3, date(2026, 9, 1), wave="autumn")
    answer(second, "nps", 8)
    answer(third, "nps", 6)
    facts, nps = Facts([YEAR]), METRICS["nps"]
    assert behind("nps", "answers", facts) == {first.pk, second.pk, third.pk}
    assert behind("nps", "promoters", facts) == {first.pk}
    assert behind("nps", "detractors", facts) == {first.pk, third.pk}
    assert [nps.size(YEAR, facts, part) for part in nps.parts] == [4, 1, 1, 2]
