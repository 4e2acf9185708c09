"""An engine that is no machine far away; the settings of the suite name it."""

from collections.abc import Sequence
from typing import Any


def shout(text: str, src: str, tgt: str, glossary: Sequence[Any]) -> tuple[str, str]:
    """The text in capitals, with the languages."""
    return f"{text.upper()} [{src or '?'}>{tgt}]", "Mill 1.0"
