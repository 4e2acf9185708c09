"""What the outbox knows of the quality of addresses."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from contacts.models import PointKind
from contacts.quality import Gap
from outreach.models import Message
from staff.policy import Action


def _bounced(now: datetime) -> Q:
    """A mail came back from an address that the contact still has."""
    came_back = Message.objects.filter(contact=OuterRef("pk"), bounced_at__isnull=False, bounced_at__lte=now)
    still_there = came_back.annotate(went_to=Lower("address")).filter(
        contact__points__kind=PointKind.EMAIL, contact__points__normalised=F("went_to")
    )
    return Q(Exists(still_there))


BOUNCED = Gap("bounced", _("Mails come back"), _bounced, Action.VIEW_DETAILS)
