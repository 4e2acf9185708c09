"""Names written by the patterns of CLDR: our own people, worked out from the patterns of their languages by hand."""

import random
import re
from itertools import product

import pytest

from crm.person_names.formatting import format_name, order_of
from crm.person_names.locales import GIVEN_FIRST, SORTING, SURNAME_FIRST, locales, names_of, order_in
from crm.person_names.name import PersonName
from crm.person_names.patterns import Letters, read_pattern
from crm.person_names.scripts import script_of, tags_of, writes
from tests.crm.test_text import texts

# By language: one person of it with all that a name may have, and how its readers write them, by length, usage and
# formality; "sorting" stands for the form of an index.
TABLE = {
    "en": (
        PersonName("Margaret", "Anne", "", "Holloway", "", "Maggie", "Dr", "", "FRCS", "en"),
        {
            "long referring formal": "Dr Margaret Anne Holloway FRCS",
            "long referring informal": "Maggie Holloway",
            "medium referring formal": "Margaret A. Holloway FRCS",
            "short referring formal": "M.A. Holloway",
            "short referring informal": "Maggie H.",
            "short addressing formal": "Dr Holloway",
            "short addressing informal": "Maggie",
            "long monogram formal": "MAH",
            "medium sorting formal": "Holloway, Margaret A.",
        },
    ),
    "ru": (
        PersonName("Елена", "Викторовна", "", "Соколова", "", "Лена", "проф.", locale="ru"),
        {
            "long referring formal": "проф. Елена Викторовна Соколова",
            "long referring informal": "Лена Соколова",
            "short referring formal": "Е. В. Соколова",
            "short referring informal": "Лена С.",
            "short addressing formal": "проф. Соколова",
            "short addressing informal": "Лена",
            "long monogram formal": "ЕВС",
            "long sorting formal": "Соколова, Елена Викторовна",
            "medium sorting formal": "Соколова, Елена В.",
        },
    ),
    "cs": (
        PersonName("Tomáš", "Karel", "", "Hrubý", "", "Tom", "Ing.", "", "Ph.D.", "cs"),
        {
            "long referring formal": "Ing. Tomáš Karel Hrubý Ph.D.",
            "long referring informal": "Tom Hrubý",
            "medium referring formal": "Ing. Tomáš Hrubý",
            "short referring formal": "Ing. Hrubý",
            "short referring informal": "Tom",
            "long monogram informal": "TH",
            "long sorting formal": "Hrubý, Tomáš Karel (Ing., Ph.D.)",
            "medium sorting formal": "Hrubý, Tomáš K.",
            "short sorting informal": "Hrubý, T.",
        },
    ),
    "da": (
        PersonName("Søren", "Aage", "", "Kjærgaard", "", "Søs", "hr.", locale="da"),
        {
            "long referring formal": "hr. Søren Aage Kjærgaard",
            "long referring informal": "Søs Kjærgaard",
            "medium referring formal": "Søren A. Kjærgaard",
            "short referring formal": "S. A. Kjærgaard",
            "short referring informal": "Søs K.",
            "short addressing formal": "hr. Kjærgaard",
            "long monogram formal": "SAK",
            "medium monogram informal": "S",
            "long sorting formal": "Kjærgaard, Søren Aage",
        },
    ),
    "lt": (
        PersonName("Rasa", "Ona", "", "Petrauskienė", "", "Rasutė", "dr.", locale="lt"),
        {
            "long referring formal": "dr. Rasa Ona Petrauskienė",
            "long referring informal": "Rasa Ona Petrauskienė",
            "short referring formal": "R. O. Petrauskienė",
            "short referring informal": "Rasutė Petrauskienė",
            "short addressing formal": "dr. Petrauskienė",
            "short addressing informal": "Rasutė",
            "long monogram formal": "ROP",
            "medium sorting formal": "Petrauskienė, Rasa O.",
            "short sorting formal": "Petrauskienė, R. O.",
        },
    ),
    "de": (
        PersonName("Karl-Heinz", "Otto", "von", "Weizsäcker", "", "Kalle", "Prof. Dr.", "", "MdL", "de"),
        {
            "long referring formal": "Prof. Dr. Karl-Heinz Otto von Weizsäcker MdL",
            "long referring informal": "Kalle von Weizsäcker",
            "medium referring formal": "Karl-Heinz O. von Weizsäcker MdL",
            "short referring formal": "K. H. O. von Weizsäcker",
            "short referring informal": "Kalle v. W.",
            "short addressing formal": "Prof. Dr. von Weizsäcker",
            "long monogram informal": "KV",
            "medium sorting formal": "Weizsäcker, Karl-Heinz O. von",
            "medium sorting informal": "von Weizsäcker, Kalle",
        },
    ),
    "ja": (
        PersonName("健太", "", "", "小林", "", "ケン", "様", locale="ja"),
        {
            "long referring formal": "小林健太様",
            "long referring informal": "小林ケン様",
            "short addressing formal": "小林様",
            "short addressing informal": "ケン様",
            "medium sorting formal": "小林健太",
        },
    ),
    "ko": (
        PersonName("서연", "", "", "최", "", "", "교수", locale="ko"),
        {
            "long referring formal": "최서연",
            "long addressing formal": "최교수",
            "short addressing informal": "서연",
            "medium monogram formal": "최",
            "medium sorting formal": "최서연",
        },
    ),
    "hu": (
        PersonName("Zsófia", "Anna", "", "Tóth", "", "Zsófi", "Dr.", locale="hu"),
        {
            "long referring formal": "Tóth Zsófia Anna",
            "long referring informal": "Tóth Zsófi",
            "medium referring formal": "Tóth Zsófia A.",
            "short referring formal": "Tóth Z. A.",
            "short addressing formal": "Dr. Tóth",
            "short addressing informal": "Zsófi",
            "long monogram informal": "TZ",
            "long sorting formal": "Tóth, Zsófia Anna",
            "short sorting formal": "Tóth, Z. A.",
        },
    ),
    "ar": (
        PersonName("ليلى", "حسن", "", "منصور", "", "", "الدكتورة", locale="ar"),
        {
            "long referring formal": "الدكتورة ليلى حسن منصور",
            "long referring informal": "ليلى منصور",
            "medium referring formal": "الدكتورة ليلى ح. منصور",
            "short addressing formal": "الدكتورة منصور",
            "short addressing informal": "ليلى",
            "long monogram formal": "ل.ح.م",
            "long sorting formal": "منصور، ليلى حسن",
        },
    ),
}
LENGTHS, USAGES, FORMALITIES = (
    ("long", "medium", "short"),
    ("referring", "addressing", "monogram"),
    ("formal", "informal"),
)
KOVACS = PersonName("János", surname_core="Kovács", locale="hu")
YAMADA = PersonName("Tarō", surname_core="Yamada", locale="ja")
NGUYEN = PersonName("Anh", surname_core="Nguyễn", locale="vi")
SMITH = PersonName("John", surname_core="Smith", locale="en")


