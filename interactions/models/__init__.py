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
from interactions.models.response_clock import ClockCalendar, ClockEvent, ClockMetric, ClockState, ResponseClock
from interactions.models.response_policy import CalendarKind, PolicyVersion, Priority, ResponsePolicy

__all__ = [
    "CONVERSATIONS",
    "LOGGED_KINDS",
    "WRITTEN",
    "Attachment",
    "CalendarKind",
    "ClockCalendar",
    "ClockEvent",
    "ClockMetric",
    "ClockState",
    "Direction",
    "Emotion",
    "FollowUp",
    "FollowUpKind",
    "FollowUpState",
    "Interaction",
    "Kind",
    "Participant",
    "Party",
    "PolicyVersion",
    "Priority",
    "ResponseClock",
    "ResponsePolicy",
    "Sentiment",
]
