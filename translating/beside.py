"""What a page shows beside what somebody wrote: the translation for its reader, or the way to make one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from staff.models import CONVERSES, LanguageSkill, User
from translating.guessing import base_of
from translating.models import Translation
from translating.texts import Kind, Part, kind_of


@dataclass(frozen=True, slots=True)
class Shown:
    """One translation of one text, and whether the text has changed since."""

    part: Part
    translation: Translation

    @property
    def is_earlier(self) -> bool:
        return self.translation.digest != self.part.digest


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside one record; `address` of the page that translates, "" where it is not offered."""

    shown: list[Shown] = field(default_factory=list)
    address: str = ""


def languages_read_by(user: User) -> list[str]:
    """The language of their pages, then what they converse in."""
    skills = LanguageSkill.objects.filter(user=user, level__in=CONVERSES).order_by("pk")
    return list(dict.fromkeys([user.language, *skills.values_list("language", flat=True)]))


def put_beside(rows: Sequence[Any], *, user: User, may_write: bool) -> None:
    """Give each record its `beside`. Two statements, however many rows; none where none has words in another
    language than that of the reader's pages."""
    foreign = _not_read([(row, kind_of(type(row)).parts(row)) for row in rows], [user.language])
    if not foreign:
        return
    read = languages_read_by(user)
    foreign = _not_read(foreign, read)
    if not foreign:
        return
    kind = kind_of(type(foreign[0][0]))
    newest = newest_of(kind, [row.pk for row, _parts in foreign])
    for row, parts in foreign:
        shown = [found for part in parts if (found := _for_reader(part, newest.get((row.pk, part.field), {}), read))]
        row.beside = Beside(shown, reverse(kind.route, args=[row.pk]) if may_write else "")


def _not_read(rows: Sequence[tuple[Any, list[Part]]], read: Sequence[str]) -> list[tuple[Any, list[Part]]]:
    """Those that have words, in a language that is none of these, or not known."""
    return [(row, parts) for row, parts in rows if parts and not is_read(kind_of(type(row)).language(row), read)]


def is_read(language: str, read: Iterable[str]) -> bool:
    """Whether the reader reads it; an unknown language nobody does."""
    return bool(language) and base_of(language) in {base_of(code) for code in read}


def newest_of(kind: Kind, ids: Sequence[int]) -> dict[tuple[int, str], dict[str, Translation]]:
    """The translation that counts, by record and text, then by language."""
    written: dict[tuple[int, str], dict[str, list[Translation]]] = {}
    for row in Translation.objects.of(kind.subject_type, ids):
        written.setdefault((row.subject_id, row.field), {}).setdefault(row.language, []).append(row)
    return {key: {code: that_counts(rows) for code, rows in found.items()} for key, found in written.items()}


def that_counts(rows: Sequence[Translation]) -> Translation:
    """Of the translations of one text into one language, the newest first: the newest, unless an engine wrote it and a
    colleague has translated the same words."""
    newest = rows[0]
    if not newest.is_by_engine:
        return newest
    return next((row for row in rows if not row.is_by_engine and row.digest == newest.digest), newest)


def _for_reader(part: Part, by_language: dict[str, Translation], read: Sequence[str]) -> Shown | None:
    found = next((by_language[code] for code in read if code in by_language), None)
    return Shown(part, found) if found else None
