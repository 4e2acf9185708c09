"""Which code page a text is in, judged by letter pairs of the languages that each page serves.

The pairs are counted in Babel's names of countries, languages and months; a word counts with the language it
fits best, so a list of people from several countries is judged fairly.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from babel import Locale

WESTERN = ("de", "da", "sv", "nb", "fr", "es", "pt", "it", "nl", "fi", "is")
CENTRAL = ("cs", "sk", "pl", "hu", "sl", "hr", "ro")
CYRILLIC = ("ru", "uk", "be", "bg", "sr")
# In this order where two pages give one text; the page of Windows is likelier than those after it.
CODE_PAGES = {
    "cp1252": WESTERN,
    "cp1250": CENTRAL,
    "cp1251": CYRILLIC,
    "cp1257": ("lt", "lv", "et"),
    "cp1253": ("el",),
    "cp1254": ("tr",),
    "cp1255": ("he",),
    "cp1256": ("ar", "fa"),
    "iso8859_2": CENTRAL,
    "iso8859_5": CYRILLIC,
    "koi8_r": ("ru",),
    "cp852": CENTRAL,
    "cp866": ("ru",),
    "mac_roman": WESTERN,
    "mac_latin2": CENTRAL,
}
NOT_WINDOWS = 0.5
MIXED_SCRIPTS = 5.0
CAPITAL_INSIDE = 2.0
MOST_WORDS = 2000
LONGEST_WORD = 40
_WORD = re.compile(r"[^\W\d_]+")
# In a wrong page a letter may turn into a sign or a box line, so those belong to the word that is judged.
_JUDGED = re.compile(r"[A-Za-z\x80-\U0010ffff]+")
# Signs that stand beside words in right texts too.
_BESIDE = "\xa0«»‘’‚“”„‹›–—…·§°№€"
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")

Pairs = tuple[Counter[str], Counter[str], int]


def best_code_page(data: bytes) -> tuple[str, float]:
    """The likeliest page and its score; ("", -inf) where the bytes are no text in any of them."""
    best, best_score = "", -math.inf
    for name, languages in CODE_PAGES.items():
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        score = _plausibility(text, languages) - (0 if name.startswith("cp125") else NOT_WINDOWS)
        if score > best_score:
            best, best_score = name, score
    return best, best_score


def _plausibility(text: str, languages: tuple[str, ...]) -> float:
    found = {word[:LONGEST_WORD].strip(_BESIDE) for word in _JUDGED.findall(text)}
    words = sorted(word for word in found if not word.isascii())[:MOST_WORDS]
    if not words:
        return 0.0
    models = [_pairs_of(language) for language in languages]
    score = sum(max(_word_score(word.lower(), pairs) for pairs in models) for word in words)
    capitals = sum(any(a.islower() and b.isupper() for a, b in pairwise(word)) for word in words)
    return (score - CAPITAL_INSIDE * capitals) / len(words)


def _word_score(word: str, model: Pairs) -> float:
    pairs, letters, total = model
    score = sum(
        math.log(0.9 * pairs[a + b] / (letters[a] + 1) + 0.1 * (letters[b] + 0.01) / total) for a, b in _adjacent(word)
    )
    cyrillic = len(_CYRILLIC.findall(word))
    return score / (len(word) + 1) - (MIXED_SCRIPTS if 0 < cyrillic < len(word) else 0)


@lru_cache(maxsize=32)
def _pairs_of(language: str) -> Pairs:
    locale = Locale.parse(language)
    names = [*locale.territories.values(), *locale.languages.values()]
    for context in ("format", "stand-alone"):
        names += [name for width in ("wide", "abbreviated") for name in locale.months[context][width].values()]
    pairs: Counter[str] = Counter()
    for name in names:
        for word in _WORD.findall(name.lower()):
            pairs.update(a + b for a, b in _adjacent(word))
    letters: Counter[str] = Counter()
    for pair, count in pairs.items():
        letters[pair[0]] += count
    return pairs, letters, letters.total()


def _adjacent(word: str) -> Iterator[tuple[str, str]]:
    return pairwise(f"^{word}$")
