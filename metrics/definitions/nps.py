"""Net promoter score of the relationship surveys: the share of promoters less that of detractors."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from crm.statistics import Envelope, nps, nps_change
from feedback.models import QuestionKind
from metrics.definitions.base import Answers, Definition, Unit, framed
from metrics.definitions.scores import count, respondents
from metrics.facts import Facts
from metrics.periods import Period

ANSWERS = Answers(
    QuestionKind.NPS,
    {
        "answers": range(0, 11),
        "promoters": range(9, 11),
        "passives": range(7, 9),
        "detractors": range(0, 7),
    },
)


def measure(period: Period, facts: Facts) -> Envelope:
    return framed(nps(values(period, facts)), period)


def values(period: Period, facts: Facts) -> list[int]:
    return list(facts.scores_in(period, QuestionKind.NPS).elements())


def has_changed(before: Period, after: Period, facts: Facts) -> bool | None:
    """By the standard errors of both; None where an error is zero or there are no answers."""
    change = nps_change(values(before, facts), values(after, facts))
    return change.is_significant if change.z is not None else None


NPS = Definition(
    code="nps",
    title=_("Net promoter score"),
    unit=Unit.POINTS,
    parts={
        "answers": _("Answers"),
        "promoters": _("Promoters (9–10)"),
        "passives": _("Passives (7–8)"),
        "detractors": _("Detractors (0–6)"),
    },
    how=(
        _("Answers of 9 and 10 less answers of 0 to 6, divided by all answers, times 100."),
        _("One answer for each customer and wave: the last one given. Only surveys of the relationship count."),
    ),
    measure=measure,
    size=partial(count, ANSWERS),
    condition=partial(respondents, ANSWERS),
    has_changed=has_changed,
    answers=ANSWERS,
)
