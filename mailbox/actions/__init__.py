"""The verbs of the mailbox."""

from mailbox.actions.mailboxes import check_mailbox, renew_drop_box, save_mailbox, set_paused
from mailbox.actions.reading import read_mailbox, read_mailboxes
from mailbox.actions.triage import assign, create_from, heed, ignore, share, undo

__all__ = [
    "assign",
    "check_mailbox",
    "create_from",
    "heed",
    "ignore",
    "read_mailbox",
    "read_mailboxes",
    "renew_drop_box",
    "save_mailbox",
    "set_paused",
    "share",
    "undo",
]
