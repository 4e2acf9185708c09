import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories.sales import make_contract, make_purchase
from tests.metrics.worlds import answer, people

ENVELOPE = {
    "value",
    "numerator",
    "denominator",
    "n",
    "unconverted_n",
    "ci_low",
    "ci_high",
    "ci_method",
    "period_start",
    "period_end",
    "tz",
    "is_partial",
    "suppressed",
    "currency",
    "fx_policy",
    "definition_version",
    "as_of",
    "goal",
}


def run(*options):
    out = StringIO()
    call_command("metrics", *options, stdout=out)
    return out.getvalue()


def metrics(*options):
    return json.loads(run(*options, "--json"))["metrics"]


def test_an_envelope_of_each_figure_without_data(organisation):
    found = metrics("--as-of", "2026-06-30")
    assert list(found) == [
        "retention",
        "churn",
        "cltv",
        "nps",
        "csat",
        "referral_rate",
        "first_answers",
        "updates",
        "promises",
    ]
    assert all(set(envelope) == ENVELOPE for envelope in found.values())
    assert {envelope["value"] for envelope in found.values()} == {None}


def test_the_twelve_months_that_end_with_the_day(organisation):
    nps = metrics("--as-of", "2026-06-30")["nps"]
    assert (nps["period_start"], nps["period_end"], nps["as_of"]) == ("2025-07-01", "2026-07-01", "2026-06-30")
    assert (nps["tz"], nps["is_partial"]) == ("Europe/Prague", False)


def test_to_is_not_part_of_the_period(organisation):
    first, second = people("first", "second")
    answer(first, "csat", 5, date(2026, 3, 31))
    answer(second, "csat", 1, date(2026, 4, 1))
    csat = metrics("--as-of", "2026-12-31", "--from", "2026-03-01", "--to", "2026-04-01")["csat"]
    assert (csat["value"], csat["n"]) == (100, 1)


def test_all_of_the_day_it_is_seen_from_counts(organisation):
    (first,) = people("first")
    make_purchase(first, date(2026, 6, 30), "40")
    make_purchase(first, date(2026, 7, 1), "2")
    assert metrics("--as-of", "2026-06-30")["cltv"]["value"] == 40
    assert metrics("--as-of", "2026-07-01")["cltv"]["value"] == 42


def test_numbers_are_numbers(organisation):
    first, second, third = people("first", "second", "third")
    for contact in (first, second, third):
        make_contract(contact, date(2025, 1, 1), date(2026, 1, 31) if contact is third else None)
    found = metrics("--as-of", "2026-06-30")
    assert (found["retention"]["value"], found["churn"]["value"]) == (pytest.approx(2 / 3), pytest.approx(1 / 3))
    assert found["retention"]["ci_low"] == pytest.approx(0.2077, abs=0.0001)
    assert found["retention"]["ci_high"] == pytest.approx(0.9385, abs=0.0001)


def test_a_period_that_still_runs(organisation):
    retention = metrics("--as-of", "2026-06-30", "--from", "2026-01-01", "--to", "2027-01-01")["retention"]
    assert retention["is_partial"] is True


def test_a_table_for_people(organisation):
    (first,) = people("first")
    make_purchase(first, date(2026, 6, 30), "40")
    lines = run("--as-of", "2026-06-30").splitlines()
    assert [line.split() for line in lines][:3] == [
        ["retention", "-", "n=0"],
        ["churn", "-", "n=0"],
        ["cltv", "40.0000", "n=1"],
    ]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--as-of", "2026-02-30"], "“2026-02-30” is not a date like 2026-12-31."),
        (["--as-of", "9999-12-31"], "The dates of the period are too far away."),
        (["--as-of", "2026-06-30", "--from", "2026-01-01"], "Give both --from and --to, or neither."),
        (["--as-of", "2026-06-30", "--from", "2026-02-01", "--to", "2026-01-01"], "The period ends before it starts."),
        (
            ["--as-of", "2026-06-30", "--from", "2026-07-01", "--to", "2026-08-01"],
            "The period starts after the day that it is seen from.",
        ),
    ],
)
def test_bad_dates_are_one_sentence(organisation, options, sentence):
    with pytest.raises(CommandError) as refusal:
        run(*options)
    assert str(refusal.value) == sentence


def test_before_the_first_run(db):
    with pytest.raises(CommandError) as refusal:
        run("--json")
    assert str(refusal.value) == "Rapport is not set up yet: there is no organisation."
