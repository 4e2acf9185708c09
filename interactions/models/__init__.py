"""One timeline for all that happened, and what is planned next."""

from interactions.models.attachment import Attachment
from interactions.models.follow_up import FollowUp, FollowUpKind, FollowUpState, Participant
from interactions.models.interaction import (
    CONVERSATIONS,
    LOGGED_KINDS,
    Direction,
    Emotion,
    Interaction,
    Kind,
    Sentiment,
)
from interactions.models.party import Party

__all__ = [
    "CONVERSATIONS",
    "LOGGED_KINDS",
    "Attachment",
    "Direction",
    "Emotion",
    "FollowUp",
    "FollowUpKind",
    "FollowUpState",
    "Interaction",
    "Kind",
    "Participant",
    "Party",
    "Sentiment",
]