@pytest.mark.parametrize(
    ("language", "shape", "expected"),
    [(language, shape, text) for language, (_name, forms) in TABLE.items() for shape, text in forms.items()],
)
def test_each_language_writes_its_own_people(language, shape, expected):
    length, usage, formality = shape.split()
    order = SORTING if usage == "sorting" else ""
    asked = {"length": length, "formality": formality} | ({} if order else {"usage": usage})
    assert format_name(TABLE[language][0], language, order=order, **asked) == expected


@pytest.mark.parametrize(
    ("name", "language", "expected"),
    [
        (KOVACS, "hu", "Kovács János"),
        (KOVACS, "en", "János Kovács"),
        (KOVACS, "cs", "János Kovács"),
        (YAMADA, "en", "Yamada Tarō"),
        (YAMADA, "cs", "Tarō Yamada"),
        (NGUYEN, "en", "Nguyễn Anh"),
        (NGUYEN, "da", "Nguyễn, Anh"),
        (NGUYEN, "lt", "Nguyễn Anh"),
        (SMITH, "hu", "John Smith"),
        (SMITH, "ja", "John Smith"),
        (SMITH._replace(order=SURNAME_FIRST), "en", "Smith John"),
        (KOVACS._replace(order=GIVEN_FIRST), "hu", "János Kovács"),
    ],
)
def test_the_order_comes_from_the_name_and_from_its_reader(name, language, expected):
    assert format_name(name, language) == expected


