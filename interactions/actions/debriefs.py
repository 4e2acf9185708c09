"""Private debriefs: written, shown to a lead by the writer's own act, taken back, deleted."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from interactions.models import Debrief, Interaction
from staff import audit
from staff.actions import notify
from staff.models import Role, User

PARTS = ("happened", "felt", "differently", "wants_help")


@transaction.atomic
def write_debrief(
    *,
    by: User,
    interaction: Interaction,
    happened: str,
    felt: str,
    differently: str,
    wants_help: bool,
    now: datetime | None = None,
) -> Debrief:
    """Keep the note, one for each colleague and conversation; its words stand in no audit trail."""
    now = now or timezone.now()
    words = dict(zip(PARTS, (happened, felt, differently, wants_help), strict=True))
    debrief, _made = Debrief.objects.update_or_create(
        writer=by, interaction=interaction, defaults=words, create_defaults={**words, "created_at": now}
    )
    audit.record("interactions.debrief.write", by=by, subject=debrief, now=now)
    return debrief


def leads_for(user: User) -> QuerySet[User]:
    """To whom the colleague may show a debrief: the leads of the own team."""
    leads = User.objects.filter(is_active=True, team__isnull=False, team=user.team_id, role_assignments__role=Role.LEAD)
    return leads.exclude(pk=user.pk).distinct()


@transaction.atomic
def show_debrief(*, by: User, debrief: Debrief, lead: User, now: datetime | None = None) -> None:
    """Let one lead of the own team read it, and tell them. Raise PermissionDenied for anybody else."""
    now = now or timezone.now()
    if debrief.writer_id != by.pk or not leads_for(by).filter(pk=lead.pk).exists():
        raise PermissionDenied
    debrief.shared_with = lead
    debrief.save(update_fields=["shared_with"])
    audit.record("interactions.debrief.show", by=by, subject=debrief, detail={"to": lead.pk}, now=now)
    notify(
        user=lead,
        kind="debrief_help" if debrief.wants_help else "debrief_shown",
        params={"by": by.full_name},
        url=reverse("interactions:debrief_detail", args=[debrief.pk]),
        key=f"debrief/{debrief.pk}/{now:%Y%m%dT%H%M%S}",
        now=now,
    )


@transaction.atomic
def hide_debrief(*, by: User, debrief: Debrief, now: datetime | None = None) -> None:
    """Show it to nobody any more."""
    debrief.shared_with = None
    debrief.save(update_fields=["shared_with"])
    audit.record("interactions.debrief.hide", by=by, subject=debrief, now=now or timezone.now())


@transaction.atomic
def delete_debrief(*, by: User, debrief: Debrief, now: datetime | None = None) -> None:
    """For good: it goes into no bin."""
    audit.record("interactions.debrief.delete", by=by, subject=debrief, now=now or timezone.now())
    debrief.delete()
