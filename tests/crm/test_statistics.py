import json
from dataclasses import fields
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from crm.statistics import (
    Envelope,
    NpsChange,
    account_nps,
    annualised_churn,
    ces,
    ces_easy,
    churn,
    compound_churn,
    csat,
    csat_dissatisfied,
    csi,
    default_activity_window,
    historic_value,
    mean,
    mean_interval,
    nps,
    nps_change,
    nps_standard_error,
    proportion,
    quantile_type7,
    ratio,
    retention,
    round_half_up,
    wilson,
)


def near(value, places=6):
    return pytest.approx(value, abs=0.5 * 10**-places)


def at(month, day=1):
    return datetime(2026, month, day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        (Fraction(105, 2), 0, "53"),
        (Fraction(-105, 2), 0, "-53"),
        (Fraction(1, 3), 1, "0.3"),
        (Decimal("0.125"), 2, "0.13"),
        (Decimal("-0.125"), 2, "-0.13"),
        (2.675, 2, "2.68"),
        (7, 1, "7.0"),
        (Fraction(-1, 100), 0, "0"),
        (Decimal("12345678901234567890123456789012.5"), 0, "12345678901234567890123456789013"),
    ],
)
def test_rounds_half_away_from_zero_once(value, places, rounded):
    assert str(round_half_up(value, places)) == rounded


def test_nothing_divided_is_no_figure():
    assert ratio(0, 0) is None
    assert mean([]) is None
    assert wilson(0, 0) is None
    assert mean_interval([1]) is None
    assert quantile_type7([], Fraction(1, 2)) is None


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_interval_reproduces_published_values(successes, n, low, high):
    """Newcombe 1998, table I, method 3."""
    interval = wilson(successes, n)
    assert (float(interval[0]), float(interval[1])) == (near(low, 4), near(high, 4))


def test_wilson_is_symmetric_and_within_bounds():
    low, high = wilson(20, 20)
    assert high == 1
    assert float(low) == near(1 - 0.161125)


def test_mean_interval_by_hand():
    # mean 3, sample deviation sqrt(2.5), half = 1.959964 * 1.5811388 / sqrt(5)
    low, high = mean_interval([1, 2, 3, 4, 5])
    assert float(low) == near(3 - 1.385904)
    assert float(high) == near(3 + 1.385904)


def test_nps_counts_passives_in_the_base():
    figure = nps([10, 9, 9, 8, 7, 6, 0])
    assert (figure.value, figure.numerator, figure.denominator, figure.n) == (Fraction(100, 7), 1, 7, 7)


def test_nps_interval_is_adjusted_wald_by_hand():
    # P=5 D=2 N=10: n'=13, p'=5.75/13, d'=2.75/13; half = 1.959964*sqrt((0.653846-0.053254)/13)
    figure = nps([9, 10, 9, 10, 9, 7, 7, 8, 0, 6])
    assert figure.value == 30
    assert float(figure.ci_low) == near(100 * (3 / 13 - 0.421277), 3)
    assert float(figure.ci_high) == near(100 * (3 / 13 + 0.421277), 3)
    assert figure.ci_method == "adjusted_wald"


def test_nps_interval_stays_on_the_scale():
    assert nps([10, 10]).ci_high == 100
    assert nps([0, 0]).ci_low == -100


def test_nps_leaves_out_what_is_no_score():
    assert nps([10, 11, -1, None, "9", 9.5, True]) == nps([10])


def test_nps_without_answers_is_no_figure():
    figure = nps([None])
    assert (figure.value, figure.n, figure.ci_low, figure.ci_method) == (None, 0, None, None)


def test_nps_change_needs_more_than_chance():
    before = [10] * 50 + [8] * 30 + [0] * 20
    assert nps_change(before, [10] * 55 + [8] * 30 + [0] * 15).is_significant is False
    assert nps_change(before, [10] * 70 + [8] * 25 + [0] * 5).is_significant is True


def test_nps_change_by_hand():
    # p=.5 d=.2: var .61, SE 100*sqrt(.0061)=7.810250; p=.7 d=.05: var .3275, SE 5.722762; z=35/9.682458
    before, after = [10] * 50 + [8] * 30 + [0] * 20, [10] * 70 + [8] * 25 + [0] * 5
    assert float(nps_standard_error(before)) == near(7.810250)
    assert float(nps_standard_error(after)) == near(5.722762)
    assert nps_change(before, after).z == near(3.614785, 4)


