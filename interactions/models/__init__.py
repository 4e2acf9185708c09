"""One timeline for all that happened, and what is planned next."""

from interactions.models.attachment import Attachment
from interactions.models.follow_up import FollowUp, FollowUpKind, FollowUpState, Participant
from interactions.models.interaction import (
    CONVERSATIONS,
    LOGGED_KINDS,
    WRITTEN,
    Direction,
    Emotion,
    Interaction,
    Kind,
    Sentiment,
)
from interactions.models.party import Party
from interactions.models.promise import ENDINGS, Deed, Outcome, Promise, PromiseDeed, PromiseRules, outcome
from interactions.models.response_clock import ClockCalendar, ClockEvent, ClockMetric, ClockState, ResponseClock
from interactions.models.response_policy import CalendarKind, PolicyVersion, Priority, ResponsePolicy

__all__ = [
    "CONVERSATIONS",
    "ENDINGS",
    "LOGGED_KINDS",
    "WRITTEN",
    "Attachment",
    "CalendarKind",
    "ClockCalendar",
    "ClockEvent",
    "ClockMetric",
    "ClockState",
    "Deed",
    "Direction",
    "Emotion",
    "FollowUp",
    "FollowUpKind",
    "FollowUpState",
    "Interaction",
    "Kind",
    "Outcome",
    "Participant",
    "Party",
    "PolicyVersion",
    "Priority",
    "Promise",
    "PromiseDeed",
    "PromiseRules",
    "ResponseClock",
    "ResponsePolicy",
    "Sentiment",
    "outcome",
]
