"""Low answers on My day, until their owner talked to the customer."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from feedback.models import Response
from feedback.querysets import ResponseQuerySet
from interactions.models import LOGGED_KINDS, Interaction
from interactions.my_day import Row
from staff.models import User

LOOK_BACK = timedelta(days=14)
RANK = 10


def rows(user: User, now: datetime) -> Iterator[Row]:
    for response in _unanswered(user, now):
        contact = response.invitation.contact
        yield Row(
            kind="low_answer",
            icon="mood-sad",
            title=_("Ask %(name)s what went wrong") % {"name": contact.full_name},
            reason=_reason(response),
            contact=contact,
            due_at=response.completed_at,
            url=reverse("interactions:log", args=[contact.pk]),
            rank=RANK,
        )


def _unanswered(user: User, now: datetime) -> ResponseQuerySet:
    talked = Interaction.objects.standing().filter(
        contact=OuterRef("invitation__contact"),
        by=user,
        kind__in=LOGGED_KINDS,
        at__gt=OuterRef("completed_at"),
    )
    own = Response.objects.visible_to(user).filter(invitation__contact__owner=user)
    recent = own.completed_since(now - LOOK_BACK).filter(~Exists(talked), completed_at__lte=now)
    return recent.low().select_related("invitation__contact").order_by("completed_at", "id")


def _reason(response: Response) -> str:
    if response.csat is not None:
        return _("answered %(score)d of 5") % {"score": response.csat}
    return _("answered %(score)d of 10") % {"score": response.nps}