def test_nps_change_without_answers_or_spread():
    assert nps_change([], [10]) == NpsChange(None, False)
    assert nps_change([10], [10, 9]) == NpsChange(None, False)
    assert nps_change([0], [10]) == NpsChange(None, True)


def test_account_nps_gives_each_account_one_vote():
    figure = account_nps({"big": [10, 10, 10, 10], "small": [0], "half": [8, 9], "none": [None]})
    assert (figure.value, figure.n) == (Fraction(100, 3), 3)


@pytest.mark.parametrize(
    ("scores", "scale", "percent"),
    [
        ([5, 4, 3, 2, 1], 5, 40),
        ([7, 6, 5, 1], 7, 50),
        ([3, 2, 1, 3], 3, 50),
        ([2, 1], 2, 50),
        ([4, 3, 2, 1], 4, 50),
        ([10, 9, 8, 1], 10, 50),
        ([5, 6, 0, None], 5, 100),
    ],
)
def test_csat_is_the_share_of_the_top_boxes(scores, scale, percent):
    assert csat(scores, scale).value == percent


def test_csat_interval_is_wilson_in_percent():
    figure = csat([5] * 81 + [1] * 182)
    assert (float(figure.ci_low), float(figure.ci_high)) == (near(25.5290, 3), near(36.6214, 3))
    assert (figure.numerator, figure.denominator, figure.ci_method) == (81, 263, "wilson")


def test_the_dissatisfied_are_one_and_two_of_five():
    assert csat_dissatisfied([5, 4, 3, 2, 1]).value == 40
    assert csat_dissatisfied([3, 3]).value == 0


def test_csat_without_answers_is_no_figure():
    assert csat([None]).value is None
    assert csat([None]).ci_method is None


def test_ces_is_a_mean_and_easy_a_share():
    assert ces([7, 6, 2, 0, 8]).value == 5
    assert ces_easy([7, 6, 5, 4, 1]).value == 60
    assert ces([]).value is None


def test_csi_maps_the_lowest_to_zero_and_weighs():
    answers = [{"speed": 5, "price": 1}, {"speed": 3, "price": 3}]
    figure, dimensions = csi(answers, {"speed": 3, "price": 1})
    # speed mean 4 -> 75, price mean 2 -> 25; (3*75 + 25)/4
    assert figure.value == Fraction(125, 2)
    assert [(d.name, d.score, d.points_lost) for d in dimensions] == [
        ("speed", 75, Fraction(75, 4)),
        ("price", 25, Fraction(75, 4)),
    ]
    assert sum(d.points_lost for d in dimensions) == 100 - figure.value


def test_csi_interval_comes_from_respondents():
    # Composites (3*100+0)/4 = 75 and (3*50+50)/4 = 50: sd 17.677670, SE 12.5
    figure, _dimensions = csi([{"speed": 5, "price": 1}, {"speed": 3, "price": 3}], {"speed": 3, "price": 1})
    assert float(figure.ci_low) == near(62.5 - 24.49955)
    assert float(figure.ci_high) == near(62.5 + 24.49955)
    assert (figure.n, figure.ci_method) == (2, "respondent_composite")


def test_csi_of_thinly_answered_dimensions_is_suppressed():
    thin, _ = csi([{"a": 5}], {"a": 59, "b": 41})
    enough, _ = csi([{"a": 5}], {"a": 60, "b": 40})
    assert (thin.value, thin.suppressed, thin.n) == (None, True, 1)
    assert (enough.value, enough.suppressed, enough.denominator) == (100, False, 60)


def test_csi_with_decimal_weights_of_a_ten_point_scale():
    weights = {"overall": Decimal("0.3885"), "expected": Decimal("0.3190"), "ideal": Decimal("0.2925")}
    figure, _ = csi([{"overall": 8, "expected": 7, "ideal": 7}], weights, scale=10)
    # (.3885*7 + .3190*6 + .2925*6)/9*100
    assert round_half_up(figure.value, 4) == Decimal("70.9833")


@pytest.mark.parametrize("weights", [{}, {"a": 0}])
def test_csi_without_weight_is_no_figure(weights):
    assert csi([{"a": 5}], weights)[0].value is None


