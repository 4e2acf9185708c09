"""One timeline for all that happened, what is planned next, what customers confirmed, and help with words."""

from interactions.models.agreement import Agreement, AgreementSource, Breach, BrokenBy
from interactions.models.attachment import Attachment
from interactions.models.bond import Bond, BondKind
from interactions.models.debrief import Debrief, Introduction
from interactions.models.digest import Digest
from interactions.models.follow_up import FollowUp, FollowUpKind, FollowUpState, Participant, RepeatUnit
from interactions.models.hand_over import HandOver
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
from interactions.models.monthly_review import MonthlyReview, NextStep
from interactions.models.party import Party
from interactions.models.phrase import NAME_MARK, CallQuestion, Phrase, Situation, Topic
from interactions.models.promise import ENDINGS, Deed, Outcome, Promise, PromiseDeed, PromiseRules, outcome
from interactions.models.recap import LONGEST_POINT, LONGEST_REMARK, Recap, RecapAnswer
from interactions.models.response_clock import ClockCalendar, ClockEvent, ClockMetric, ClockState, ResponseClock
from interactions.models.response_policy import CalendarKind, PolicyVersion, Priority, ResponsePolicy
from interactions.models.signal import Signal, SignalState
from interactions.models.strength import Strength
from interactions.models.tension import Tension, TensionLevel

__all__ = [
    "CONVERSATIONS",
    "ENDINGS",
    "LOGGED_KINDS",
    "LONGEST_POINT",
    "LONGEST_REMARK",
    "NAME_MARK",
    "WRITTEN",
    "Agreement",
    "AgreementSource",
    "Attachment",
    "Bond",
    "BondKind",
    "Breach",
    "BrokenBy",
    "CalendarKind",
    "CallQuestion",
    "ClockCalendar",
    "ClockEvent",
    "ClockMetric",
    "ClockState",
    "Debrief",
    "Deed",
    "Digest",
    "Direction",
    "Emotion",
    "FollowUp",
    "FollowUpKind",
    "FollowUpState",
    "HandOver",
    "Interaction",
    "Introduction",
    "Kind",
    "MonthlyReview",
    "NextStep",
    "Outcome",
    "Participant",
    "Party",
    "Phrase",
    "PolicyVersion",
    "Priority",
    "Promise",
    "PromiseDeed",
    "PromiseRules",
    "Recap",
    "RecapAnswer",
    "RepeatUnit",
    "ResponseClock",
    "ResponsePolicy",
    "Sentiment",
    "Signal",
    "SignalState",
    "Situation",
    "Strength",
    "Tension",
    "TensionLevel",
    "Topic",
    "outcome",
]
