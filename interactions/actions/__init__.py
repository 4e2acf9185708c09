"""The verbs of interactions."""

from interactions.actions.closing import NextStep, cancel_follow_up, close_follow_up, stop_repeating
from interactions.actions.follow_ups import plan_follow_up
from interactions.actions.handing_over import hand_over_follow_up
from interactions.actions.meetings import plan_meeting
from interactions.actions.snoozing import snooze_follow_up
from interactions.actions.timeline import add_entry, log_interaction

__all__ = [
    "NextStep",
    "add_entry",
    "cancel_follow_up",
    "close_follow_up",
    "hand_over_follow_up",
    "log_interaction",
    "plan_follow_up",
    "plan_meeting",
    "snooze_follow_up",
    "stop_repeating",
]
