"""Amounts as people type them. What can be read in two ways is refused with a sentence that says what to type."""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from django.utils.translation import gettext

_LANGUAGE_LOCALES = {"en": "en_GB"}

INTEGER_DIGITS = 15
FRACTION_DIGITS = 4

_MACHINE_NUMBER = re.compile(r"-?(\d+|\d{1,3}( \d{3})+)(\.\d+)?")
_COMMA_GROUPS = re.compile(r"-?\d{1,3}(,\d{3})+\.\d+")
_POINT_GROUPS = re.compile(r"-?\d{1,3}(\.\d{3})+,\d+")
_COMMA_DECIMALS = re.compile(r"-?(\d+|\d{1,3}( \d{3})+),(\d{1,2}|\d{4})")
# With spaces between the thousands both signs are the decimal sign, in every language (ISO 80000-1).
_SPACED = re.compile(r"(-?\d{1,3}(?: \d{3})+)(?:[.,](\d+))?")
# A thousand and so much, or thousandths: nobody but the writer knows.
_TWO_READINGS = re.compile(r"(-?)([1-9]\d{0,2})[.,](\d{3})")
_SAME_SIGN = str.maketrans({"\u2212": "-", "\u066b": ".", "\u066c": " ", "'": " ", "\u2019": " "})


class InvalidAmount(ValueError):
    """The text is not an amount; the message is a whole translated sentence."""


def parse_amount(text: str, language: str = "") -> Decimal:
    """Read a decimal number as it is written in the language: "1,250.50" in English, "1.250,50" in Danish.

    Signs that mean something else in the language are refused, and so is "1,234", which is a thousand to one reader
    and one to the next. Without a language, as in a file, a point is the decimal point and a comma is one only where
    it cannot be a group separator. Raises InvalidAmount for anything doubtful, and for more digits than an amount
    can store.
    """
    plain = _plain_number(text)
    if not plain:
        raise InvalidAmount(gettext("Enter an amount."))
    number = _in_language(plain, language) if language else _decimal_text(plain)
    if number is None:
        example = written("1250.50", language)
        raise InvalidAmount(gettext("Enter the amount in digits, for example %(example)s.") % {"example": example})
    whole, _, fraction = number.lstrip("-").partition(".")
    if len(whole.lstrip("0")) > INTEGER_DIGITS:
        raise InvalidAmount(gettext("This amount is too large."))
    if len(fraction.rstrip("0")) > FRACTION_DIGITS:
        raise InvalidAmount(gettext("An amount can have at most four decimal places."))
    return Decimal(number)


def written(number: str, language: str) -> str:
    """A number of digits and a point, with the decimal sign of the language, as it may be typed again."""
    whole, _, fraction = number.partition(".")
    # Three decimals alone would be taken for a thousand.
    fraction = f"{fraction}0" if len(fraction) == 3 else fraction
    return _signs(language)[0].join(filter(None, (whole, fraction)))


def language_locale(language: str) -> Locale:
    """The CLDR locale of a language code; British English for a language without one."""
    code = _LANGUAGE_LOCALES.get(language, language).replace("-", "_")
    try:
        return Locale.parse(code)
    except (ValueError, UnknownLocaleError):
        return Locale.parse("en_GB")


def _in_language(plain: str, language: str) -> str | None:
    if found := _TWO_READINGS.fullmatch(plain):
        raise _ambiguous(plain, *found.groups(), language=language)
    if found := _shape(*_signs(language)).fullmatch(plain) or _SPACED.fullmatch(plain):
        whole = re.sub("[ .,]", "", found[1])
        return f"{whole}.{found[2]}" if found[2] else whole
    number = _decimal_text(plain)
    if number is None:
        return None
    raise InvalidAmount(
        gettext("“%(text)s” is not how amounts are written in this language. Write %(example)s.")
        % {"text": plain, "example": written(number, language)}
    )


@lru_cache(maxsize=16)
def _shape(decimal: str, group: str) -> re.Pattern[str]:
    """What an amount looks like: its whole part, in groups or not, and its decimals."""
    # A point that means nothing in the language is the one of a number pad.
    decimals = f"{decimal}." if group == " " else decimal
    whole = rf"\d+|\d{{1,3}}(?:{re.escape(group)}\d{{3}})+"
    return re.compile(rf"(-?(?:{whole}))(?:[{decimals}](\d+))?")


def _ambiguous(plain: str, sign: str, whole: str, rest: str, *, language: str) -> InvalidAmount:
    said = {
        "text": plain,
        "large": f"{sign}{whole}{rest}",
        "small": written(f"{sign}{whole}.{rest}", language),
    }
    return InvalidAmount(gettext("“%(text)s” can be read in two ways. Write %(large)s or %(small)s.") % said)


def _signs(language: str) -> tuple[str, str]:
    """The decimal sign and the group sign: a point, a comma or a space."""
    if not language:
        return ".", " "
    symbols = language_locale(language).number_symbols["latn"]
    group = symbols["group"]
    return symbols["decimal"], group if group in ".," else " "


def _plain_number(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text.translate(_SAME_SIGN)).translate(_SAME_SIGN)
    digits = "".join(str(unicodedata.decimal(char, char)) for char in folded)
    return re.sub(r"\s", " ", digits).strip()


def _decimal_text(plain: str) -> str | None:
    if _MACHINE_NUMBER.fullmatch(plain):
        return plain.replace(" ", "")
    if _COMMA_GROUPS.fullmatch(plain):
        return plain.replace(",", "")
    if _POINT_GROUPS.fullmatch(plain):
        return plain.replace(".", "").replace(",", ".")
    if _COMMA_DECIMALS.fullmatch(plain):
        return plain.replace(" ", "").replace(",", ".")
    return None
