"""A pattern of CLDR, filled with a name: UTS 35, part 8, “Process a namePattern”."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from crm.graphemes import first_grapheme
from crm.person_names.name import PersonName
from crm.person_names.words import words_of

_FIELD = re.compile(r"\{([a-z0-9]+)((?:-[a-zA-Z]+)*)\}")
_SPACE = re.compile(r"\s")
_SPACES = re.compile(r"\s{2,}")
# Letters that a language writes large in its own way.
_CAPITALS = {"tr": str.maketrans("iı", "İI"), "az": str.maketrans("iı", "İI")}
_GREEK_TONOS = str.maketrans("άέήίόύώΆΈΉΊΌΎΏ", "αεηιουωΑΕΗΙΟΥΩ")


class Field(NamedTuple):
    name: str
    modifiers: frozenset[str]


class Letters(NamedTuple):
    """How a language shortens words: to one initial, "{0}.", and to several, "{0} {1}"."""

    language: str
    initial: str = "{0}."
    initials: str = "{0} {1}"


class Pattern(NamedTuple):
    """`literals` stand before each field and behind the last one."""

    literals: tuple[str, ...]
    fields: tuple[Field, ...]

    def values(self, name: PersonName, letters: Letters) -> list[str]:
        known = self.name_for(name)
        return [_shaped(known.part(*field), field.modifiers, letters) for field in self.fields]

    def name_for(self, name: PersonName) -> PersonName:
        """A person of one name is called by it, even where the pattern has no place for a whole given name."""
        given = [field for field in self.fields if field.name == "given"]
        is_given_told = any("initial" not in field.modifiers for field in given)
        return name if name.surname or is_given_told else name.without_surname()

    def filled(self, values: Sequence[str]) -> str:
        """The fields that have a value with the literals between them; what stands at an end only beside an empty
        field goes."""
        told = [at for at, value in enumerate(values) if value]
        if not told:
            return ""
        text = [self.literals[0] if told[0] == 0 else ""]
        for before, at in zip([None, *told], told, strict=False):
            if before is not None:
                text.append(_between(self.literals[before + 1 : at + 1]))
            text.append(values[at])
        text.append(self.literals[-1] if told[-1] == len(values) - 1 else "")
        return _SPACES.sub(" ", "".join(text)).strip()


def read_pattern(text: str) -> Pattern:
    literals, fields, end = [], [], 0
    for found in _FIELD.finditer(text):
        literals.append(text[end : found.start()])
        fields.append(Field(found[1], frozenset(filter(None, found[2].split("-")))))
        end = found.end()
    return Pattern((*literals, text[end:]), tuple(fields))


def best_filled(patterns: Sequence[Pattern], name: PersonName, letters: Letters) -> str:
    """By the pattern with most fields that have a value, then by the one with fewest that have none."""

    def score(filled: tuple[Pattern, list[str]]) -> tuple[int, int]:
        told = sum(map(bool, filled[1]))
        return told, told - len(filled[1])

    pattern, values = max(((pattern, pattern.values(name, letters)) for pattern in patterns), key=score)
    return pattern.filled(values)


def _between(literals: Sequence[str]) -> str:
    """What is left between two values of the literals around empty fields: what clings to either value, and one space
    where there was one."""
    first, last = literals[0], literals[-1]
    if len(literals) == 1 or first.endswith(last):
        return first
    clinging, gap = _until_space(first), _SPACE.search(first) or _SPACE.search(last)
    return clinging + (gap[0] if gap else "") + _until_space(last[::-1])[::-1]


def _until_space(text: str) -> str:
    return _SPACE.split(text, maxsplit=1)[0]


def _shaped(value: str, modifiers: frozenset[str], letters: Letters) -> str:
    if not value or not modifiers:
        return value
    if "monogram" in modifiers:
        value = first_grapheme(value)
    elif "initial" in modifiers:
        value = _initials(value, letters, is_retained="retain" in modifiers)
    if "allCaps" in modifiers:
        return _capitals(value, letters.language)
    return value[:1].title() + value[1:] if "initialCap" in modifiers else value


def _initials(value: str, letters: Letters, *, is_retained: bool) -> str:
    words = [(letters.initial.replace("{0}", first_grapheme(word)), gap) for word, gap in words_of(value)]
    if is_retained:
        return "".join(f"{initial}{gap}" for initial, gap in words).strip()
    written = words[0][0] if words else ""
    for initial, _gap in words[1:]:
        written = letters.initials.replace("{1}", initial).replace("{0}", written)
    return written


def _capitals(value: str, language: str) -> str:
    if language == "el":
        return value.translate(_GREEK_TONOS).upper()
    return value.translate(_CAPITALS.get(language, {})).upper()
