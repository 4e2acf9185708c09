"""Forms of address by language: which line is written when which fields are known.

A row applies in its register and gender (blank: any) when each field that it names is known; the first
such row wins. The line holds {} where the form of address goes. Rows without a field close each list.
"""

from typing import NamedTuple

from contacts.vocatives import lithuanian_noun

INFORMAL, FORMAL, ANY = "informal", "formal", ""
MAN, WOMAN = "m", "f"
PONE = lithuanian_noun("ponas")


class Row(NamedTuple):
    register: str
    gender: str
    rule: str
    line: str
    address: str = ""


def _rows(*rows: tuple[str, ...]) -> tuple[Row, ...]:
    return tuple(Row(*row) for row in rows)


ROWS: dict[str, tuple[Row, ...]] = {
    "en": _rows(
        (INFORMAL, "", "informal", "Hi {},", "{called}"),
        (FORMAL, "", "title", "Dear {},", "{title} {surname}"),
        (FORMAL, MAN, "formal", "Dear {},", "Mr {surname}"),
        (FORMAL, WOMAN, "formal", "Dear {},", "Ms {surname}"),
        (ANY, "", "full_name", "Dear {},", "{full}"),
        (ANY, "", "latin_name", "Dear {},", "{latin}"),
        (ANY, "", "neutral", "Hello,"),
    ),
    "ru": _rows(
        (INFORMAL, "", "informal", "Здравствуйте, {}!", "{called}"),
        (FORMAL, MAN, "patronymic", "Уважаемый {}!", "{given} {patronymic}"),
        (FORMAL, WOMAN, "patronymic", "Уважаемая {}!", "{given} {patronymic}"),
        (FORMAL, MAN, "formal", "Уважаемый {}!", "господин {surname}"),
        (FORMAL, WOMAN, "formal", "Уважаемая {}!", "госпожа {surname}"),
        (ANY, "", "full_name", "Здравствуйте, {}!", "{given} {surname}"),
        (ANY, "", "latin_name", "Здравствуйте, {}!", "{latin}"),
        (ANY, "", "neutral", "Здравствуйте!"),
    ),
    "cs": _rows(
        (INFORMAL, "", "informal", "Dobrý den, {},", "{given_vocative}"),
        (FORMAL, MAN, "title", "Vážený {},", "pane {title}"),
        (FORMAL, WOMAN, "title", "Vážená {},", "paní {title}"),
        (FORMAL, MAN, "formal", "Vážený {},", "pane {surname_vocative}"),
        (FORMAL, WOMAN, "formal", "Vážená {},", "paní {surname_vocative}"),
        (ANY, "", "neutral", "Dobrý den,"),
    ),
    "lt": _rows(
        (INFORMAL, "", "informal", "Sveiki, {}!", "{given_vocative}"),
        (FORMAL, MAN, "formal", "Gerbiamasis {}!", f"{PONE} {{surname_vocative}}"),
        (FORMAL, WOMAN, "formal", "Gerbiamoji {}!", "ponia {surname_vocative}"),
        (ANY, "", "neutral", "Laba diena!"),
    ),
    "da": _rows(
        (INFORMAL, "", "informal", "Hej {}", "{called}"),
        (ANY, "", "full_name", "Kære {}", "{full}"),
        (ANY, "", "latin_name", "Kære {}", "{latin}"),
        (ANY, "", "neutral", "Goddag"),
    ),
    "de": _rows(
        (INFORMAL, "", "informal", "Hallo {},", "{called}"),
        (FORMAL, MAN, "title", "Sehr geehrter {},", "Herr {title} {surname}"),
        (FORMAL, WOMAN, "title", "Sehr geehrte {},", "Frau {title} {surname}"),
        (FORMAL, MAN, "formal", "Sehr geehrter {},", "Herr {surname}"),
        (FORMAL, WOMAN, "formal", "Sehr geehrte {},", "Frau {surname}"),
        (ANY, "", "full_name", "Guten Tag {},", "{full}"),
        (ANY, "", "latin_name", "Guten Tag {},", "{latin}"),
        (ANY, "", "neutral", "Guten Tag,"),
    ),
    "ja": _rows(
        (INFORMAL, "", "informal", "{}", "{surname}さん"),
        (FORMAL, "", "formal", "{}", "{surname}様"),
        (ANY, "", "full_name", "{}", "{full}様"),
        (ANY, "", "latin_name", "{}", "{latin}様"),
        (ANY, "", "neutral", "お世話になっております。"),
    ),
    "zh": _rows(
        (INFORMAL, "", "informal", "您好，{}：", "{given}"),
        (FORMAL, MAN, "formal", "尊敬的{}：", "{surname}先生"),
        (FORMAL, WOMAN, "formal", "尊敬的{}：", "{surname}女士"),
        (ANY, "", "latin_name", "您好，{}：", "{latin}"),
        (ANY, "", "neutral", "您好："),
    ),
    "ko": _rows(
        (INFORMAL, "", "informal", "{},", "{called} 님"),
        (ANY, "", "full_name", "{}께", "{full} 님"),
        (ANY, "", "latin_name", "{}께", "{latin} 님"),
        (ANY, "", "neutral", "안녕하세요,"),
    ),
    "hu": _rows(
        (INFORMAL, "", "informal", "Kedves {}!", "{given}"),
        (ANY, "", "full_name", "Tisztelt {}!", "{surname} {given}"),
        (ANY, "", "full_name", "Tisztelt {}!", "{full}"),
        (ANY, "", "latin_name", "Tisztelt {}!", "{latin}"),
        (ANY, "", "neutral", "Jó napot kívánok!"),
    ),
    "vi": _rows(
        (INFORMAL, "", "informal", "Chào {}", "{given}"),
        (FORMAL, MAN, "formal", "Kính gửi {}", "Ông {given}"),
        (FORMAL, WOMAN, "formal", "Kính gửi {}", "Bà {given}"),
        (ANY, "", "full_name", "Kính gửi {}", "{full}"),
        (ANY, "", "latin_name", "Kính gửi {}", "{latin}"),
        (ANY, "", "neutral", "Kính gửi Quý khách"),
    ),
    "uk": _rows(
        (INFORMAL, "", "informal", "Вітаю, {}!", "{given_vocative}"),
        (FORMAL, MAN, "formal", "Шановний {}!", "пане {given_vocative}"),
        (FORMAL, WOMAN, "formal", "Шановна {}!", "пані {given_vocative}"),
        (ANY, "", "latin_name", "Добрий день, {}!", "{latin}"),
        (ANY, "", "neutral", "Добрий день!"),
    ),
    "tr": _rows(
        (INFORMAL, MAN, "informal", "{}", "{given} Bey"),
        (INFORMAL, WOMAN, "informal", "{}", "{given} Hanım"),
        (ANY, "", "full_name", "{}", "Sayın {full}"),
        (ANY, "", "latin_name", "{}", "Sayın {latin}"),
        (ANY, "", "neutral", "Merhaba,"),
    ),
    "ar": _rows(
        (INFORMAL, "", "informal", "مرحبًا {}،", "{called}"),
        (INFORMAL, "", "latin_name", "مرحبًا {}،", "{latin}"),
        (ANY, "", "neutral", "تحية طيبة،"),
    ),
    "he": _rows(
        (INFORMAL, "", "informal", "שלום {},", "{called}"),
        (INFORMAL, "", "latin_name", "שלום {},", "{latin}"),
        (ANY, "", "neutral", "שלום,"),
    ),
}

