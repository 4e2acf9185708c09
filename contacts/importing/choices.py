"""What somebody chose for an import: what each column holds, whose country it speaks, what wins."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from babel import Locale, UnknownLocaleError

from contacts.importing.limits import MOST_ROWS
from contacts.importing.own_fields import OwnColumn

# Opens the file anew, at its beginning; whoever asked closes it.
Opener = Callable[[], BinaryIO]


@dataclass(frozen=True)
class Choices:
    """`columns` names what each column holds, in order ("" for one that is left out), or is None for our guess.

    `most_rows` is how many rows the file may have.
    `own` are the house's own fields that whoever imports may fill.
    `country` (ISO 3166 alpha-2) says how numbers without a prefix and dates such as 3/4/1980 are read.
    """

    columns: tuple[str, ...] | None = None
    country: str = ""
    most_rows: int = MOST_ROWS
    own: tuple[OwnColumn, ...] = ()


def day_order_of(country: str) -> str:
    """Whether people in the country write the "day" or the "month" first; "" where nobody can say."""
    if not country:
        return ""
    try:
        pattern = Locale.parse(f"und_{country}").date_formats["short"].pattern
    except (UnknownLocaleError, ValueError):
        return ""
    return "month" if pattern.index("M") < pattern.index("d") else "day"
