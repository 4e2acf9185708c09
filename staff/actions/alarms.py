"""Telling those who run the house that somebody attacks it."""

import logging
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from staff import audit
from staff.actions.profile import notify
from staff.limits import is_within
from staff.models import User

logger = logging.getLogger(__name__)

GUESSED = "links_guessed"
TOLD_EVERY_SECONDS = 60 * 60


@transaction.atomic
def tell_of_guesses(*, now: datetime) -> bool:
    """Tell the superusers, the log and the audit trail that links are being guessed; once an hour, however many."""
    if not is_within(GUESSED, "told", most=1, seconds=TOLD_EVERY_SECONDS):
        return False
    logger.error("Secret links are being guessed at, faster than a thousand times a minute.")
    audit.record("staff.links.guessed", by=None, now=now)
    for user in User.objects.filter(is_active=True, is_superuser=True):
        notify(user=user, kind=GUESSED, key=f"{GUESSED}/{now:%Y-%m-%dT%H}", url=reverse("staff:audit"), now=now)
    return True
