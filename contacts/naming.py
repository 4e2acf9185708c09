"""A contact's name as a reader of some language writes it, and the key it is sorted by.

The name that the person writes is the truth. Here its parts are put into another order, or left as they are: nothing is
added to it and nothing goes.
"""

from functools import lru_cache
from typing import Any, NamedTuple

from crm.person_names.formatting import format_name, order_of
from crm.person_names.locales import GIVEN_FIRST, SURNAME_FIRST
from crm.person_names.name import PersonName
from crm.person_names.scripts import script_of, tags_of, writes

FAMILY_FIRST_LANGUAGES = frozenset({"hu", "ja", "zh", "ko", "vi", "yue"})
# Where people have a father's name and no surname, and are looked up by their own.
GIVEN_NAME_LANGUAGES = frozenset({"is"})
PARTS = ("given", "given2", "surname_prefix", "surname_core", "surname2", "generation")
# What `shown` reads of a contact.
SHOWN_FIELDS = ("full_name", *PARTS, "name_locale", "preferred_order", "latin_name", "languages")
# In every alphabet before the space: García Zoe stands before García Lorca Ana.
BETWEEN_PARTS = "\t"
REMEMBERED = 16_384


class Shown(NamedTuple):
    """`latin` is the name in Latin letters where the reader's language is written in them and the name is not."""

    name: str
    latin: str = ""


def shown(contact: Any, language: str) -> Shown:
    """The name as it stands in a list that somebody reads in the language."""
    languages = contact.languages
    return _shown(
        contact.full_name,
        (contact.given, contact.given2, contact.surname_prefix, contact.surname_core, contact.surname2),
        contact.generation,
        contact.name_locale,
        contact.preferred_order,
        languages[0] if languages else "",
        contact.latin_name,
        language,
    )


# Fifty rows of a page, and the same people on the next one: what is looked up is a name, not a record.
@lru_cache(maxsize=REMEMBERED)
def _shown(
    full_name: str,
    parts: tuple[str, str, str, str, str],
    generation: str,
    name_locale: str,
    order: str,
    spoken: str,
    latin: str,
    language: str,
) -> Shown:
    name = PersonName(*parts, generation=generation, locale=name_locale, order=order)
    is_beside = bool(latin) and latin != full_name and not writes(language, script_of(full_name))
    return Shown(_in_order_for(full_name, name, spoken, language), latin if is_beside else "")


def _in_order_for(full_name: str, name: PersonName, spoken: str, language: str) -> str:
    written = _order_written(full_name, name)
    locale = name.locale or _likely_locale(written, spoken)
    if not written or not (locale or name.order):
        return full_name
    known = name._replace(locale=locale)
    if order_of(known, language) == written:
        return full_name
    whole = known._replace(surname_core=_joined(name.surname_core, name.surname2), surname2="")
    turned = format_name(whole, language, length="long")
    return turned if _letters(turned) == _letters(full_name) else full_name


def _order_written(full_name: str, name: PersonName) -> str:
    """Which part the person writes first; "" where the parts are not known, or stand in neither place."""
    if not (name.given and name.surname_core):
        return ""
    if _begins_with(full_name, name.surname):
        return SURNAME_FIRST
    return GIVEN_FIRST if _begins_with(full_name, name.given) else ""


def _begins_with(full_name: str, part: str) -> bool:
    """Whether the part is a word at its beginning; scripts without spaces have no words to end."""
    text, begun = full_name.casefold(), part.casefold()
    return text.startswith(f"{begun} ") or (" " not in text and text.startswith(begun))


def _likely_locale(written: str, spoken: str) -> str:
    """Whose surname stands first, and who speaks a language where it does, has a name of that language. Of others the
    language says nothing: they may live abroad."""
    return spoken if written == SURNAME_FIRST and tags_of(spoken).language in FAMILY_FIRST_LANGUAGES else ""


def _letters(text: str) -> list[str]:
    return sorted("".join(text.split()).replace(",", ""))


def _joined(*parts: str) -> str:
    return " ".join(filter(None, parts))


def sort_name(contact: Any) -> str:
    """What the name is sorted by in the collation of each reader: surname, then given name; who has one name, or
    a father's instead of a surname, stands by their own."""
    first, second = contact.surname_core, contact.given
    if first and second and tags_of(contact.name_locale).language in GIVEN_NAME_LANGUAGES:
        first, second = second, first
    if not first:
        first, second = (second, contact.full_name) if second else (contact.full_name, "")
    return BETWEEN_PARTS.join(filter(None, (first, second)))[:220]
