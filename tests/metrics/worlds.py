"""Small worlds whose figures can be worked out by hand."""

from datetime import UTC, date, datetime, timedelta

from contacts.models import Contact
from feedback.models import Answer, Invitation, Question, Response, Survey
from metrics.conditions import Conditions
from metrics.definitions import METRICS
from metrics.facts import Facts
from metrics.periods import Period
from tests.factories.contacts import make_contact

YEAR = Period(date(2026, 1, 1), date(2027, 1, 1), date(2026, 12, 31), "Europe/Prague")


def people(*names: str, **fields: object) -> list[Contact]:
    return [make_contact(name, **fields) for name in names]


def make_question(kind: str, survey: str = "relationship", trigger: str = "by_hand") -> Question:
    row, _made = Survey.objects.get_or_create(code=survey, defaults={"title": survey, "trigger": trigger})
    position = 1 if kind == "nps" else 2
    return Question.objects.get_or_create(survey=row, kind=kind, position=position, defaults={"text": kind})[0]


def answer(
    contact: Contact,
    kind: str,
    value: int,
    on: date | datetime = date(2026, 6, 1),
    *,
    wave: str = "2026",
    survey: str = "relationship",
    trigger: str = "by_hand",
    is_current: bool = True,
) -> Answer:
    at = on if isinstance(on, datetime) else datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    question = make_question(kind, survey, trigger)
    invitation, _made = Invitation.objects.get_or_create(
        survey=question.survey,
        contact=contact,
        wave=wave,
        defaults={"state": "answered", "created_at": at, "expires_at": at + timedelta(days=14)},
    )
    response, _made = Response.objects.get_or_create(
        invitation=invitation, defaults={"language": "cs", "completed_at": at}
    )
    return Answer.objects.create(response=response, question=question, value=value, at=at, is_current=is_current)


def behind(code: str, part: str, facts: Facts) -> set[int]:
    """The customers that the list of the part opens in the last period."""
    period = facts.periods[-1]
    conditions = Conditions(facts.window, period.zone, facts.rates)
    found = facts.contacts.filter(METRICS[code].condition(period, conditions, part))
    return set(found.values_list("pk", flat=True))
