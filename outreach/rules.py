"""The rules that come with Rapport: each is a journey of one step, known by its code."""

from dataclasses import dataclass
from datetime import time

from contacts.models import Purpose
from outreach.models import Anchor

BIRTHDAY = "birthday"
DIGEST = "digest"
FOLLOW_UP = "follow_up"
RECEIPT = "receipt"
PROMISE = "promise_due"
RECAP = "recap"
REMINDER = "reminder"
SURVEY = "survey_after_conversation"
SYSTEM = "system"

MIDNIGHT = time(0)
DAY_END = time.max


@dataclass(frozen=True)
class Rule:
    """What a ready-made journey is for and when it may be sent, in the recipient's zone."""

    code: str
    purpose: Purpose
    priority: int
    anchor: Anchor = Anchor.EVENT
    has_template: bool = True
    window_from: time = time(8)
    window_until: time = time(20)


# A lower priority goes first. None of them counts towards the daily and weekly limit: a greeting comes once
# a year, a survey follows the customer's own conversation, the others are service.
READY_MADE = (
    Rule(SYSTEM, Purpose.SERVICE, 5, has_template=False, window_from=MIDNIGHT, window_until=DAY_END),
    Rule(REMINDER, Purpose.SERVICE, 10),
    Rule(RECEIPT, Purpose.SERVICE, 15, window_from=MIDNIGHT, window_until=DAY_END),
    Rule(PROMISE, Purpose.SERVICE, 10),
    Rule(DIGEST, Purpose.SERVICE, 15, window_from=MIDNIGHT, window_until=DAY_END),
    Rule(FOLLOW_UP, Purpose.SERVICE, 20, has_template=False),
    Rule(RECAP, Purpose.SERVICE, 25),
    Rule(BIRTHDAY, Purpose.GREETINGS, 30, anchor=Anchor.BIRTHDAY),
    Rule(SURVEY, Purpose.FEEDBACK, 40),
)
