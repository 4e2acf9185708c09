"""The rows that the mailbox brings to My day: mails that wait for a decision, and mailboxes that cannot be read."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interactions.my_day import Row
from mailbox.models import Mailbox, ReceivedMail
from staff.models import User

RANK = 45
# A server may rest for some minutes without anybody's help.
FAILURES = 4


def mails_waiting(user: User, now: datetime) -> Iterator[Row]:
    count = ReceivedMail.objects.waiting_for(user).count()
    if count:
        yield Row(
            kind="mail",
            icon="inbox",
            title=ngettext("%(count)s mail waits for you", "%(count)s mails wait for you", count) % {"count": count},
            reason=_("Say whose it is, or ignore it"),
            contact=None,
            due_at=None,
            url=reverse("mailbox:triage"),
            rank=RANK,
        )


def mailboxes_failing(user: User, now: datetime) -> Iterator[Row]:
    for mailbox in Mailbox.objects.of(user).filter(is_paused=False, failures__gte=FAILURES).exclude(problem=""):
        yield Row(
            kind="mailbox",
            icon="mail-off",
            title=_("The mailbox %(address)s cannot be read") % {"address": mailbox.address},
            reason=mailbox.get_problem_display(),
            contact=None,
            due_at=None,
            url=reverse("mailbox:mailbox_list"),
            rank=RANK,
        )


SOURCES = (mails_waiting, mailboxes_failing)
