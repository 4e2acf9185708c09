"""One timeline for all that happened, and what is planned next."""

from interactions.models.digest import Digest
from interactions.models.follow_up import FollowUp, FollowUpKind, FollowUpState, Participant, RepeatUnit
from interactions.models.hand_over import HandOver
from interactions.models.interaction import CONVERSATIONS, LOGGED_KINDS, Direction, Interaction, Kind, Sentiment

__all__ = [
    "CONVERSATIONS",
    "LOGGED_KINDS",
    "Digest",
    "Direction",
    "FollowUp",
    "FollowUpKind",
    "FollowUpState",
    "HandOver",
    "Interaction",
    "Kind",
    "Participant",
    "RepeatUnit",
    "Sentiment",
]
