"""One timeline for all that happened, and what is planned next."""

from interactions.models.follow_up import FollowUp, FollowUpKind, FollowUpState, Participant
from interactions.models.interaction import CONVERSATIONS, LOGGED_KINDS, Direction, Interaction, Kind, Sentiment

__all__ = [
    "CONVERSATIONS",
    "LOGGED_KINDS",
    "Direction",
    "FollowUp",
    "FollowUpKind",
    "FollowUpState",
    "Interaction",
    "Kind",
    "Participant",
    "Sentiment",
]
