"""The house's own words for what comes up again and again, found in a text and looked for in its translation."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count

from django.db.models import Q

from translating.models import Term

MARK = re.compile(r"⟦\s*([0-9]+)\s*⟧")
# Thai and Lao, Myanmar, Khmer, Chinese and Japanese.
_UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
    r"\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
WITHOUT_SPACES = re.compile(f"[{_UNSPACED}]")
NO_LETTER_BEFORE, NO_LETTER_AFTER = rf"(?<![^\W{_UNSPACED}])", rf"(?![^\W{_UNSPACED}])"


@dataclass(frozen=True, slots=True)
class Entry:
    """A word as it stands in the glossary, what has to stand for it, and what the house notes about it."""

    term: str
    words: str
    is_kept: bool = False
    note: str = ""


def entries_between(original_language: str, language: str) -> list[Entry]:
    """What the glossary says from one language into another, the longest first; from an unknown one, words of every
    one. Of several rows for one word, that counts which says most about the languages."""
    rows = Term.objects.filter(language__in=["", language])
    if original_language:
        rows = rows.filter(Q(original_language__in=["", original_language]))
    entries: dict[str, Entry] = {}
    for row in sorted(rows, key=_says_about_languages, reverse=True):
        entries.setdefault(row.term.casefold(), Entry(row.term, row.words, row.is_kept, row.note))
    return sorted(entries.values(), key=lambda entry: (-len(entry.term), entry.term))


def _says_about_languages(row: Term) -> tuple[int, bool]:
    return bool(row.original_language) + bool(row.language), bool(row.language)


def found_in(text: str, entries: Iterable[Entry]) -> list[Entry]:
    """Those whose word stands in the text."""
    return [entry for entry in entries if stands_in(entry.term, text)]


def stands_in(words: str, text: str) -> bool:
    """Whether the words stand in the text whole, in letters of any size."""
    return _pattern([words]).search(text) is not None


def missing(entries: Iterable[Entry], text: str, translation: str) -> list[Entry]:
    """Those whose word stands in the text and whose wanted words do not stand in its translation."""
    return [entry for entry in entries if stands_in(entry.term, text) and not stands_in(entry.words, translation)]


def protect(text: str, entries: Sequence[Entry]) -> tuple[str, dict[str, str]]:
    """The text with marks in the place of the glossary's words, for an engine that knows no glossary; and what the
    number of each mark stands for. No mark stands in the text itself."""
    if not entries:
        return text, {}
    wanted = {entry.term.casefold(): entry.words for entry in entries}
    meant: dict[str, str] = {}
    taken = set(MARK.findall(text))
    numbers = (str(number) for number in count(1) if str(number) not in taken)

    def marked(found: re.Match[str]) -> str:
        number = next(numbers)
        meant[number] = wanted.get(found[0].casefold(), found[0])
        return f"⟦{number}⟧"

    return _pattern([entry.term for entry in entries]).sub(marked, text), meant


def restore(text: str, meant: dict[str, str]) -> str:
    """The words again in the place of their marks; engines put spaces into a mark now and then."""
    return MARK.sub(lambda found: meant.get(found[1], found[0]), text)


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(_whole, longest_first)), re.IGNORECASE)


def _whole(word: str) -> str:
    """The word with no letter before or after it, except where writing has no spaces between words."""
    before = "" if WITHOUT_SPACES.match(word[:1]) else NO_LETTER_BEFORE
    after = "" if WITHOUT_SPACES.match(word[-1:]) else NO_LETTER_AFTER
    return f"{before}{re.escape(word)}{after}"
