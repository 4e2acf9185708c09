"""The journeys and words that each installation starts with. Edited words are never written over."""

from datetime import datetime

from django.db import transaction

from outreach.models import Journey, JourneyStep, MessageTemplate
from outreach.ready_made_words import JOURNEY_NAMES, WORDS
from outreach.rules import READY_MADE, Rule


def install(*, now: datetime | None = None) -> int:
    """Make what is missing of the ready-made journeys; return how many were made. Safe to repeat."""
    with transaction.atomic():
        return sum(_install_rule(rule) for rule in READY_MADE)


def _install_rule(rule: Rule) -> bool:
    names = {f"name_{language}": name for language, name in JOURNEY_NAMES[rule.code].items()}
    journey, made = Journey.objects.get_or_create(
        code=rule.code, defaults={"purpose": rule.purpose, "anchor": rule.anchor, **names}
    )
    if not journey.steps.exists():
        JourneyStep.objects.create(
            journey=journey,
            template=_template(rule, names) if rule.has_template else None,
            priority=rule.priority,
            window_from=rule.window_from,
            window_until=rule.window_until,
            is_capped=False,
        )
    return made


def _template(rule: Rule, names: dict[str, str]) -> MessageTemplate:
    words: dict[str, str] = dict(names)
    for language, (subject, body) in WORDS[rule.code].items():
        words |= {f"subject_{language}": subject, f"body_{language}": body}
    return MessageTemplate.objects.get_or_create(code=rule.code, defaults=words)[0]
