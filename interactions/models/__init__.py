"""One timeline for all that happened, and what is planned next."""

from interactions.models.follow_up import FollowUp, FollowUpKind, FollowUpState, Participant
from interactions.models.interaction import CONVERSATIONS, LOGGED_KINDS, Direction, Interaction, Kind, Sentiment
from interactions.models.promise import ENDINGS, Deed, Outcome, Promise, PromiseDeed, PromiseRules, outcome

__all__ = [
    "CONVERSATIONS",
    "ENDINGS",
    "LOGGED_KINDS",
    "Deed",
    "Direction",
    "FollowUp",
    "FollowUpKind",
    "FollowUpState",
    "Interaction",
    "Kind",
    "Outcome",
    "Participant",
    "Promise",
    "PromiseDeed",
    "PromiseRules",
    "Sentiment",
    "outcome",
]
