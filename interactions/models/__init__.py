"""One timeline for all that happened, what is planned next, what customers confirmed, and help with words."""

from interactions.models.debrief import Debrief, Introduction
from interactions.models.follow_up import FollowUp, FollowUpKind, FollowUpState, Participant
from interactions.models.interaction import CONVERSATIONS, LOGGED_KINDS, Direction, Interaction, Kind, Sentiment
from interactions.models.phrase import NAME_MARK, CallQuestion, Phrase, Situation, Topic
from interactions.models.recap import LONGEST_POINT, LONGEST_REMARK, Recap, RecapAnswer

__all__ = [
    "CONVERSATIONS",
    "LOGGED_KINDS",
    "LONGEST_POINT",
    "LONGEST_REMARK",
    "NAME_MARK",
    "CallQuestion",
    "Debrief",
    "Direction",
    "FollowUp",
    "FollowUpKind",
    "FollowUpState",
    "Interaction",
    "Introduction",
    "Kind",
    "Participant",
    "Phrase",
    "Recap",
    "RecapAnswer",
    "Sentiment",
    "Situation",
    "Topic",
]
