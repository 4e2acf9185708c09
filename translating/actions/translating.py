"""A colleague or an engine says what a text means in another language. The text itself is never touched."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise

from staff import audit
from staff.models import User
from staff.policy import Action, can
from translating import engines
from translating.access import Original
from translating.beside import newest_of
from translating.glossary import Entry, entries_for, missing
from translating.models import Translation
from translating.offers import offer_of
from translating.texts import Part


class NotOffered(Exception):
    """The engine may not be given these words; `reason` is the sentence that says why."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(str(reason))
        self.reason = reason


@transaction.atomic
def translate(
    *,
    by: User,
    original: Original,
    language: str,
    texts: Mapping[str, str],
    original_language: str = "",
    now: datetime | None = None,
) -> list[Translation]:
    """Keep what a colleague wrote for each text, by its name; the new rows. What says the same as before makes none.

    Whoever saves what an engine wrote has checked it, and it is theirs. Raise PermissionDenied.
    """
    _check(by, original)
    now = now or timezone.now()
    newest = newest_of(original.kind, [original.pk])
    rows = []
    for part in original.parts:
        before = newest.get((original.pk, part.field), {}).get(language)
        text = texts.get(part.field, "")
        if text and not _says_this(before, part, text, original_language):
            rows.append(_row(original, part, language, original_language, text, now, by=by))
    return _keep(rows, by=by, original=original, now=now)


def translate_by_engine(
    *,
    by: User,
    original: Original,
    provider: str,
    language: str,
    original_language: str = "",
    now: datetime | None = None,
) -> list[Entry]:
    """Let the engine translate every text of the record; the entries of the glossary that its answer leaves out.

    Waits for the engine, so it is called outside of transactions. Raise PermissionDenied, NotOffered, and EngineError
    where there is no answer. That the words were handed over is recorded before they are.
    """
    _check(by, original)
    now = now or timezone.now()
    _check_offer(provider, original, now)
    texts = [part.words for part in original.parts]
    glossaries = [entries_for(text, original_language, language) for text in texts]
    detail = {"provider": provider, "language": language, "texts": [part.field for part in original.parts]}
    audit.record("translating.hand_over", by=by, subject=original.row, customer=original.contact.pk, detail=detail)
    answers = engines.run(provider, texts, original_language, language, glossaries)
    with transaction.atomic():
        # The customer, or the house, may have taken the word back while the engine was at work.
        _check_offer(provider, original, timezone.now())
        rows = [
            _row(original, part, language, original_language, text, now, provider=provider, engine=engine)
            for part, (text, engine) in zip(original.parts, answers, strict=True)
        ]
        _keep(rows, by=by, original=original, now=now)
    left_out = [
        entry
        for entries, text, (answer, _engine) in zip(glossaries, texts, answers, strict=True)
        for entry in missing(entries, text, answer)
    ]
    return list(dict.fromkeys(left_out))


def _check(by: User, original: Original) -> None:
    if not can(by, Action.WRITE_TIMELINE, original.contact):
        raise PermissionDenied


def _check_offer(provider: str, original: Original, now: datetime) -> None:
    original.contact.refresh_from_db(fields=["deleted_at", "merged_into"])
    offer = offer_of(provider, original.contact, now)
    if not offer.is_open:
        raise NotOffered(offer.reason)


def _says_this(before: Translation | None, part: Part, text: str, original_language: str) -> bool:
    return (
        before is not None
        and not before.is_by_engine
        and (before.text, before.digest, before.original_language) == (text, part.digest, original_language)
    )


def _row(
    original: Original,
    part: Part,
    language: str,
    original_language: str,
    text: str,
    now: datetime,
    *,
    by: User | None = None,
    provider: str = "",
    engine: str = "",
) -> Translation:
    return Translation(
        contact=original.contact,
        subject_type=original.kind.subject_type,
        subject_id=original.pk,
        field=part.field,
        language=language,
        original_language=original_language,
        text=text,
        digest=part.digest,
        by=by,
        provider=provider,
        engine=engine,
        at=now,
    )


def _keep(rows: list[Translation], *, by: User, original: Original, now: datetime) -> list[Translation]:
    for row in rows:
        row.full_clean(validate_unique=False)
        row.save(force_insert=True)
    if rows:
        detail = {"language": rows[0].language, "texts": [row.field for row in rows], "provider": rows[0].provider}
        audit.record(
            "translating.translate",
            by=by,
            subject=original.row,
            customer=original.contact.pk,
            detail=detail,
            now=now,
        )
    return rows
