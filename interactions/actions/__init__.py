"""The verbs of interactions."""

from interactions.actions.follow_ups import cancel_follow_up, close_follow_up, plan_follow_up
from interactions.actions.meetings import plan_meeting
from interactions.actions.promises import drop_promise, keep_promise, make_promise, move_promise, tell_customer
from interactions.actions.timeline import add_entry, log_interaction

__all__ = [
    "add_entry",
    "cancel_follow_up",
    "close_follow_up",
    "drop_promise",
    "keep_promise",
    "log_interaction",
    "make_promise",
    "move_promise",
    "plan_follow_up",
    "plan_meeting",
    "tell_customer",
]
