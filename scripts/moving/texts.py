"""The characters that SQLite keeps and PostgreSQL cannot hold: NUL, and half of a surrogate pair."""

import re
from collections.abc import Iterator
from typing import Any

IMPOSSIBLE = re.compile("[\0\ud800-\udfff]")


def strings_in(value: Any) -> Iterator[str]:
    """The value's own text, or each string of a JSON value, names of its members included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, member in value.items():
            yield name
            yield from strings_in(member)
    elif isinstance(value, list):
        for member in value:
            yield from strings_in(member)


def is_possible(value: Any) -> bool:
    """Whether PostgreSQL can hold every character of a text, or of all texts in a JSON value."""
    return not any(IMPOSSIBLE.search(text) for text in strings_in(value))


def cleaned(value: Any) -> Any:
    """The value without those characters, at whatever depth they stand."""
    if isinstance(value, str):
        return IMPOSSIBLE.sub("", value)
    if isinstance(value, dict):
        return {cleaned(name): cleaned(member) for name, member in value.items()}
    return [cleaned(member) for member in value] if isinstance(value, list) else value
