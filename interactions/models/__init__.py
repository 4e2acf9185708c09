"""One timeline for all that happened, and what is planned next."""

from interactions.models.follow_up import FollowUp, FollowUpKind, FollowUpState, Participant
from interactions.models.interaction import CONVERSATIONS, LOGGED_KINDS, Direction, Interaction, Kind, Sentiment
from interactions.models.recap import LONGEST_POINT, LONGEST_REMARK, Recap, RecapAnswer

__all__ = [
    "CONVERSATIONS",
    "LONGEST_POINT",
    "LONGEST_REMARK",
    "LOGGED_KINDS",
    "Direction",
    "FollowUp",
    "FollowUpKind",
    "FollowUpState",
    "Interaction",
    "Kind",
    "Participant",
    "Recap",
    "RecapAnswer",
    "Sentiment",
]
