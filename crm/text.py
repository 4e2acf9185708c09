"""Text as people write it: cleaning, search keys that fold scripts and accents, initials."""

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii
from django.utils.translation import gettext

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘‛`´ʹʻʼʽˈ′＇ʾʿ"))
_LETTERS = str.maketrans(
    {
        **dict(zip("абвгдеёзийклмнопрстуфыэ", "abvgdeeziiklmnoprstufye", strict=True)),
        **{"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya"},
        **{"ъ": "", "ь": "", "ґ": "g", "і": "i", "ї": "i", "є": "ye", "ў": "u"},
        **{"ß": "ss", "æ": "ae", "ø": "o", "đ": "d", "ł": "l", "þ": "th"},
    }
)
_LATIN_MARKS = re.compile(r"[\u0300-\u036f]")
_DIGRAPHS = re.compile(r"(a)[ae]|(o)e|(u)e")
_WORDS = re.compile(r"[^\W_]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029|\x85")

# A name is folded several times while it is matched and stored.
_REMEMBERED = 4096

# Letters by their class, and yet nothing is seen of them.
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_JOINER = "\u200d"


@lru_cache(_REMEMBERED)
def fold(text: str) -> str:
    """The search key: lower case, without accents and apostrophes, in Latin letters."""
    if text.isascii():
        return " ".join(text.replace("'", "").replace("`", "").lower().split())
    compatible = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES))
    latin = compatible.casefold().translate(_LETTERS)
    plain = _LATIN_MARKS.sub("", unicodedata.normalize("NFD", latin))
    ascii_text = anyascii(unicodedata.normalize("NFC", plain)).lower().translate(_APOSTROPHES)
    return " ".join(ascii_text.split())


def fold_short(text: str) -> str:
    """The second search key: `fold` with ae oe ue aa shortened, so that Mueller equals Müller."""
    return _DIGRAPHS.sub(lambda found: found.group(1) or found.group(2) or found.group(3), fold(text))


def search_tokens(text: str) -> list[str]:
    """The folded words of a query, each once, in their order."""
    return list(dict.fromkeys(_WORDS.findall(fold(text))))


def phone_digits(text: str) -> str:
    """The digits of a phone number in any script, without the international prefix 00."""
    digits = (unicodedata.decimal(char, None) for char in unicodedata.normalize("NFKC", text))
    return "".join(str(digit) for digit in digits if digit is not None).removeprefix("00")


def clean(text: str) -> str:
    """The text in NFC with line feeds, without control characters and outer white space.

    Raises ValueError for broken encodings (lone surrogates).
    """
    if text.isprintable():
        return unicodedata.normalize("NFC", text).strip()
    if _SURROGATES.search(text):
        raise ValueError(gettext("This text holds broken characters. Type it again."))
    without_controls = _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))
    return unicodedata.normalize("NFC", without_controls).strip().strip("\ufeff").strip()


def clean_name(text: str) -> str:
    """A name on one line, in any script. Raises ValueError when nothing of it can be seen."""
    name = " ".join(clean(text).split())
    if not any(_is_visible(char) for char in name):
        raise ValueError(gettext("Enter a name."))
    return name


def initials(name: str) -> str:
    """The first graphemes of the first and last word, for a round picture; "" for an empty name."""
    letters = [_first_grapheme(word) for word in unicodedata.normalize("NFC", name).split()]
    named = [letter for letter in letters if letter[0].isalnum() and _is_visible(letter[0])]
    if not named:
        return next((letter for letter in letters if _is_visible(letter[0])), "")
    if len(named) == 1 or _is_wide(named[0]):
        return _title(named[0])
    return _title(named[0]) + _title(named[-1])


def _first_grapheme(word: str) -> str:
    start = next((at for at, char in enumerate(word) if char.isalnum()), 0)
    end = start + 1
    while end < len(word) and (_extends(word[end]) or word[end - 1] == _JOINER):
        end += 1
    return word[start:end].rstrip(_JOINER) or word[start]


def _extends(char: str) -> bool:
    return char == _JOINER or unicodedata.category(char).startswith("M") or "\U0001f3fb" <= char <= "\U0001f3ff"


def _is_wide(grapheme: str) -> bool:
    return unicodedata.east_asian_width(grapheme[0]) == "W"


def _title(grapheme: str) -> str:
    titled = grapheme.title()
    return titled if len(titled) == len(grapheme) else grapheme


def _is_visible(char: str) -> bool:
    return char not in _BLANK_LETTERS and unicodedata.category(char)[0] not in "CMZ"
