"""The real settings with a mail server that counts what it accepts, and dawdles."""

from crm.settings import *  # noqa: F403

OUTREACH_TRANSPORT = "tests.outreach.answering.Slow"
