"""Names written for a reader: UTS 35, part 8, “Person Names”, with the data of CLDR.

A name that is written in a script of its own is put together as its own locale does, whoever reads it.
"""

from functools import lru_cache
from typing import Literal

from crm.person_names.locales import SORTING, names_of, order_in
from crm.person_names.name import PersonName
from crm.person_names.patterns import best_filled
from crm.person_names.scripts import likely_locale, script_of, tags_of, writes

Length = Literal["long", "medium", "short"]
Usage = Literal["referring", "addressing", "monogram"]
Formality = Literal["formal", "informal"]

# Each of these reads the others' names as its own.
_CHINESE_CHARACTERS = frozenset({"ja", "yue", "zh"})


@lru_cache(maxsize=16_384)
def format_name(
    name: PersonName,
    locale: str,
    *,
    length: Length = "medium",
    usage: Usage = "referring",
    formality: Formality = "formal",
    order: str = "",
) -> str:
    """The name as the locale's readers write it. `order` is givenFirst, surnameFirst or sorting; by default what the
    person wishes, else what the locale does with names of the other."""
    reader, name_locale = _locales_of(name, locale)
    own = names_of(reader)
    wanted = order or name.order or order_in(reader, name_locale)
    patterns = own.patterns[f"{wanted} {length} {'referring' if wanted == SORTING else usage} {formality}"]
    written = best_filled(patterns, name, own.letters)
    space = own.space if _is_own(own.letters.language, tags_of(name_locale).language) else own.foreign_space
    return written if space == " " else written.replace(" ", space)


def order_of(name: PersonName, locale: str) -> str:
    """givenFirst or surnameFirst, as the name is written for readers of the locale."""
    return name.order or order_in(*_locales_of(name, locale))


def _locales_of(name: PersonName, locale: str) -> tuple[str, str]:
    """The locale whose patterns are taken, and the one that the name is of."""
    script = script_of(name.surname or name.given) or script_of(name.given)
    is_readable = writes(locale, script)
    name_locale = name.locale or (locale if is_readable else likely_locale(script))
    if is_readable:
        return locale, name_locale
    return name_locale if writes(name_locale, script) else likely_locale(script), name_locale


def _is_own(one: str, other: str) -> bool:
    return one == other or {one, other} <= _CHINESE_CHARACTERS
