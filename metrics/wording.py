"""Figures in words: rounded once, half up, written as the reader's language writes them."""

from datetime import timedelta

from babel.dates import format_skeleton
from django.utils import formats
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from crm.clock import length_words
from crm.money import Money, format_money
from crm.statistics import Envelope, Number, round_half_up
from crm.text import isolated
from metrics.definitions import Definition, Unit
from metrics.periods import Period
from metrics.waits import Spread

NOTHING = "–"
MINUS = "\N{MINUS SIGN}"


def figure(value: Number | None, metric: Definition, currency: str | None = None) -> str:
    """“85.3%”, “+12”, “1 250.00 EUR”; a dash where there is none."""
    if value is None:
        return NOTHING
    if metric.unit == Unit.MONEY:
        return money(value, currency or "")
    if metric.unit == Unit.POINTS:
        return signed(value)
    return percent(value * 100 if metric.unit == Unit.RATE else value)


def money(value: Number | None, currency: str) -> str:
    if value is None:
        return NOTHING
    return format_money(Money(round_half_up(value, 4), currency), get_language() or "en")


def percent(value: Number) -> str:
    number = formats.number_format(round_half_up(value, 1), decimal_pos=1, use_l10n=True)
    return pgettext("a percentage", "%(number)s%%") % {"number": number}


def signed(value: Number) -> str:
    whole = int(round_half_up(value))
    sign = {1: "+", -1: MINUS, 0: ""}[(whole > 0) - (whole < 0)]
    return isolated(sign + formats.number_format(abs(whole), use_l10n=True), get_language() or "en")


def interval(envelope: Envelope, metric: Definition) -> str:
    """The interval as a sentence; empty where there is none."""
    if envelope.ci_low is None or envelope.ci_high is None:
        return ""
    low = max(envelope.ci_low, 0) if metric.unit == Unit.MONEY else envelope.ci_low
    return _("With 95%% confidence between %(low)s and %(high)s.") % {
        "low": figure(low, metric, envelope.currency),
        "high": figure(envelope.ci_high, metric, envelope.currency),
    }


def spread(seconds: Spread | None) -> str:
    """How long things took, as a sentence; empty where nothing did."""
    if seconds is None:
        return ""
    names = ("median", "most", "worst")
    lengths = {name: length_words(timedelta(seconds=one)) for name, one in zip(names, seconds, strict=True)}
    return (
        _("Half of them took up to %(median)s of working time, nine in ten up to %(most)s, the longest %(worst)s.")
        % lengths
    )


def days(period: Period) -> str:
    return _("%(first)s to %(last)s") % {
        "first": formats.date_format(period.start, "SHORT_DATE_FORMAT"),
        "last": formats.date_format(period.last_day, "SHORT_DATE_FORMAT"),
    }


def month(period: Period) -> str:
    """The month in which the period ends: “Nov 2026”, “listopad 2026”."""
    return format_skeleton("yMMM", period.last_day, locale=get_language() or "en")