@pytest.mark.parametrize(
    ("name", "language", "expected"),
    [
        (PersonName("太郎", surname_core="山田", locale="ja"), "en", "山田太郎"),
        (PersonName("太郎", surname_core="山田"), "en", "山田太郎"),
        (PersonName("はなこ", surname_core="さとう"), "en", "さとうはなこ"),
        (PersonName("민수", surname_core="김"), "ru", "김민수"),
        (PersonName("Иван", "Петрович", surname_core="Сидоров", locale="ru"), "en", "Иван Петрович Сидоров"),
        (KOVACS, "ru", "Kovács János"),
        (PersonName("Олена", surname_core="Шевченко", locale="uk"), "ru", "Олена Шевченко"),
        (PersonName("アルベルト", surname_core="シュミット", locale="de"), "ja", "アルベルト・シュミット"),
        (PersonName("太郎", surname_core="山田", locale="ja"), "zh", "山田太郎"),
    ],
)
def test_a_name_in_a_script_of_its_own_is_put_together_by_its_own_locale(name, language, expected):
    assert format_name(name, language, length="long") == expected


@pytest.mark.parametrize("language", TABLE)
def test_who_has_one_name_is_called_by_it_everywhere(language):
    given = TABLE[language][0].given
    for length, usage, formality in product(LENGTHS, ("referring", "addressing"), FORMALITIES):
        name = PersonName(given, locale=language)
        assert format_name(name, language, length=length, usage=usage, formality=formality) == given
    assert format_name(PersonName(given, locale=language), language, order=SORTING) == given


def test_one_name_that_is_a_surname_is_not_lost_either():
    assert format_name(PersonName(surname_core="Madonna"), "en", usage="referring") == "Madonna"
    assert format_name(PersonName(), "en") == ""


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("{title} {given} {surname}", PersonName("Ada", surname_core="Byron"), "Ada Byron"),
        ("{surname}, {given} ({title})", PersonName("Ada", surname_core="Byron"), "Byron, Ada"),
        ("{surname}, {title} {given}", PersonName("Ada", surname_core="Byron"), "Byron, Ada"),
        ("{given} {given2}, {credentials}", PersonName("Ada", credentials="FRS"), "Ada FRS"),
        ("{given}, {given2}, {credentials}", PersonName("Ada", credentials="FRS"), "Ada, FRS"),
        ("{given} “{given2}” {surname}", PersonName("Ada", surname_core="Byron"), "Ada Byron"),
        ("{given}, ({given2}) {surname}", PersonName("Ada", surname_core="Byron"), "Ada, Byron"),
        ("({given}) {surname}", PersonName(surname_core="Byron"), "Byron"),
        ("{surname-prefix-initialCap} {surname-core}", PersonName("A", surname_prefix="de", surname_core="B"), "De B"),
        ("{given} {given2-initial} {surname-allCaps}", PersonName("Ada", "Noël", surname_core="Byron"), "Ada N. BYRON"),
    ],
)
def test_literals_beside_what_is_empty_go(pattern, name, expected):
    read = read_pattern(pattern)
    assert read.filled(read.values(name, Letters("en"))) == expected


