"""The house's own words for what comes up again and again, found in a text and looked for in its translation."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from translating.models import Term


@dataclass(frozen=True, slots=True)
class Entry:
    """A word as it stands in the glossary, what has to stand for it, and what the house notes about it."""

    term: str
    words: str
    is_kept: bool = False
    note: str = ""


def entries_for(text: str, original_language: str, language: str) -> list[Entry]:
    """What the glossary says of words of the text, the longest first; of an unknown language, words of every one."""
    rows = Term.objects.filter(language__in=["", language])
    if original_language:
        rows = rows.filter(Q(original_language__in=["", original_language]))
    entries = [Entry(row.term, row.words, row.is_kept, row.note) for row in rows]
    found = [entry for entry in entries if stands_in(entry.term, text)]
    return sorted(found, key=lambda entry: (-len(entry.term), entry.term))


def stands_in(words: str, text: str) -> bool:
    """Whether the words stand in the text whole, in letters of any size."""
    return _pattern([words]).search(text) is not None


def missing(entries: Iterable[Entry], text: str, translation: str) -> list[Entry]:
    """Those whose word stands in the text and whose wanted words do not stand in its translation."""
    return [entry for entry in entries if stands_in(entry.term, text) and not stands_in(entry.words, translation)]


def protect(text: str, entries: Sequence[Entry]) -> tuple[str, dict[str, str]]:
    """The text with marks in the place of the glossary's words, for an engine that knows no glossary; and what each
    mark stands for. No mark stands in the text itself."""
    if not entries:
        return text, {}
    wanted = {entry.term.casefold(): entry.words for entry in entries}
    meant: dict[str, str] = {}
    marks = (mark for mark in (f"⟦{number}⟧" for number in range(1, 10_000)) if mark not in text)

    def marked(found: re.Match[str]) -> str:
        mark = next(marks)
        meant[mark] = wanted.get(found[0].casefold(), found[0])
        return mark

    return _pattern(wanted).sub(marked, text), meant


def restore(text: str, meant: dict[str, str]) -> str:
    """The words again in the place of their marks; engines put spaces into a mark now and then."""
    for mark, words in meant.items():
        text = words.join(re.split(rf"⟦\s*{mark[1:-1]}\s*⟧", text))
    return text


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
