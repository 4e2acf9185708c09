"""How the facts of a contact can be compared: which comparisons each kind of fact knows, and what it is compared with.

What is compared with comes from a form or from JSON that anybody may have written; `clean` makes of it what is stored,
or refuses it in a sentence.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.text import clean_line

LONGEST_TEXT = 200
MOST_CHOICES = 200
MOST_DAYS = 36_500
LARGEST_NUMBER = Decimal(10) ** 13
MOST_DECIMALS = 4

Words = str | Promise
Choices = Callable[[], Iterable[tuple[Any, Any]]]

EMPTY = {"filled": _("is known"), "empty": _("is not known")}
WORDS: dict[str, dict[str, Words]] = {
    "text": {"contains": _("contains"), "is": _("is exactly"), "starts": _("begins with"), **EMPTY},
    "choice": {"any_of": _("is one of"), "none_of": _("is none of"), **EMPTY},
    "several": {"any_of": _("has one of"), "none_of": _("has none of"), **EMPTY},
    "number": {"gte": _("is at least"), "lte": _("is at most"), "eq": _("is exactly"), **EMPTY},
    "day": {
        "in_last": _("was in the last days, as many as"),
        "not_in_last": _("was not in the last days, as many as"),
        "in_next": _("is in the next days, as many as"),
        "before": _("is before"),
        "after": _("is after"),
        **EMPTY,
    },
    "yearly": {"in_next": _("is in the next days, as many as"), **EMPTY},
    "flag": {"yes": _("yes"), "no": _("no")},
    "recent": {
        "happened": _("happened in the last days, as many as"),
        "not_happened": _("did not happen in the last days, as many as"),
    },
}
# What each comparison is compared with, so that a page knows which field to show; the others take the kind's own.
WITH: dict[str, str] = {
    **dict.fromkeys(("filled", "empty", "yes", "no"), "nothing"),
    **dict.fromkeys(("in_last", "not_in_last", "in_next"), "days"),
    **dict.fromkeys(("before", "after"), "date"),
    **dict.fromkeys(("any_of", "none_of"), "choices"),
    **dict.fromkeys(("contains", "is", "starts"), "text"),
    **dict.fromkeys(("gte", "lte", "eq"), "number"),
    **dict.fromkeys(("happened", "not_happened"), "choices and days"),
}
# A comparison that says no is the other one, denied: who has no such row passes it.
DENIES = {"empty": "filled", "none_of": "any_of", "not_in_last": "in_last", "not_happened": "happened", "no": "yes"}


@dataclass(frozen=True)
class Kind:
    """A kind of fact: `name` is a key of WORDS; `only` are the comparisons that make sense, where not all do."""

    name: str
    choices: Choices | None = None
    only: tuple[str, ...] = ()

    @property
    def comparisons(self) -> dict[str, Words]:
        every = WORDS[self.name]
        return {code: words for code, words in every.items() if not self.only or code in self.only}

    def clean(self, comparison: Any, value: Any) -> Any:
        """What is stored of the value; ValidationError for a comparison or a value that the kind does not know."""
        if not isinstance(comparison, str) or comparison not in self.comparisons:
            raise ValidationError(_("Choose how to compare."), code="comparison")
        wanted = WITH[comparison]
        if wanted == "nothing":
            return None
        if wanted == "choices":
            return self._chosen(value)
        if wanted == "choices and days":
            parts = value if isinstance(value, dict) else {}
            return {"of": self._chosen(parts.get("of")), "days": clean_days(parts.get("days"))}
        return CLEANERS[wanted](value)

    def _chosen(self, value: Any) -> list[str]:
        known = {str(code) for code, _words in self.choices()} if self.choices else set()
        if not isinstance(value, list) or not value or len(value) > MOST_CHOICES:
            raise ValidationError(_("Choose at least one."), code="choices")
        if not all(isinstance(one, str) and one in known for one in value):
            raise ValidationError(_("One of the choices does not exist any more. Choose again."), code="choices")
        return list(dict.fromkeys(value))

    def words_for(self, comparison: str, value: Any) -> str:
        """What is compared with, in the reader's words."""
        wanted = WITH.get(comparison)
        if wanted == "choices":
            return self._names(value)
        if wanted == "choices and days":
            return f"{value['days']}: {self._names(value['of'])}"
        return "" if value is None else str(value)

    def _names(self, chosen: list[str]) -> str:
        names = {str(code): str(words) for code, words in self.choices()} if self.choices else {}
        return ", ".join(names.get(one, gettext("(gone)")) for one in chosen)


def clean_text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValidationError(_("Enter what to compare with."), code="text")
    if len(value) > LONGEST_TEXT:
        raise ValidationError(_("This is too long to compare with."), code="text")
    try:
        return clean_line(value)
    except ValueError as error:
        raise ValidationError(str(error), code="text") from error


def clean_number(value: Any) -> str:
    text = str(value).strip().replace(",", ".") if isinstance(value, str | int | float) else ""
    try:
        number = Decimal(text) if text.isascii() else Decimal("NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    if isinstance(value, bool) or len(text) > 40 or not number.is_finite() or abs(number) > LARGEST_NUMBER:
        raise ValidationError(_("Enter a number."), code="number")
    if number != round(number, MOST_DECIMALS):
        raise ValidationError(_("Enter a number with at most four decimals."), code="number")
    return f"{number:f}"


def clean_days(value: Any) -> int:
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not (text.isascii() and text.isdecimal() and len(text) <= 6 and 1 <= int(text) <= MOST_DAYS):
        raise ValidationError(_("Enter a number of days."), code="days")
    return int(text)


def clean_date(value: Any) -> str:
    try:
        day = date.fromisoformat(value if isinstance(value, str) and len(value) == 10 else "")
    except ValueError:
        day = date.min
    # Days beside these leave the calendar when a zone moves them.
    if not 1850 <= day.year <= 2199:
        raise ValidationError(_("Enter a date."), code="date")
    return day.isoformat()


CLEANERS: dict[str, Callable[[Any], Any]] = {
    "text": clean_text,
    "number": clean_number,
    "days": clean_days,
    "date": clean_date,
}
