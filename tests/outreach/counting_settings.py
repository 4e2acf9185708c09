"""The real settings with a mail server that counts what it accepts, and may get stuck."""

from crm.settings import *  # noqa: F403

OUTREACH_TRANSPORT = "tests.outreach.answering.Counting"
