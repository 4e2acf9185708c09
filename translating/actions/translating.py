"""A colleague or an engine says what a text means in another language. The text itself is never touched."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from contacts.models import Contact
from staff import audit
from staff.models import User
from staff.policy import Action, can
from translating import engines
from translating.access import Original
from translating.beside import newest_of
from translating.glossary import Entry, entries_between, found_in, missing
from translating.models import Translation
from translating.offers import offer_of
from translating.texts import Part


class NotOffered(Exception):
    """The engine may not be given these words; `reason` is the sentence that says why."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(str(reason))
        self.reason = reason


class Overtaken(Exception):
    """Somebody has translated a text since the colleague was shown its translation."""


@transaction.atomic
def translate(
    *,
    by: User,
    original: Original,
    language: str,
    texts: Mapping[str, str],
    original_language: str = "",
    seen: Mapping[str, int] | None = None,
    now: datetime | None = None,
) -> list[Translation]:
    """Keep what a colleague wrote for each text, by its name; the new rows. What says the same as before makes none.

    Whoever gives what an engine wrote has checked it, and it is theirs. `seen` has the key of the translation that the
    colleague was shown of each text, 0 for none. Raise PermissionDenied, and Overtaken where another one counts.
    """
    _check(by, original)
    _lock(original)
    now = now or timezone.now()
    newest = newest_of(original.kind, [original.pk])
    rows = []
    for part in original.parts:
        before = newest.get((original.pk, part.field), {}).get(language)
        text = texts.get(part.field, "")
        if not text or _says_this(before, part, text, original_language):
            continue
        if seen is not None and seen.get(part.field, 0) != (before.pk if before else 0):
            raise Overtaken
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
    where there is no answer. That the words are handed over is recorded before they are. What a colleague translated
    while the engine was at work stays theirs.
    """
    _check(by, original)
    now = now or timezone.now()
    _check_offer(provider, original, now)
    texts = [part.words for part in original.parts]
    entries = entries_between(original_language, language)
    glossaries = [found_in(text, entries) for text in texts]
    detail = {"provider": provider, "language": language, "texts": [part.field for part in original.parts]}

    def handing_over() -> None:
        audit.record("translating.hand_over", by=by, subject=original.row, customer=original.contact.pk, detail=detail)

    before = _by_colleagues(original, language)
    with _alone(provider, original, language):
        answers = engines.run(provider, texts, original_language, language, glossaries, handing_over)
    rows = [
        _row(original, part, language, original_language, text, now, provider=provider, engine=engine)
        for part, (text, engine) in zip(original.parts, answers, strict=True)
    ]
    _keep_answers(rows, before, by=by, original=original, now=now)
    left_out = [
        entry
        for found, text, (answer, _engine) in zip(glossaries, texts, answers, strict=True)
        for entry in missing(found, text, answer)
    ]
    return list(dict.fromkeys(left_out))


@transaction.atomic
def _keep_answers(
    rows: list[Translation], before: set[tuple[str, int]], *, by: User, original: Original, now: datetime
) -> None:
    """Without those of texts that a colleague translated since `before`. Raise PermissionDenied and NotOffered."""
    _lock(original)
    # The customer, or the house, may have taken the word back while the engine was at work.
    _check_offer(rows[0].provider, original, timezone.now())
    theirs = {field for field, _pk in _by_colleagues(original, rows[0].language) - before}
    _keep([row for row in rows if row.field not in theirs], by=by, original=original, now=now)


@contextmanager
def _alone(provider: str, original: Original, language: str) -> Iterator[None]:
    """While this lasts, nobody else asks the engine for the same; NotOffered for whoever does."""
    key = f"translating:{provider}:{original.kind.subject_type}:{original.pk}:{language}"
    if not cache.add(key, 1, timeout=settings.TRANSLATION_SECONDS + 1):
        raise NotOffered(_("This engine is translating it already. Reload the page in a moment."))
    try:
        yield
    finally:
        cache.delete(key)


def _by_colleagues(original: Original, language: str) -> set[tuple[str, int]]:
    """What colleagues translated into the language: the name of each text with the key of the translation."""
    rows = Translation.objects.of(original.kind.subject_type, [original.pk])
    return set(rows.filter(language=language, by__isnull=False).values_list("field", "pk"))


def _check(by: User, original: Original) -> None:
    if not can(by, Action.WRITE_TIMELINE, original.contact):
        raise PermissionDenied


def _lock(original: Original) -> None:
    """Keep the contact from being erased, merged or put in the bin until the transaction ends; PermissionDenied for
    one who was."""
    contact = Contact.objects.select_for_update().get(pk=original.contact.pk)
    if contact.erased_at or contact.merged_into_id or contact.deleted_at:
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
