"""The life of a culture note: proposed by one colleague, published by another, flagged by anybody."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import CultureFlag, CultureNote, CultureVersion, ReviewState, Step
from contacts.models.culture import LONGEST_REASON
from contacts.ready_made_culture import shipped_notes
from crm.conflicts import StaleRecord
from staff import audit
from staff.actions.profile import notify
from staff.models import User
from staff.people import holders
from staff.policy import TABLE, Action, Scope, may

WAITING, PUBLISHED, DECLINED = "culture_waiting", "culture_published", "culture_declined"
REVIEWERS = tuple(role for role, table in TABLE.items() if table.get(Action.EDIT_CULTURE, Scope.NONE) != Scope.NONE)


def install_notes(*, now: datetime) -> int:
    """Plant the notes that came with Rapport and are not here yet; how many. What is here is never written over."""
    known = set(CultureNote.objects.exclude(key="").values_list("key", flat=True))
    new = [note for note in shipped_notes() if note.key not in known]
    for note in new:
        note.created_at = now
    with transaction.atomic():
        CultureNote.objects.bulk_create(new)
        CultureVersion.objects.bulk_create(
            CultureVersion(note=note, number=1, step=Step.SHIPPED, content=note.content(), at=now) for note in new
        )
    return len(new)


@transaction.atomic
def propose(
    *,
    by: User,
    fields: Mapping[str, Any],
    note: CultureNote | None = None,
    version: int = 0,
    reason: str = "",
    now: datetime | None = None,
) -> CultureNote:
    """Word a new note, or an existing one anew; it is shown so once somebody else publishes it.

    `version` is the one that the editor saw. Raises StaleRecord where somebody was faster, PermissionDenied for whom
    it is not to edit, ValidationError for what a note may not say.
    """
    now = now or timezone.now()
    _check_editor(by)
    worded = _copy_of(note)
    before = worded.content()
    worded.take(fields)
    worded.full_clean(exclude=("reviewer", "created_by"))
    if note is None:
        worded.state, worded.created_by, worded.created_at, worded.version = ReviewState.PROPOSED, by, now, 0
        worded.save()
        note = worded
    note.version = _claimed(note, version if worded is not note else 0, state=ReviewState.PROPOSED)
    note.state = ReviewState.PROPOSED
    content = worded.content()
    _note_step(note, Step.PROPOSED, content=content, author=by, by=by, reason=reason, now=now)
    _tell_reviewers(note, by=by, now=now)
    changed = sorted(name for name, value in content.items() if before[name] != value)
    _record("propose", by=by, note=note, detail={"fields": changed}, now=now)
    return note


@transaction.atomic
def publish(*, by: User, note: CultureNote, version: int, now: datetime | None = None) -> CultureNote:
    """Show the newest proposal, which was `version`. Raises PermissionDenied for who wrote it, StaleRecord for late."""
    now = now or timezone.now()
    _check_editor(by)
    proposal = newest_version(note)
    if proposal.step != Step.PROPOSED or proposal.number != version:
        raise StaleRecord
    if proposal.author_id == by.pk:
        raise PermissionDenied
    note.take(proposal.content)
    note.full_clean(exclude=("reviewer", "created_by"))
    note.version = _claimed(note, version)
    note.state, note.is_shown, note.reviewer, note.reviewed_at = ReviewState.PUBLISHED, True, by, now
    note.save()
    _note_step(note, Step.PUBLISHED, content=note.content(), author=proposal.author, by=by, now=now)
    _tell_author(PUBLISHED, proposal, by=by, now=now)
    _record("publish", by=by, note=note, detail={"author": proposal.author_id}, now=now)
    return note


@transaction.atomic
def decline(*, by: User, note: CultureNote, version: int, reason: str = "", now: datetime | None = None) -> CultureNote:
    """Leave what is shown as it is; who wrote the proposal takes it back so. Raises StaleRecord for late."""
    now = now or timezone.now()
    _check_editor(by)
    proposal = newest_version(note)
    if proposal.step != Step.PROPOSED or proposal.number != version:
        raise StaleRecord
    state = ReviewState.PUBLISHED if note.is_reviewed else ReviewState.UNREVIEWED
    note.version, note.state = _claimed(note, version, state=state), state
    _note_step(note, Step.DECLINED, content=proposal.content, author=proposal.author, by=by, reason=reason, now=now)
    _tell_author(DECLINED, proposal, by=by, now=now)
    _record("decline", by=by, note=note, detail={"author": proposal.author_id}, now=now)
    return note


@transaction.atomic
def take_down(*, by: User, note: CultureNote, version: int, reason: str, now: datetime | None = None) -> CultureNote:
    """Stop showing the note, at once and by one person: what harms is not left standing. It comes back by `propose`."""
    now = now or timezone.now()
    _check_editor(by)
    if not reason:
        raise ValidationError({"reason": _("Say why it is taken down.")})
    state = ReviewState.PUBLISHED if note.is_reviewed else ReviewState.UNREVIEWED
    note.version = _claimed(note, version, state=state, is_shown=False)
    note.state, note.is_shown = state, False
    _note_step(note, Step.TAKEN_DOWN, content=note.content(), author=None, by=by, reason=reason, now=now)
    _record("take_down", by=by, note=note, detail={}, now=now)
    return note


@transaction.atomic
def flag(*, by: User, note: CultureNote, reason: str, now: datetime | None = None) -> CultureFlag:
    """Anybody says that something is wrong with the note, and why. The same said twice is said once."""
    now = now or timezone.now()
    made = CultureFlag(note=note, reason=reason[:LONGEST_REASON], created_by=by, created_at=now)
    made.full_clean(exclude=("note", "created_by", "settled_by"))
    same = note.flags.open().filter(created_by=by, reason=made.reason).first()
    if same is not None:
        return same
    made.save()
    _record("flag", by=by, note=note, detail={"flag": made.pk}, now=now)
    return made


@transaction.atomic
def settle(*, by: User, flagged: CultureFlag, answer: str, now: datetime | None = None) -> bool:
    """Answer a flag. False where somebody did so before."""
    now = now or timezone.now()
    _check_editor(by)
    open_one = CultureFlag.objects.open().filter(pk=flagged.pk)
    if not open_one.update(settled_at=now, settled_by=by, answer=answer[:LONGEST_REASON]):
        return False
    _record("settle", by=by, note=flagged.note, detail={"flag": flagged.pk}, now=now)
    return True


def newest_version(note: CultureNote) -> CultureVersion:
    version: CultureVersion = note.versions.select_related("author", "by").order_by("-number")[0]
    return version


def as_proposed(note: CultureNote) -> CultureNote:
    """A copy of the note as its waiting proposal words it; as it is shown where none waits."""
    worded = CultureNote.objects.get(pk=note.pk)
    if worded.is_waiting:
        worded.take(newest_version(worded).content)
    return worded


def _copy_of(note: CultureNote | None) -> CultureNote:
    return as_proposed(note) if note else CultureNote()


def _tell_reviewers(note: CultureNote, *, by: User, now: datetime) -> None:
    """A notice to everybody else who may publish it; none again where the proposal that waits is only worded anew."""
    settled = note.versions.exclude(step=Step.PROPOSED).count()
    for reviewer in holders(*REVIEWERS).exclude(pk=by.pk):
        notify(
            user=reviewer,
            kind=WAITING,
            key=f"{WAITING}/{note.pk}/{settled}",
            params={"by": by.full_name},
            url=reverse("contacts:culture_note", args=[note.pk]),
            now=now,
        )


def _tell_author(kind: str, proposal: CultureVersion, *, by: User, now: datetime) -> None:
    """A notice to who wrote it; who takes the own proposal back knows."""
    if proposal.author is None or proposal.author == by:
        return
    notify(
        user=proposal.author,
        kind=kind,
        key=f"{kind}/{proposal.pk}",
        params={"by": by.full_name},
        url=reverse("contacts:culture_note", args=[proposal.note_id]),
        now=now,
    )


def _check_editor(user: User) -> None:
    if not may(user, Action.EDIT_CULTURE):
        raise PermissionDenied


def _claimed(note: CultureNote, version: int, **columns: Any) -> int:
    """The next version, for the first who asks with the newest; StaleRecord for everybody after."""
    claimed = CultureNote.objects.filter(pk=note.pk, version=version).update(version=F("version") + 1, **columns)
    if not claimed:
        raise StaleRecord
    return version + 1


def _note_step(
    note: CultureNote,
    step: Step,
    *,
    content: dict[str, str],
    author: User | None,
    by: User,
    now: datetime,
    reason: str = "",
) -> None:
    CultureVersion.objects.create(
        note=note,
        number=note.version,
        step=step,
        content=content,
        reason=reason[:LONGEST_REASON],
        author=author,
        by=by,
        at=now,
    )


def _record(verb: str, *, by: User, note: CultureNote, detail: dict[str, Any], now: datetime) -> None:
    place = {"country": note.country, "language": note.language, "topic": note.topic}
    audit.record(f"contacts.culture.{verb}", by=by, subject=note, detail={**place, **detail}, now=now)
