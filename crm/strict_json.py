"""JSON from outside, read so that whatever comes out can be stored on either engine."""

import json
import math
import re
from typing import Any

DEEPEST = 30
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


def read_json(text: str | bytes) -> Any:
    """Raise ValueError for what is no JSON, is nested too deeply, or holds what a database cannot keep."""
    try:
        value = json.loads(text, parse_constant=_no_number, parse_float=_finite)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    _check(value, DEEPEST)
    return value


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no number of JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


def _check(value: Any, depth: int) -> None:
    if depth == 0:
        raise ValueError("nested too deeply")
    if isinstance(value, str) and _UNSTORABLE.search(value):
        raise ValueError("a text holds NUL or half a character")
    parts = (*value.keys(), *value.values()) if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in parts:
        _check(part, depth - 1)
