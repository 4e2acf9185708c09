from crm.statistics import Envelope, proportion
from metrics.charts import trend, whisker
from metrics.definitions import Unit

NO_FIGURE = Envelope()


def test_a_whisker_stands_on_its_scale():
    """Of 228 units between the margins: 0.15, 0.85 and 0.5 of them."""
    found = whisker(proportion(2, 4), Unit.RATE)
    assert (found.low, found.high, found.middle) == ("40.2", "199.8", "120.0")


def test_points_run_from_minus_a_hundred():
    found = whisker(Envelope(value=0, ci_low=-100, ci_high=100), Unit.POINTS)
    assert (found.low, found.high, found.middle) == ("6.0", "234.0", "120.0")


def test_money_starts_at_nothing():
    found = whisker(Envelope(value=50, ci_low=-20, ci_high=100), Unit.MONEY)
    assert (found.low, found.middle) == ("6.0", "109.6")


def test_ends_that_the_dot_would_hide_are_not_drawn():
    wide, narrow = (Envelope(value=0, ci_low=-reach, ci_high=reach) for reach in (5, 4))
    assert (whisker(wide, Unit.POINTS).has_ends, whisker(narrow, Unit.POINTS).has_ends) == (True, False)


def test_without_an_interval_there_is_no_whisker():
    assert whisker(Envelope(value=1), Unit.RATE) is None


def test_a_missing_figure_breaks_the_line():
    envelopes = [Envelope(value=0), Envelope(value=1), NO_FIGURE, Envelope(value=1), Envelope(value=0)]
    found = trend(envelopes)
    assert found.lines == ["6.0,50.0 63.0,6.0", "177.0,6.0 234.0,50.0"]
    assert (len(found.dots), found.last, found.bands) == (4, ("234.0", "50.0"), [])


def test_the_band_goes_forth_above_and_back_below():
    found = trend([Envelope(value=1, ci_low=0, ci_high=2)] * 2)
    assert found.bands == ["6.0,6.0 234.0,6.0 234.0,50.0 6.0,50.0"]


def test_figures_that_never_move_lie_in_the_middle():
    assert trend([Envelope(value=1)] * 2).lines == ["6.0,28.0 234.0,28.0"]


def test_the_last_figure_may_be_missing():
    assert trend([Envelope(value=1), Envelope(value=2), NO_FIGURE]).last is None


def test_one_figure_is_no_trend():
    assert trend([NO_FIGURE, Envelope(value=1)]) is None