def test_retention_is_an_intersection_with_a_bridge():
    first = {key: at(1) for key in "abcdr"} | {"n": at(3), "x": at(4), "z": at(9)}
    figure, bridge = retention({"a", "b", "c", "d"}, {"a", "b", "c", "r", "n"}, first, at(2), at(8))
    assert (figure.value, figure.numerator, figure.denominator) == (Fraction(3, 4), 3, 4)
    assert (bridge.lost, bridge.new, bridge.reactivated) == ({"d"}, {"n"}, {"r"})
    assert bridge.bounced_in == {"x"}
    assert len(bridge.end) == len(bridge.start) - len(bridge.lost) + len(bridge.new) + len(bridge.reactivated)


def test_reactivated_customers_never_lift_retention_above_one():
    figure, _bridge = retention({"a"}, {"a", "b", "c"}, dict.fromkeys("abc", at(1)), at(2), at(3))
    assert figure.value == 1


def test_the_period_is_half_open():
    first = {"start": at(2), "end": at(8)}
    _figure, bridge = retention(set(), {"start"}, first, at(2), at(8))
    assert (bridge.new, bridge.bounced_in) == ({"start"}, set())


def test_retention_and_churn_of_nobody_is_no_figure():
    assert retention(set(), {"a"}, {"a": at(2)}, at(1), at(3))[0].value is None
    assert churn(set(), {"a"}).value is None


def test_churn_is_the_rest_of_retention():
    start, end = {"a", "b", "c", "d"}, {"a", "b", "c", "n"}
    assert churn(start, end).value == 1 - retention(start, end, {}, at(1), at(2))[0].value == Fraction(1, 4)


def test_churn_compounds_and_is_never_multiplied():
    assert compound_churn([Fraction(1, 10), Fraction(2, 10)]) == Fraction(28, 100)
    assert float(annualised_churn(Decimal("0.05"))) == near(0.459640)
    assert compound_churn([]) == 0


def test_historic_value_is_the_mean_of_customers():
    amounts = {"a": [Decimal(100), Decimal(50)], "b": [Decimal(30), None], "c": [None], "d": []}
    figure = historic_value(amounts, "EUR")
    assert (figure.value, figure.numerator, figure.n) == (60, 180, 3)
    assert (figure.unconverted_n, figure.currency) == (2, "EUR")


def test_historic_value_of_nobody_is_no_figure():
    assert historic_value({}, "EUR").value is None
    assert historic_value({"c": [None]}, "EUR").value is None


@pytest.mark.parametrize(
    ("q", "value"),
    [("0", 1), ("0.25", 2), ("0.5", 3), ("0.9", Fraction(46, 10)), ("1", 5)],
)
def test_quantiles_are_of_type_7(q, value):
    assert quantile_type7([5, 1, 4, 2, 3], Decimal(q)) == value


@pytest.mark.parametrize(
    ("gaps", "days"),
    [
        ([1, 2, 3], 30),
        ([1000], 730),
        ([100, 200], 190),
        ([0, 105], 95),
        ([], 365),
    ],
)
def test_activity_window_is_the_90th_percentile_clamped(gaps, days):
    assert default_activity_window(gaps) == days


def test_envelope_has_exactly_the_agreed_fields():
    assert [field.name for field in fields(Envelope)] == [
        *("value", "numerator", "denominator", "n", "unconverted_n", "ci_low", "ci_high", "ci_method"),
        *("period_start", "period_end", "tz", "is_partial", "suppressed", "currency", "fx_policy"),
        *("definition_version", "as_of", "goal"),
    ]


def test_envelope_writes_plain_json():
    figure = Envelope(
        value=Fraction(2, 3), numerator=2, denominator=3, n=3, as_of=date(2026, 1, 31), period_start=at(1)
    )
    written = json.loads(json.dumps(figure.as_json()))
    assert written["value"] == near(0.666666667, 9)
    assert written["as_of"] == "2026-01-31"
    assert written["period_start"] == "2026-01-01T00:00:00+00:00"
    assert (written["goal"], written["is_partial"], written["n"]) == (None, False, 3)
    assert Envelope(value=Decimal("12.00")).as_json()["value"] == 12


@pytest.mark.parametrize(("n", "low"), [(0, False), (1, True), (29, True), (30, False)])
def test_few_answers_are_marked(n, low):
    assert proportion(0, n).is_low_n is low
