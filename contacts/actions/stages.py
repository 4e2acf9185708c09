"""Writing down how contacts move from stage to stage."""

from collections.abc import Iterable
from datetime import datetime

from contacts.models import Contact, Grounds, Stage, StageChange
from contacts.models.stage import NO_GROUNDS, UNRECORDED
from contacts.signals import contact_stage_changed
from staff.models import User


def note_stage(
    contact: Contact, before: str = "", *, by: User, grounds: Grounds = NO_GROUNDS, now: datetime
) -> StageChange:
    """The move of the contact to where it stands now; raise ValidationError for an exit that does not say why.

    Announces `contact_stage_changed`.
    """
    change = StageChange(
        contact=contact, at=now, before=before, after=contact.stage, by=by, **grounds.columns(contact.stage)
    )
    change.clean()
    change.save()
    announce([change], now=now)
    return change


def announce(changes: Iterable[StageChange], *, now: datetime) -> None:
    for change in changes:
        contact_stage_changed.send(Contact, contact=change.contact, change=change, now=now)


def standing_grounds(contact_id: int, stage: str) -> Grounds:
    """The grounds of the stage that is put back: those of its last exit, for an exit is told once."""
    if stage != Stage.DISSOLUTION:
        return NO_GROUNDS
    last = StageChange.objects.filter(contact=contact_id, after=stage).order_by("-at", "-id").first()
    return last.grounds if last else Grounds(exit_reason=UNRECORDED)
