"""What NPS and CSAT share: the answers of a period, in groups by score."""

from django.db.models import Exists, OuterRef, Q

from metrics.conditions import Conditions
from metrics.definitions.base import Answers
from metrics.facts import Facts
from metrics.periods import Period


def count(answers: Answers, period: Period, facts: Facts, part: str) -> int:
    scores = facts.scores_in(period, answers.kind)
    return sum(scores[score] for score in answers.groups[part])


def respondents(answers: Answers, period: Period, conditions: Conditions, part: str) -> Q:
    given = answers.given(period, part)
    return Q(Exists(given.filter(response__invitation__contact=OuterRef("pk"))))
