"""The words of a name, of which each has an initial."""

import re
from pathlib import Path

# Where two Chinese characters are one word, by ICU's dictionary (`tools/chinese_words.py`).
DATA = Path(__file__).with_name("chinese_words.txt")
_HAN = "\u3400-\u9fff"
# Both parts of a double name have an initial. A point parts foreign names in Chinese and Japanese, and belongs to the
# word in Catalan.
_GAP = "\\s\\-‐‑·・"
_PAIRS = "|".join(f"{line[0]}[{line[1:]}]" for line in DATA.read_text("utf-8").split())
_WORDS = re.compile(f"({_PAIRS}|[{_HAN}]|(?:[^{_GAP}{_HAN}]|(?<=[lL])·)+)([{_GAP}]*)")


def words_of(name: str) -> list[tuple[str, str]]:
    """Each word with what stands behind it."""
    return _WORDS.findall(name)
