from datetime import date
from fractions import Fraction

import pytest

from crm.statistics import Envelope, proportion
from metrics.comparing import compare, intervals_differ
from metrics.definitions import METRICS
from metrics.facts import Facts
from metrics.figures import measure
from metrics.report import compute
from tests.metrics.worlds import YEAR, answer, people

BEFORE = YEAR.shifted(-12)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        # Newcombe (1998), example (a): 56/70 and 48/80, the difference is 0.0524 to 0.3339.
        ((48, 80), (56, 70), True),
        ((56, 70), (48, 80), True),
        # Example (b): 9/10 and 3/10, 0.1705 to 0.8090.
        ((3, 10), (9, 10), True),
        # Example (c): 6/7 and 2/7, 0.0582 to 0.8062.
        ((2, 7), (6, 7), True),
        # Example (d): 5/56 and 0/29, -0.0381 to 0.1926.
        ((0, 29), (5, 56), False),
        ((5, 10), (5, 10), False),
    ],
)
def test_intervals_that_leave_out_zero(before, after, expected):
    assert intervals_differ(proportion(*before), proportion(*after)) is expected


def test_without_an_interval_nothing_is_said():
    assert intervals_differ(Envelope(value=1), proportion(5, 10)) is None


@pytest.mark.parametrize(
    ("code", "before", "after", "tone", "icon"),
    [
        ("retention", (48, 80), (56, 70), "better", "trending-up"),
        ("retention", (56, 70), (48, 80), "worse", "trending-down"),
        ("churn", (48, 80), (56, 70), "worse", "trending-up"),
        ("churn", (56, 70), (48, 80), "better", "trending-down"),
        ("csat", (5, 10), (6, 10), "same", "minus"),
    ],
)
def test_the_tone_follows_the_figure(code, before, after, tone, icon):
    then, now = proportion(*before), proportion(*after)
    found = compare(METRICS[code], then, now, is_changed=intervals_differ(then, now))
    assert (found.tone, found.icon) == (tone, icon)


def test_the_sentence_names_the_figure_of_then():
    found = compare(METRICS["retention"], proportion(48, 80), proportion(56, 70), is_changed=True)
    assert found.sentence == "Changed for the better: 60.0% a year before."


def test_no_figure_then():
    found = compare(METRICS["retention"], Envelope(), proportion(56, 70), is_changed=None)
    assert found.sentence == "There is no figure of a year before to compare with."


def test_nps_changes_by_its_standard_errors(organisation):
    """Then 5 promoters and 5 detractors of 20, now 14 and 2 of 20: z = 60 / 22.1 = 2.7."""
    contacts = people(*(f"c{number}" for number in range(20)))
    for period, scores in ((BEFORE, [10] * 5 + [7] * 10 + [0] * 5), (YEAR, [10] * 14 + [7] * 4 + [0] * 2)):
        for contact, score in zip(contacts, scores, strict=True):
            answer(contact, "nps", score, date(period.start.year, 6, 1), wave=str(period.start.year))
    nps = measure([BEFORE, YEAR], Facts([BEFORE, YEAR])).measured["nps"]
    assert [envelope.value for envelope in nps.envelopes] == [0, 60]
    assert compare(METRICS["nps"], *nps.envelopes, is_changed=nps.has_changed).tone == "better"
    assert compute("nps", YEAR).value == Fraction(60)


def test_one_answer_each_year_is_too_few_to_say(organisation):
    (contact,) = people("c")
    answer(contact, "nps", 0, date(2025, 6, 1), wave="2025")
    answer(contact, "nps", 10, date(2026, 6, 1), wave="2026")
    nps = measure([BEFORE, YEAR], Facts([BEFORE, YEAR])).measured["nps"]
    found = compare(METRICS["nps"], *nps.envelopes, is_changed=nps.has_changed)
    assert found.sentence == "\N{MINUS SIGN}100 a year before; too few to say whether it changed."
