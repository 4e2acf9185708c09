"""Scores and reasons in words."""

from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.utils import formats

from feedback import reasons
from feedback.models import Response, Survey
from feedback.querysets import LOW_CSAT, LOW_NPS

register = template.Library()


@register.filter
def reason_in_words(code: str) -> str:
    return reasons.in_words(code)


@register.filter
def score_sense(response: Response) -> str:
    """`low`, `fair` or `good`, for a response with its scores; empty without a score."""
    csat, nps = response.csat, response.nps
    if csat is None and nps is None:
        return ""
    if (csat is not None and csat <= LOW_CSAT) or (nps is not None and nps <= LOW_NPS):
        return "low"
    return "good" if (csat or 5) >= 4 and (nps or 10) >= 9 else "fair"


@register.filter
def comments(response: Response) -> list[str]:
    return [answer.text for answer in response.current if answer.text]


@register.simple_tag
def response_rate(survey: Survey) -> str:
    """Answers per survey sent, to one decimal; a dash where none was sent."""
    if not survey.asked:
        return "–"
    share = Decimal(100 * survey.answered) / survey.asked
    return formats.number_format(share.quantize(Decimal("0.1"), ROUND_HALF_UP), 1) + "\N{NO-BREAK SPACE}%"
