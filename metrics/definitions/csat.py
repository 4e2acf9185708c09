"""Customer satisfaction: the percentage of answers that are a 4 or a 5 of five."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from crm.statistics import Envelope, csat
from feedback.models import QuestionKind
from metrics.definitions.base import Answers, Definition, Unit, framed
from metrics.definitions.scores import count, respondents
from metrics.facts import Facts
from metrics.periods import Period

ANSWERS = Answers(
    QuestionKind.CSAT,
    {
        "answers": range(1, 6),
        "satisfied": range(4, 6),
        "neutral": range(3, 4),
        "dissatisfied": range(1, 3),
    },
)


def measure(period: Period, facts: Facts) -> Envelope:
    return framed(csat(facts.scores_in(period, QuestionKind.CSAT).elements()), period)


CSAT = Definition(
    code="csat",
    title=_("Customer satisfaction"),
    unit=Unit.PERCENT,
    parts={
        "answers": _("Answers"),
        "satisfied": _("Satisfied (4–5)"),
        "neutral": _("Neither (3)"),
        "dissatisfied": _("Dissatisfied (1–2)"),
    },
    how=(
        _("Answers of 4 and 5 divided by all answers from 1 to 5."),
        _("One answer for each customer and wave: the last one given."),
    ),
    measure=measure,
    size=partial(count, ANSWERS),
    condition=partial(respondents, ANSWERS),
    answers=ANSWERS,
)
