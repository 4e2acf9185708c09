"""Numbers as they are dialled from abroad."""

import phonenumbers


def international(text: str, country: str) -> str:
    """The number with its prefix, read as one dialled in the country; as it was written where it is none."""
    if not country or text.startswith(("+", "00")):
        return text
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return text
    if not phonenumbers.is_valid_number(number):
        return text
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
