"""Writing to the one timeline: what colleagues log, and what the rooms themselves report."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Required, TypedDict, Unpack
from uuid import uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.actions.consent import record_consent
from contacts.custom import Facts
from contacts.models import Channel, ConsentState, Contact
from interactions.actions.files import attach
from interactions.actions.response_clocks import note_entries, note_entry
from interactions.actions.watching import look_again
from interactions.models import Direction, Interaction, Party, Priority
from interactions.own_fields import stored
from interactions.signals import interaction_logged
from staff import audit
from staff.models import User

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)


class Told(TypedDict, total=False):
    """What a colleague tells of a conversation; `own` are facts of the house's own fields, `contacts` and `colleagues`
    those who took part besides."""

    kind: Required[str]
    direction: Required[str]
    at: Required[datetime]
    minutes: int | None
    summary: str
    points: Sequence[str]
    sentiment: int | None
    emotion: str
    acknowledged: str
    next_step: str
    about: Interaction | None
    own: Facts | None
    contacts: Sequence[Contact]
    colleagues: Sequence[User]
    files: "Sequence[File[bytes]]"


@transaction.atomic
def log_interaction(
    *,
    by: User,
    contact: Contact,
    key: str = "",
    agreed: Sequence[str] = (),
    awaits_answer: bool | None = None,
    priority: str = Priority.NORMAL,
    now: datetime | None = None,
    **told: Unpack[Told],
) -> Interaction:
    """What a colleague says happened. `key` names this one submit: a second with the same key returns the first.

    `agreed` are the purposes to which the contact said yes, by e-mail; they count before anything that follows.
    `awaits_answer` says that an answer is awaited, of this priority; without it the kind of the entry decides.
    Announces `interaction_logged`. Raise ValidationError for a moment to come, or before 1900, and for files that
    are too many or too large.
    """
    now = now or timezone.now()
    interaction, created = _tell(told, contact=contact, by=by, source=f"log/{by.pk}/{key or uuid4()}", now=now)
    if created:
        _record_yes(interaction, agreed, by=by, now=now)
        note_entry(interaction, awaits_answer=awaits_answer, priority=priority, now=now)
        audit.record("interactions.log", by=by, subject=interaction, detail={"contact": contact.pk}, now=now)
        look_again(contact, now)
        interaction_logged.send(Interaction, interaction=interaction, by=by, now=now)
    return interaction


@transaction.atomic
def correct_interaction(
    *, by: User, entry: Interaction, now: datetime | None = None, **told: Unpack[Told]
) -> Interaction:
    """Say anew what one said of a conversation; what was said first stays, and is shown as corrected.

    Nothing is announced: the conversation was. Raise PermissionDenied for another's entry, and ValidationError for one
    that was corrected already, or a moment that cannot be.
    """
    now = now or timezone.now()
    if not entry.is_correctable_by(by):
        raise PermissionDenied
    source = f"correction/{entry.pk}"
    row, created = _tell(told, contact=entry.contact, by=by, source=source, now=now, corrects=entry)
    if not created:
        raise ValidationError(_("This entry has been corrected already. Correct the newer one."))
    for pk in sorted({entry.contact_id, *entry.parties.values_list("contact", flat=True)} - {None}):
        _look_for_contact_again(pk, entry.at)
    audit.record("interactions.correct", by=by, subject=row, detail={"corrects": entry.pk}, now=now)
    return row


def _tell(
    told: Told, *, contact: Contact, by: User, source: str, now: datetime, corrects: Interaction | None = None
) -> tuple[Interaction, bool]:
    if told["at"] > now:
        raise ValidationError({"at": _("This moment is still to come. Plan a follow-up instead.")})
    if told["at"] < EARLIEST:
        raise ValidationError({"at": _("This date is outside the calendar.")})
    others = ("own", "points", "contacts", "colleagues", "files")
    values: dict[str, Any] = {name: value for name, value in told.items() if name not in others}
    values |= {"points": list(told.get("points", ())), "corrects": corrects, "created_at": now}
    values["own_facts"] = _own_facts(told.get("own") or {}, corrects)
    row, created = _append(contact=contact, by=by, source=source, **values)
    if created:
        _add_parties(row, [one.pk for one in told.get("contacts", ())], [one.pk for one in told.get("colleagues", ())])
        for file in told.get("files", ()):
            attach(entry=row, name=file.name or "", content=file, by=by, now=now)
    return row, created


def _own_facts(own: Facts, corrects: Interaction | None) -> dict[str, Any]:
    """What was said of the house's own fields; of a field that was not asked for stays what was said first."""
    before = corrects.own_facts if corrects else {}
    return {pk: value for pk, value in before.items() if int(pk) not in own} | stored(own)


def _add_parties(entry: Interaction, contacts: Iterable[int], colleagues: Iterable[int] = ()) -> None:
    people = {*contacts} - {entry.contact_id}
    rows = [Party(interaction=entry, contact_id=pk, at=entry.at) for pk in sorted(people)]
    ours = {*colleagues} - {entry.by_id}
    rows += [Party(interaction=entry, user_id=pk, at=entry.at) for pk in sorted(ours)]
    Party.objects.bulk_create(rows)
    for pk in sorted(people):
        _note_contact(pk, entry.at)


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
    beside: Iterable[int] = (),
    awaits_answer: bool | None = None,
    now: datetime | None = None,
) -> Interaction:
    """A fact that another room reports; one entry for each `source`, however often it is reported.

    `beside` are the ids of other contacts who took part. `awaits_answer` None leaves it to the kind of the entry.
    """
    interaction, created = _append(
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
    if created:
        _add_parties(interaction, beside)
        note_entry(interaction, awaits_answer=awaits_answer, now=now or timezone.now())
    return interaction


@transaction.atomic
def add_entries(entries: Sequence[Interaction], now: datetime) -> None:
    """As `add_entry`, for many at once; each names its contact, `source` and moment."""
    for row in entries:
        row.contact_zone = row.contact.known_zone
        row.set_search_key()
    Interaction.objects.bulk_create(entries, batch_size=500, ignore_conflicts=True)
    note_entries(entries, now)
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
    row = Interaction(contact=contact, source=source, at=at, contact_zone=contact.known_zone, **values)
    row.set_search_key()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        return Interaction.objects.get(source=source), False
    if not row.is_automatic:  # a greeting that left by itself is no contact
        _note_contact(contact.pk, at)
    return row, True


def _note_contact(pk: int, at: datetime) -> None:
    earlier = Q(last_contact_at__isnull=True) | Q(last_contact_at__lt=at)
    Contact.objects.filter(earlier, pk=pk).update(last_contact_at=at)


def _look_for_contact_again(pk: int, at: datetime) -> None:
    """A correction may say that what counted as the last contact was at another time."""
    told = Interaction.objects.standing().filter(is_automatic=False)
    spoken = (told.at_contacts([pk]), told.beside_contacts([pk]))
    newest = max((row.at for rows in spoken for row in rows.newest_first()[:1]), default=None)
    Contact.objects.filter(pk=pk, last_contact_at=at).update(last_contact_at=newest)
