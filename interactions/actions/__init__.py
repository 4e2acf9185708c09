"""The verbs of interactions."""

from interactions.actions.closing import NextStep, cancel_follow_up, close_follow_up, stop_repeating
from interactions.actions.files import attach
from interactions.actions.follow_ups import plan_follow_up
from interactions.actions.handing_over import hand_over_follow_up
from interactions.actions.meetings import plan_meeting
from interactions.actions.promises import drop_promise, keep_promise, make_promise, move_promise, tell_customer
from interactions.actions.response_clocks import (
    note_entry,
    pause_clock,
    resume_clock,
    solve_clock,
    void_clock,
    void_taken_back,
)
from interactions.actions.response_policies import save_policy
from interactions.actions.snoozing import snooze_follow_up
from interactions.actions.timeline import add_entry, correct_interaction, log_interaction

__all__ = [
    "NextStep",
    "add_entry",
    "attach",
    "cancel_follow_up",
    "close_follow_up",
    "correct_interaction",
    "drop_promise",
    "hand_over_follow_up",
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
    "snooze_follow_up",
    "solve_clock",
    "stop_repeating",
    "tell_customer",
    "void_clock",
    "void_taken_back",
]