@pytest.mark.parametrize(
    ("value", "pattern", "letters", "expected"),
    [
        ("Marie-Ange", "{given-initial}", Letters("de"), "M. A."),
        ("Marie-Ange", "{given-initial-retain}", Letters("fr"), "M.-A."),
        ("Jean Luc", "{given-initial-retain}", Letters("fr"), "J. L."),
        ("Mary Sue", "{given-initial}", Letters("en", "{0}.", "{0}{1}"), "M.S."),
        ("Åke", "{given-initial}", Letters("sv", "{0}"), "Å"),
        ("ilker", "{given-monogram-allCaps}", Letters("tr"), "İ"),
        ("Άννα", "{given-monogram-allCaps}", Letters("el"), "Α"),
        ("Gal·la", "{given-initial}", Letters("ca"), "G."),
        ("Z\u030cofie", "{given-initial}", Letters("cs"), "Z\u030c."),
        ("👩\u200d👧 Team", "{given-monogram}", Letters("en"), "👩\u200d👧"),
        ("{0} {1}", "{given-initial}", Letters("en"), "{. {."),
        ("-", "{given-initial}", Letters("en"), ""),
    ],
)
def test_initials(value, pattern, letters, expected):
    read = read_pattern(pattern)
    assert read.filled(read.values(PersonName(value, surname_core="X"), letters)) == expected


def test_a_prefix_stands_apart_unless_it_ends_in_an_apostrophe():
    assert PersonName(surname_prefix="van", surname_core="Dyck").surname == "van Dyck"
    assert PersonName(surname_prefix="d’", surname_core="Arc").surname == "d’Arc"
    assert PersonName(surname_prefix="van").surname == "van"


@pytest.mark.parametrize("locale", ["en-AU", "pt_BR", "zh-Hant-HK", "nb", "sr-Latn", "xx", "", "tlh-Latn-x-private"])
def test_each_locale_has_patterns(locale):
    assert len(names_of(locale).patterns) == 42


def test_locales_inherit_from_what_is_nearest():
    assert names_of("nb") is names_of("nb-NO")
    assert names_of("nb").patterns == names_of("no").patterns
    assert names_of("zh-TW") is names_of("zh_Hant")
    assert names_of("zh-CN") is names_of("zh")
    assert names_of("xx") is names_of("und")
    assert len(locales()) > 100


def test_the_order_of_names_of_an_unknown_locale_is_the_common_one():
    assert order_in("en", "und") == order_in("en", "xx") == GIVEN_FIRST
    assert order_in("en", "zh-Hant-TW") == SURNAME_FIRST
    assert order_of(KOVACS, "ja") == SURNAME_FIRST


@pytest.mark.parametrize(
    ("text", "script"),
    [("Jan", "Latn"), ("«Иван»", "Cyrl"), ("山田", "Hani"), ("ﾀﾛｳ", "Kana"), ("4 😀", ""), ("", "")],
)
def test_the_script_of_a_name_is_that_of_its_first_letter(text, script):
    assert script_of(text) == script


def test_scripts_that_a_locale_writes():
    assert writes("ja", "Hani")
    assert writes("ja", "Kana")
    assert not writes("ja", "Latn")
    assert writes("sr", "Cyrl")
    assert writes("sr-Latn", "Latn")
    assert not writes("sr-Latn", "Cyrl")
    assert writes("en", "")
    assert writes("xx", "Cyrl")
    assert tags_of("ZH_hant-tw") == ("zh", "Hant", "TW")


def test_no_name_however_odd_breaks_a_pattern():
    """Never an error, a gap of two spaces, a “None” or a brace of the pattern."""
    pick, odd = random.Random(8), [text.replace("{", "").replace("}", "") for text in texts(800, seed=8)]
    orders = ("", GIVEN_FIRST, SURNAME_FIRST, SORTING)
    for _ in range(4000):
        fields = ["" if pick.random() < 0.3 else pick.choice(odd).strip() for _field in range(9)]
        name = PersonName(*fields, locale=pick.choice(["", *locales()]), order=pick.choice(orders[:3]))
        usage = pick.choice(USAGES)
        asked = {"length": pick.choice(LENGTHS), "usage": usage, "formality": pick.choice(FORMALITIES)}
        written = format_name(name, pick.choice(locales()), order=pick.choice(orders), **asked)
        assert not re.search(r"  |None|[{}]", written), (name, written)
        assert written == written.strip()
