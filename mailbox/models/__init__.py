"""Mailboxes that are read, and what was read in them."""

from mailbox.models.mailbox import DropBox, Mailbox, Problem, Security
from mailbox.models.received import IgnoredSender, MailPart, MailState, Reason, ReceivedMail

__all__ = [
    "DropBox",
    "IgnoredSender",
    "MailPart",
    "MailState",
    "Mailbox",
    "Problem",
    "Reason",
    "ReceivedMail",
    "Security",
]
