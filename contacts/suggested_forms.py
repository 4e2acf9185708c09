"""What the rules suggest of how to address somebody. Nothing of it is used before a colleague has confirmed it."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from contacts.models.contact import Gender
from contacts.name_fields import GIVEN, SURNAME, base_of, derived_vocatives, name_locale, spaced, stored_vocative, text
from contacts.vocatives import Forms

# Endings of which a name tells the grammatical gender: of a Russian patronymic, of Czech and Lithuanian surnames.
PATRONYMICS = {Gender.MASCULINE: ("ич",), Gender.FEMININE: ("вна", "чна", "шна")}
SURNAMES = {"-ová": "ová", "-ienė": "ienė", "-aitė": "aitė", "-ytė": "ytė", "-utė": "utė", "-iūtė": "iūtė"}
BENT_IN = ("cs", "lt", "uk")
GENDER = "grammatical_gender"


class Suggestion(NamedTuple):
    """Values for one form, of which somebody confirms one; `sign` is the part of the name it was read from."""

    form: str
    values: Forms
    sign: str

    @property
    def is_doubtful(self) -> bool:
        return len(self.values) > 1


def suggestions_for(contact: Any) -> Iterator[Suggestion]:
    """What may be confirmed: of forms that are not known yet, in the languages of the contact and of the name."""
    gender = suggested_gender(contact)
    if gender and not text(contact, GENDER):
        yield gender
    spoken = {base_of(code) for code in contact.languages} | {name_locale(contact)}
    for language in (code for code in BENT_IN if code in spoken):
        for part in (GIVEN, SURNAME):
            forms = derived_vocatives(contact, language, part)
            if forms and not stored_vocative(contact, language, part):
                yield Suggestion(f"vocatives.{language}.{part}", forms, "")


def suggested_gender(contact: Any) -> Suggestion | None:
    """The grammatical gender that the name itself shows, if all that it shows agrees."""
    signs = [*_patronymic_signs(text(contact, "given2")), *_surname_signs(text(contact, "surname_core"))]
    if len({gender for gender, _sign in signs}) != 1:
        return None
    gender, sign = signs[0]
    return Suggestion(GENDER, (gender,), sign)


def _patronymic_signs(given2: str) -> Iterator[tuple[str, str]]:
    for gender, endings in PATRONYMICS.items():
        if ending := next((ending for ending in endings if given2.lower().endswith(ending)), ""):
            yield gender.value, f"-{ending}"


def _surname_signs(surname: str) -> Iterator[tuple[str, str]]:
    for part in spaced(surname.replace("-", " ")).lower().split():
        if sign := next((sign for sign, ending in SURNAMES.items() if part.endswith(ending)), ""):
            yield Gender.FEMININE.value, sign
