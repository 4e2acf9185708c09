"""Whether a figure changed since a year before, or the difference may be chance."""

from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from crm.statistics import Envelope
from metrics.definitions import Definition
from metrics.wording import figure


@dataclass(frozen=True)
class Comparison:
    """`tone` is better, worse, same, or unknown; never said by colour alone."""

    tone: str
    icon: str
    sentence: str


def compare(metric: Definition, before: Envelope, after: Envelope, *, is_changed: bool | None) -> Comparison:
    """The figure against that of the same period a year before; None where a change cannot be told from chance."""
    if before.value is None or after.value is None:
        return Comparison("unknown", "minus", _("There is no figure of a year before to compare with."))
    then = {"before": figure(before.value, metric, before.currency)}
    if is_changed is None:
        return Comparison("unknown", "minus", _("%(before)s a year before; too few to say whether it changed.") % then)
    if not is_changed:
        return Comparison(
            "same", "minus", _("Not changed: %(before)s a year before, the difference may be chance.") % then
        )
    has_risen = after.value > before.value
    icon = "trending-up" if has_risen else "trending-down"
    if has_risen == metric.higher_is_better:
        return Comparison("better", icon, _("Changed for the better: %(before)s a year before.") % then)
    return Comparison("worse", icon, _("Changed for the worse: %(before)s a year before.") % then)


def intervals_differ(before: Envelope, after: Envelope) -> bool | None:
    """Whether the 95% interval of the difference leaves out zero; None where a figure has no interval.

    Combines the two intervals as Newcombe (1998) does for proportions: method 10.
    """
    if None in (before.ci_low, before.ci_high, after.ci_low, after.ci_high):
        return None
    low, value, high = (Fraction(bound) for bound in (before.ci_low, before.value, before.ci_high))  # type: ignore[arg-type]
    low2, value2, high2 = (Fraction(bound) for bound in (after.ci_low, after.value, after.ci_high))  # type: ignore[arg-type]
    difference = value2 - value
    below = (value2 - low2) ** 2 + (high - value) ** 2
    above = (high2 - value2) ** 2 + (value - low) ** 2
    return difference**2 > (below if difference > 0 else above)
