"""Phone numbers as people write them, in any digits: read with the contact's country, shown as they are dialled."""

import re
import unicodedata
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat

# Mobile numbers of Mexico had a 1 after the prefix until 2020, and are dialled without it since.
_OLD_MEXICAN = re.compile(r"^(\s*(?:\+|00)\s*52)[\s.()-]*1(?=[\s.()-]*(?:\d[\s.()-]*){10}(?:$|[^\d\s.()-]))")


# An import asks for the key of one number when it looks for people, when it compares and when it writes.
@lru_cache(4096)
def read(text: str, country: str) -> PhoneNumber | None:
    """The number, with its extension and an Italian leading zero; None where it is none that the country knows.

    It says nothing of where somebody lives: a prefix never changes an address.
    """
    plain = "".join(str(unicodedata.decimal(char, char)) for char in unicodedata.normalize("NFKC", text))
    try:
        return phonenumbers.parse(_OLD_MEXICAN.sub(r"\1 ", plain), country or None)
    except phonenumbers.NumberParseException:
        return None


def key(text: str, country: str) -> str:
    """E.164, with the extension behind it; "" where the text is no number."""
    number = read(text, country)
    if number is None:
        return ""
    plain = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return f"{plain};ext={number.extension}" if number.extension else plain


def is_valid(text: str, country: str) -> bool:
    """Whether it can be dialled, as far as is known; where it is not, that is a doubt and never a refusal."""
    number = read(text, country)
    return number is not None and phonenumbers.is_valid_number(number)


def shown(text: str, country: str, home: str) -> str:
    """As it is dialled from `home`: within the country, else from abroad; as it was written where nobody knows."""
    number = read(text, country)
    if number is None or not phonenumbers.is_valid_number(number):
        return text
    at_home = bool(home) and phonenumbers.country_code_for_region(home) == number.country_code
    return phonenumbers.format_number(
        number, PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    )


def international(text: str, country: str) -> str:
    """The number with its prefix, read as one dialled in the country; as it was written where it is none."""
    if not country or text.startswith(("+", "00")):
        return text
    return shown(text, country, "")
