"""Values that a row chooses from the house's lists of words, and the cost of winning somebody."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from contacts import labels
from contacts.importing.rows import BadValue
from crm.money import InvalidAmount, is_currency, parse_amount

# As the column keeps it, so that what was written compares with what is read.
PLACES = Decimal("0.0001")
_SEPARATORS = re.compile(r"[;,|]")


def labelled_values(texts: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a ParsedPerson; BadValue for a word that the house does not know."""
    cost, currency = _cost(texts.get("cost", ""))
    return {
        "roles": _roles(texts.get("roles", "")),
        "source": _code("source", texts.get("source", "")),
        "industry": _code("industry", texts.get("industry", "")),
        "size_band": _code("size_band", texts.get("size_band", "")),
        "acquisition_cost": cost,
        "acquisition_currency": currency,
    }


def _roles(text: str) -> list[str]:
    parts = (part.strip() for part in _SEPARATORS.split(text))
    return list(dict.fromkeys(_code("role", part) for part in parts if part))


def _code(of: str, text: str) -> str:
    code = labels.code_of(of, text) if text else ""
    if text and not code:
        raise BadValue(
            _("“%(text)s” is not among the house’s words for this; an administrator can add it.") % {"text": text[:60]}
        )
    return code


def _cost(text: str) -> tuple[Decimal | None, str]:
    """An amount with its currency behind it, "1250.50 EUR"."""
    amount, currency = text[:-3].strip(), text[-3:].upper()
    try:
        cost = parse_amount(amount).quantize(PLACES) if text else None
    except InvalidAmount as error:
        raise BadValue(str(error)) from error
    if cost is not None and (cost < 0 or not is_currency(currency)):
        raise BadValue(_("“%(text)s” is not a cost; write it as 1250.50 EUR.") % {"text": text[:60]})
    return (cost, currency) if cost is not None else (None, "")
