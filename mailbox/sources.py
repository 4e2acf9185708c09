"""The row that the mailbox brings to My day: mails that wait for a decision."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interactions.my_day import Row
from mailbox.models import ReceivedMail
from staff.models import User

RANK = 45


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