OTHER_LANGUAGES = _rows((ANY, "", "neutral", "Hello,"))

# The scripts a language writes names in, as Unicode names its letters.
SCRIPTS: dict[str, tuple[str, ...]] = {
    "ar": ("ARABIC",),
    "he": ("HEBREW",),
    "ja": ("CJK", "HIRAGANA", "IDEOGRAPHIC", "KATAKANA", "KATAKANA-HIRAGANA"),
    "ko": ("HANGUL", "CJK"),
    "ru": ("CYRILLIC",),
    "uk": ("CYRILLIC",),
    "zh": ("CJK", "IDEOGRAPHIC"),
}
LATIN = ("LATIN",)
RIGHT_TO_LEFT = frozenset({"ar", "he"})
# Written family name first wherever they are read; of other names the given name stands first.
SURNAME_FIRST_LOCALES = frozenset({"ja", "ko", "vi", "yue", "zh"})
SURNAME_FIRST_SCRIPTS = ("CJK", "HANGUL", "HIRAGANA", "KATAKANA")
# Where a name has a patronymic, so that one is missing which is not known.
PATRONYMIC_LOCALES = frozenset({"be", "kk", "ky", "ru", "uk"})

# What a line that somebody wrote by hand ends with, if they left it open.
ENDS = {"ru": "!", "lt": "!", "hu": "!", "uk": "!", "da": "", "ja": "", "zh": "：", "vi": "", "tr": "", "ar": "،"}

# There the letter goes on in small letters after a greeting that ends with a comma.
SMALL_AFTER_COMMA = frozenset({"cs", "de"})

# Titles from the highest to the lowest, in the form each language addresses them in.
TITLE_RANK = (
    *("prof", "doc", "mudr", "mvdr", "judr", "phdr", "rndr", "thdr", "pharmdr", "paeddr", "dr", "phd"),
    *("ing", "di", "mag", "mgr", "bc"),
)
_DOCTORS = ("mudr", "mvdr", "judr", "phdr", "rndr", "thdr", "pharmdr", "paeddr", "dr", "phd")
_CZECH_TITLES = {
    "prof": ("profesore", "profesorko"),
    "doc": ("docente", "docentko"),
    **dict.fromkeys(_DOCTORS, ("doktore", "doktorko")),
    "ing": ("inženýre", "inženýrko"),
    "mgr": ("magistře", "magistro"),
    "bc": ("bakaláři", "bakalářko"),
}
_GERMAN_TITLES = {"prof": ("Professor", "Professor"), **dict.fromkeys(_DOCTORS, ("Dr.", "Dr."))}
TITLES: dict[str, dict[str, tuple[str, str]]] = {
    "cs": _CZECH_TITLES,
    "de": _GERMAN_TITLES,
    "en": {"prof": ("Professor", "Professor"), **dict.fromkeys(_DOCTORS, ("Dr", "Dr"))},
}
AUSTRIAN_DEGREES = {"prof": "Prof.", "di": "DI", "ing": "Ing.", "mag": "Mag.", "bc": "Bc."} | dict.fromkeys(
    _DOCTORS, "Dr."
)
