"""What a reader sees as one character: the clusters of UAX 29 that stand at the beginning of names."""

import unicodedata

JOINER = "\u200d"
# Signs of Burmese and its neighbours that begin a cluster, though they are marks.
_OWN = frozenset("\u102b\u102c\u1038\u1062\u1063\u1064\u1083\u108f") | frozenset(
    map(chr, (*range(0x1067, 0x106E), *range(0x1087, 0x108D), *range(0x109A, 0x109D)))
)
# Vowels behind their consonant that Unicode counts as letters.
_SPACING = "\u0e33\u0eb3"
_TAGS = range(0xE0020, 0xE0080)
_TONES = range(0x1F3FB, 0x1F400)
_FLAGS = range(0x1F1E6, 0x1F200)
# Viramas of the scripts whose consonants they join into one cluster (Indic_Conjunct_Break=Linker).
_LINKERS = frozenset("\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d")
_LEADING, _VOWELS, _TRAILING = range(0x1100, 0x1160), range(0x1160, 0x11A8), range(0x11A8, 0x1200)


def first_grapheme(text: str) -> str:
    """The first cluster of the text; "" of none."""
    end = 1
    while end < len(text) and not _is_boundary(text, end):
        end += 1
    return text[:end]


def _is_boundary(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    if before.isascii() and after.isascii():
        return True
    if _extends(after) or _is_of_one_syllable(before, after):
        return False
    if before == JOINER:
        return not _is_pictograph(after) and not _is_linked(text, at)
    if ord(before) in _FLAGS and ord(after) in _FLAGS:
        return at % 2 == 0
    return not _is_linked(text, at)


def _extends(char: str) -> bool:
    return (
        (unicodedata.category(char)[0] == "M" and char not in _OWN)
        or char in ("\u200c", JOINER)
        or char in _SPACING
        or ord(char) in _TONES
        or ord(char) in _TAGS
    )


def _is_linked(text: str, at: int) -> bool:
    """Whether the letter is joined to the consonant before it by a virama, among other marks."""
    marks = at
    while marks and _extends(text[marks - 1]) and text[marks - 1] != "\u200c":
        marks -= 1
    is_joined = any(char in _LINKERS for char in text[marks:at])
    return is_joined and marks > 0 and unicodedata.category(text[at]) == "Lo" == unicodedata.category(text[marks - 1])


def _is_of_one_syllable(before: str, after: str) -> bool:
    """Hangul written by its sounds."""
    first, second = ord(before), ord(after)
    is_open = 0xAC00 <= first <= 0xD7A3 and (first - 0xAC00) % 28 == 0
    if first in _LEADING:
        return second in _LEADING or second in _VOWELS or 0xAC00 <= second <= 0xD7A3
    if first in _VOWELS or is_open:
        return second in _VOWELS or second in _TRAILING
    return (first in _TRAILING or 0xAC00 <= first <= 0xD7A3) and second in _TRAILING


def _is_pictograph(char: str) -> bool:
    return unicodedata.category(char) == "So" or ord(char) >= 0x1F000
