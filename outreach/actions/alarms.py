"""What those who run the house must hear of at once: mail has stopped, and somebody has to do something."""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from staff.actions import notify
from staff.models import Role, User


def tell_administrators(kind: str, *, key: str, params: dict[str, str], now: datetime) -> None:
    """A notice to each administrator and superuser, with a link to where it can be mended."""
    admins = User.objects.filter(
        Q(is_superuser=True) | Q(role_assignments__role=Role.ADMINISTRATOR), is_active=True
    ).distinct()
    for user in admins.order_by("pk"):
        page = "staff:operations" if user.is_superuser else "outreach:journey_list"
        notify(user=user, kind=kind, key=f"{kind}/{key}", params=params, url=reverse(page), now=now)
