"""The verbs of interactions."""

from interactions.actions.files import attach
from interactions.actions.follow_ups import cancel_follow_up, close_follow_up, plan_follow_up
from interactions.actions.meetings import plan_meeting
from interactions.actions.promises import drop_promise, keep_promise, make_promise, move_promise, tell_customer
from interactions.actions.response_clocks import note_entry, pause_clock, resume_clock, solve_clock, void_clock
from interactions.actions.response_policies import save_policy
from interactions.actions.timeline import add_entry, correct_interaction, log_interaction

__all__ = [
    "add_entry",
    "attach",
    "cancel_follow_up",
    "close_follow_up",
    "correct_interaction",
    "drop_promise",
    "keep_promise",
    "log_interaction",
    "make_promise",
    "move_promise",
    "note_entry",
    "pause_clock",
    "plan_follow_up",
    "plan_meeting",
    "resume_clock",
    "save_policy",
    "solve_clock",
    "tell_customer",
    "void_clock",
]
