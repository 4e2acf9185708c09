from fractions import Fraction

from crm.statistics import mean_envelope
from metrics.crowd import Deed
from metrics.revenue import Revenue, Takings


def bought(came: int, worth: int | None) -> Deed:
    return Deed(1, came, active=0, worth=worth, is_gap=worth is None)


def test_each_place_knows_what_came_before_it():
    takings = Takings(2)
    takings.add([bought(1, 50_000), bought(0, 10_000), bought(1, None)])
    takings.add([bought(1, 20_000)])
    before, after = takings.by_place()[:2]
    assert before == Revenue(1, 10_000, 10_000**2, 0, 0)
    assert after == Revenue(2, 80_000, 60_000**2 + 20_000**2, 1, 1)


def test_two_gaps_of_one_customer_are_one_customer():
    takings = Takings(1)
    takings.add([bought(0, None), bought(0, None)])
    assert takings.by_place()[0] == Revenue(0, 0, 0, 2, 1)


def test_a_contract_brings_nothing():
    takings = Takings(1)
    takings.add([Deed(1, came=0, active=1)])
    assert takings.by_place()[0] == Revenue(0, 0, 0, 0, 0)


def test_the_mean_of_what_was_brought_is_exact():
    takings = Takings(1)
    for worth in (1, 33_333, 999_999_999_999_999_999):
        takings.add([bought(0, worth)])
    worths = [Fraction(worth, 10_000) for worth in (1, 33_333, 999_999_999_999_999_999)]
    assert takings.by_place()[0].mean() == mean_envelope(worths)
