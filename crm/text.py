"""Text as people write it: cleaning, search keys that fold scripts and accents, initials."""

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii
from django.conf import settings
from django.utils.translation import gettext

from crm.graphemes import JOINER, first_grapheme

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
# How a name sounds when it is written in other letters: hooks and accents are sounds there, and the hissing ones differ
# from one way of writing to the next.
_HISSING = str.maketrans(
    dict.fromkeys("čćçчЧČĆÇ", "ch") | dict.fromkeys("šśşŠŚŞ", "sh") | dict.fromkeys("žźżŽŹŻ", "zh")
)
_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"shch|tsch|sch|tch|dzh|ch|sh|zh|sz|cz|ts|tz|z", "s"),
        (r"ck|\bc(?=[^eiyh])|q", "k"),
        (r"c", "s"),
        (r"kh", "h"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"x", "ks"),
        (r"w", "v"),
        (r"[yj]", "i"),
        (r"(.)\1+", r"\1"),
        (r"(?<=[oe])f\b", "v"),
    )
]
_WORDS = re.compile(r"[^\W_]+")
# What no engine holds alike, no terminal shows harmlessly, or stands where an earlier conversion lost a letter.
_UNSTORABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffd]")
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_NUL_OR_SURROGATE = re.compile(r"[\x00\ud800-\udfff]")

# A name is folded several times while it is matched and stored.
_REMEMBERED = 4096

# What is looked for; a longer question is cut.
LONGEST_QUERY = 200

# Letters by their class, and yet nothing is seen of them.
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")


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


@lru_cache(_REMEMBERED)
def skel(name: str) -> str:
    """A loose key of how a name sounds, its words in alphabetical order: the same for most ways of writing it.

    It is good for a suggestion beside other evidence alone: Chan and Shan have the same one.
    """
    key = fold_short(unicodedata.normalize("NFC", name).translate(_HISSING))
    for pattern, sound in _SOUNDS:
        key = pattern.sub(sound, key)
    return " ".join(sorted(_WORDS.findall(key)))


def search_tokens(text: str) -> list[str]:
    """The folded words of a query, each once, in their order."""
    return list(dict.fromkeys(_WORDS.findall(fold(text))))


def words_key(text: str) -> str:
    """Both search keys of a longer text in one: a space, and its folded words, each once and as they are shortened."""
    words = search_tokens(text)
    return "".join(f" {word}" for word in dict.fromkeys((*words, *map(fold_short, words))))


def phone_digits(text: str) -> str:
    """The digits of a phone number in any script, without the international prefix 00."""
    digits = (unicodedata.decimal(char, None) for char in unicodedata.normalize("NFKC", text))
    return "".join(str(digit) for digit in digits if digit is not None).removeprefix("00")


def clean(text: str) -> str:
    """The text as it is stored: in NFC, with line feeds, without outer white space, and otherwise as it was typed.

    Raises ValueError for what is not text: NUL and other control characters, halves of characters, and the mark that
    stands for a lost one.
    """
    if not text.isprintable() or "\ufffd" in text:
        text = _LINE_ENDS.sub("\n", text)
        if _UNSTORABLE.search(text):
            raise ValueError(gettext("This text holds broken characters. Type it again."))
    return unicodedata.normalize("NFC", text).strip()


def clean_line(text: str) -> str:
    """A text of one line. Raises ValueError where it has more."""
    line = clean(text)
    if "\n" in line:
        raise ValueError(gettext("This has to fit on one line."))
    return line


def clean_name(text: str) -> str:
    """A name, in any script. Raises ValueError when nothing of it can be seen, or for more than one line."""
    name = clean_line(text)
    if not is_visible(name):
        raise ValueError(gettext("Enter a name."))
    return name


def is_visible(text: str) -> bool:
    """Whether anything of it can be seen."""
    return any(_is_visible(char) for char in text)


def storable(text: str, longest: int) -> str:
    """Words of a machine, whom nobody can ask to type them again: cut, and marked where a character cannot be kept."""
    marked = _NUL_OR_SURROGATE.sub("\ufffd", _LINE_ENDS.sub("\n", text[:longest]))
    return unicodedata.normalize("NFC", marked)[:longest].strip()


def initials(name: str) -> str:
    """The first graphemes of the first and last word, for a round picture; "" for an empty name."""
    letters = [_first_grapheme(word) for word in unicodedata.normalize("NFC", name).split()]
    named = [letter for letter in letters if letter[0].isalnum() and _is_visible(letter[0])]
    if not named:
        return next((letter for letter in letters if _is_visible(letter[0])), "")
    if len(named) == 1 or is_wide(named[0]):
        return _title(named[0])
    return _title(named[0]) + _title(named[-1])


def _first_grapheme(word: str) -> str:
    start = next((at for at, char in enumerate(word) if char.isalnum()), 0)
    return first_grapheme(word[start:]).rstrip(JOINER) or word[start]


def is_wide(grapheme: str) -> bool:
    """Whether it begins with a character that is as wide as it is high, as Chinese ones are."""
    return unicodedata.east_asian_width(grapheme[0]) == "W"


def _title(grapheme: str) -> str:
    titled = grapheme.title()
    return titled if len(titled) == len(grapheme) else grapheme


def _is_visible(char: str) -> bool:
    return char not in _BLANK_LETTERS and unicodedata.category(char)[0] not in "CMZ"


def isolated(text: str, language: str) -> str:
    """A number with its sign or code, held together among words that are written from right to left."""
    return f"\u2066{text}\u2069" if language.partition("-")[0] in settings.LANGUAGES_BIDI else text
