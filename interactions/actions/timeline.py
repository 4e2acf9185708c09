"""Writing to the one timeline: what colleagues log, and what the rooms themselves report."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.actions.consent import record_consent
from contacts.custom import Facts
from contacts.models import Channel, ConsentState, Contact
from interactions.models import Direction, Interaction
from interactions.own_fields import stored
from interactions.signals import interaction_logged
from staff import audit
from staff.models import User

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)


@transaction.atomic
def log_interaction(  # long: the arguments stand one a line, twice
    *,
    by: User,
    contact: Contact,
    kind: str,
    direction: str,
    at: datetime,
    key: str = "",
    summary: str = "",
    points: Sequence[str] = (),
    sentiment: int | None = None,
    next_step: str = "",
    minutes: int | None = None,
    agreed: Sequence[str] = (),
    own: Facts | None = None,
    now: datetime | None = None,
) -> Interaction:
    """What a colleague says happened. `key` names this one submit: a second with the same key returns the first.

    `agreed` are the purposes to which the contact said yes, by e-mail; they count before anything that follows. `own`
    are facts of the house's own fields.
    Announces `interaction_logged`. Raise ValidationError for a moment to come, or before 1900.
    """
    now = now or timezone.now()
    if at > now:
        raise ValidationError({"at": _("This moment is still to come. Plan a follow-up instead.")})
    if at < EARLIEST:
        raise ValidationError({"at": _("This date is outside the calendar.")})
    interaction, created = _append(
        contact=contact,
        kind=kind,
        direction=direction,
        at=at,
        by=by,
        summary=summary,
        points=list(points),
        sentiment=sentiment,
        next_step=next_step,
        minutes=minutes,
        own_facts=stored(own or {}),
        source=f"log/{by.pk}/{key or uuid4()}",
        created_at=now,
    )
    if created:
        _record_yes(interaction, agreed, by=by, now=now)
        audit.record("interactions.log", by=by, subject=interaction, detail={"contact": contact.pk}, now=now)
        interaction_logged.send(Interaction, interaction=interaction, by=by, now=now)
    return interaction


def _record_yes(interaction: Interaction, purposes: Sequence[str], *, by: User, now: datetime) -> None:
    for purpose in purposes:
        record_consent(
            by=by,
            contact=interaction.contact,
            purpose=purpose,
            channel=Channel.EMAIL,
            state=ConsentState.GIVEN,
            source=interaction.kind,
            proof=f"interactions.interaction/{interaction.pk}",
            now=now,
        )


@transaction.atomic
def add_entry(
    *,
    contact: Contact,
    kind: str,
    source: str,
    at: datetime,
    params: dict[str, Any] | None = None,
    by: User | None = None,
    direction: str = Direction.IN,
    is_automatic: bool = True,
    summary: str = "",
    corrects: Interaction | None = None,
) -> Interaction:
    """A fact that another room reports; one entry for each `source`, however often it is reported."""
    interaction, _created = _append(
        contact=contact,
        kind=kind,
        direction=direction,
        at=at,
        by=by,
        is_automatic=is_automatic,
        summary=summary,
        params=params or {},
        source=source,
        corrects=corrects,
    )
    return interaction


@transaction.atomic
def add_entries(entries: Sequence[Interaction]) -> None:
    """As `add_entry`, for many at once; each names its contact, `source` and moment."""
    for row in entries:
        row.contact_zone = row.contact.known_zone
    Interaction.objects.bulk_create(entries, batch_size=500, ignore_conflicts=True)
    newest: dict[int, datetime] = {}
    for row in entries:
        if not row.is_automatic:
            newest[row.contact_id] = max(row.at, newest.get(row.contact_id, row.at))
    for pk in sorted(newest):
        _note_contact(pk, newest[pk])


def _append(*, contact: Contact, source: str, at: datetime, **values: Any) -> tuple[Interaction, bool]:
    standing = Interaction.objects.filter(source=source).first()
    if standing:
        return standing, False
    try:
        with transaction.atomic():
            row = Interaction.objects.create(
                contact=contact, source=source, at=at, contact_zone=contact.known_zone, **values
            )
    except IntegrityError:
        return Interaction.objects.get(source=source), False
    if not row.is_automatic:  # a greeting that left by itself is no contact
        _note_contact(contact.pk, at)
    return row, True


def _note_contact(pk: int, at: datetime) -> None:
    earlier = Q(last_contact_at__isnull=True) | Q(last_contact_at__lt=at)
    Contact.objects.filter(earlier, pk=pk).update(last_contact_at=at)
