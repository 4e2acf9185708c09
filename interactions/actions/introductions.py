"""What a colleague tells of herself."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from interactions.models import Introduction
from staff import audit
from staff.models import User


@transaction.atomic
def introduce_oneself(
    *,
    by: User,
    places: Sequence[str],
    employers: Sequence[str],
    interests: Sequence[str],
    now: datetime | None = None,
) -> Introduction:
    """Keep what stands there now; nobody says it for another."""
    told = {"places": list(places), "employers": list(employers), "interests": list(interests)}
    introduction, _made = Introduction.objects.update_or_create(user=by, defaults=told)
    audit.record("interactions.introduce", by=by, subject=introduction, now=now or timezone.now())
    return introduction
