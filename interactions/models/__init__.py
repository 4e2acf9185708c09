"""One timeline for all that happened, and what is planned next."""

from interactions.models.agreement import Agreement, AgreementSource, Breach, BrokenBy
from interactions.models.bond import Bond, BondKind
from interactions.models.follow_up import FollowUp, FollowUpKind, FollowUpState, Participant
from interactions.models.interaction import CONVERSATIONS, LOGGED_KINDS, Direction, Interaction, Kind, Sentiment
from interactions.models.monthly_review import MonthlyReview, NextStep
from interactions.models.signal import Signal, SignalState
from interactions.models.strength import Strength
from interactions.models.tension import Tension, TensionLevel

__all__ = [
    "CONVERSATIONS",
    "LOGGED_KINDS",
    "Agreement",
    "AgreementSource",
    "Bond",
    "BondKind",
    "Breach",
    "BrokenBy",
    "Direction",
    "FollowUp",
    "FollowUpKind",
    "FollowUpState",
    "Interaction",
    "Kind",
    "MonthlyReview",
    "NextStep",
    "Participant",
    "Sentiment",
    "Signal",
    "SignalState",
    "Strength",
    "Tension",
    "TensionLevel",
]
