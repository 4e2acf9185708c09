import itertools
import re
import unicodedata
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.data.greetings import ROWS
from contacts.greeting import (
    RULES,
    Greeting,
    Manners,
    addressed_name,
    goes_on_small,
    greet,
    missing,
    register_of,
)
from crm.languages import GREETED

LANGUAGES = [*ROWS, "fr", "de-AT", "pt_BR", "zh-Hant", ""]


def person(full_name="Jan Novák", **known):
    blank = dict.fromkeys(("given", "given2", "surname_prefix", "surname_core", "called", "latin_name"), "")
    blank |= {"grammatical_gender": "", "name_locale": "", "formality": "", "country": "", "language": ""}
    return SimpleNamespace(**blank | {"titles": [], "address_as": {}, "vocatives": {}, "full_name": full_name} | known)


def novak(**known):
    return person(**{"given": "Jan", "surname_core": "Novák", "grammatical_gender": "m", "name_locale": "cs"} | known)


def novakova(**known):
    fields = {"given": "Eva", "surname_core": "Nováková", "grammatical_gender": "f", "name_locale": "cs"}
    return person("Eva Nováková", **fields | known)


def kuptsov(**known):
    fields = {"given": "Иван", "given2": "Петрович", "surname_core": "Купцов", "grammatical_gender": "m"}
    return person("Иван Петрович Купцов", **fields | {"name_locale": "ru"} | known)


def petrauskas(**known):
    fields = {"given": "Jonas", "surname_core": "Petrauskas", "grammatical_gender": "m", "name_locale": "lt"}
    return person("Jonas Petrauskas", **fields | known)


def yamada(**known):
    return person("山田太郎", **{"given": "太郎", "surname_core": "山田", "name_locale": "ja"} | known)


@pytest.mark.parametrize(
    ("contact", "language", "text", "rule"),
    [
        (novak(), "en", "Dear Mr Novák,", "formal"),
        (novakova(), "en", "Dear Ms Nováková,", "formal"),
        (novak(titles=["mudr"]), "en", "Dear Dr Novák,", "title"),
        (novak(titles=["dr"], grammatical_gender=""), "en", "Dear Dr Novák,", "title"),
        (novak(grammatical_gender=""), "en", "Dear Jan Novák,", "full_name"),
        (person("Alex Morgan"), "en", "Dear Alex Morgan,", "full_name"),
        (novak(formality="informal"), "en", "Hi Jan,", "informal"),
        (novak(formality="informal", called="Honza"), "en", "Hi Honza,", "informal"),
        (kuptsov(), "ru", "Уважаемый Иван Петрович!", "patronymic"),
        (kuptsov(given2=""), "ru", "Уважаемый господин Купцов!", "formal"),
        (
            kuptsov(given="Анна", given2="Ильинична", surname_core="Купцова", grammatical_gender="f"),
            "ru",
            "Уважаемая Анна Ильинична!",
            "patronymic",
        ),
        (
            kuptsov(given="Анна", given2="", surname_core="Купцова", grammatical_gender="f"),
            "ru",
            "Уважаемая госпожа Купцова!",
            "formal",
        ),
        (kuptsov(given2="Мария"), "ru", "Уважаемый господин Купцов!", "formal"),
        (kuptsov(grammatical_gender=""), "ru", "Здравствуйте, Иван Купцов!", "full_name"),
        (kuptsov(formality="informal", called="Ваня"), "ru", "Здравствуйте, Ваня!", "informal"),
        (person("Купцов Иван"), "ru", "Здравствуйте!", "neutral"),
        (novak(), "cs", "Vážený pane Nováku,", "formal"),
        (novakova(), "cs", "Vážená paní Nováková,", "formal"),
        (novak(titles=["mudr", "ing"]), "cs", "Vážený pane doktore,", "title"),
        (novakova(titles=["ing"]), "cs", "Vážená paní inženýrko,", "title"),
        (novak(titles=["dr"], grammatical_gender=""), "cs", "Dobrý den,", "neutral"),
        (novak(grammatical_gender=""), "cs", "Dobrý den,", "neutral"),
        (novak(formality="informal"), "cs", "Dobrý den, Jane,", "informal"),
        (novak(name_locale="en", surname_core="Smith"), "cs", "Dobrý den,", "neutral"),
        (novak(surname_core="Němec"), "cs", "Dobrý den,", "neutral"),
        (
            novak(surname_core="Němec", vocatives={"cs": {"surname": "Němče"}}),
            "cs",
            "Vážený pane Němče,",
            "formal",
        ),
        (petrauskas(), "lt", "Gerbiamasis pone Petrauskai!", "formal"),
        (
            petrauskas(given="Rūta", surname_core="Petrauskienė", grammatical_gender="f"),
            "lt",
            "Gerbiamoji ponia Petrauskiene!",
            "formal",
        ),
        (petrauskas(formality="informal"), "lt", "Sveiki, Jonai!", "informal"),
        (petrauskas(grammatical_gender=""), "lt", "Laba diena!", "neutral"),
        (petrauskas(name_locale="en", surname_core="Thomas"), "lt", "Gerbiamasis pone Thomas!", "formal"),
        (novak(), "da", "Kære Jan Novák", "full_name"),
        (novak(formality="informal"), "da", "Hej Jan", "informal"),
        (novak(), "de", "Sehr geehrter Herr Novák,", "formal"),
        (novakova(titles=["prof", "dr"]), "de", "Sehr geehrte Frau Professor Nováková,", "title"),
        (
            novak(titles=["dr"], surname_prefix="von", surname_core="Berg"),
            "de",
            "Sehr geehrter Herr Dr. von Berg,",
            "title",
        ),
        (novak(titles=["mag", "dr"]), "de-AT", "Sehr geehrter Herr Mag. Dr. Novák,", "title"),
        (novak(titles=["di"], country="AT"), "de", "Sehr geehrter Herr DI Novák,", "title"),
        (novak(titles=["mgr"]), "de", "Sehr geehrter Herr Novák,", "formal"),
        (novak(grammatical_gender=""), "de", "Guten Tag Jan Novák,", "full_name"),
        (novak(formality="informal"), "de", "Hallo Jan,", "informal"),
        (yamada(), "ja", "山田様", "formal"),
        (person("山田太郎"), "ja", "山田太郎様", "full_name"),
        (yamada(formality="informal"), "ja", "山田さん", "informal"),
        (person("佐々木さくら"), "ja", "佐々木さくら様", "full_name"),
        (
            person("王伟", given="伟", surname_core="王", grammatical_gender="m"),
            "zh-Hant",
            "尊敬的王先生：",
            "formal",
        ),
        (person("王芳", surname_core="王", grammatical_gender="f"), "zh", "尊敬的王女士：", "formal"),
        (person("王伟", given="伟", surname_core="王"), "zh", "您好：", "neutral"),
        (person("王伟", given="伟", formality="informal"), "zh", "您好，伟：", "informal"),
        (person("김민수"), "ko", "김민수 님께", "full_name"),
        (person("김민수", called="민수", formality="informal"), "ko", "민수 님,", "informal"),
        (
            person("Kovács János", given="János", surname_core="Kovács", name_locale="hu"),
            "hu",
            "Tisztelt Kovács János!",
            "full_name",
        ),
        (person("Kovács János", given="János", formality="informal"), "hu", "Kedves János!", "informal"),
        (
            person("Nguyễn Minh Khai", given="Khai", surname_core="Nguyễn", grammatical_gender="m"),
            "vi",
            "Kính gửi Ông Khai",
            "formal",
        ),
        (person("Nguyễn Thị Lan", given="Lan", grammatical_gender="f"), "vi", "Kính gửi Bà Lan", "formal"),
        (person("Nguyễn Minh Khai"), "vi", "Kính gửi Nguyễn Minh Khai", "full_name"),
        (
            person("Nguyễn Minh Khai", given="Khai", surname_core="Nguyễn", name_locale="vi"),
            "en",
            "Dear Nguyễn Minh Khai,",
            "full_name",
        ),
        (person("Khai", given="Khai", formality="informal"), "vi", "Chào Khai", "informal"),
        (
            person("Олена Коваль", grammatical_gender="f", vocatives={"uk": {"given": "Олено"}}),
            "uk",
            "Шановна пані Олено!",
            "formal",
        ),
        (person("Олена Коваль", given="Олена", grammatical_gender="f"), "uk", "Добрий день!", "neutral"),
        (
            person("Олена", vocatives={"uk": {"given": "Олено"}}, formality="informal"),
            "uk",
            "Вітаю, Олено!",
            "informal",
        ),
        (person("Ayşe Yılmaz", given="Ayşe", surname_core="Yılmaz"), "tr", "Sayın Ayşe Yılmaz", "full_name"),
        (
            person("Ayşe Yılmaz", given="Ayşe", grammatical_gender="f", formality="informal"),
            "tr",
            "Ayşe Hanım",
            "informal",
        ),
        (person("Ali Kaya", given="Ali", formality="informal"), "tr", "Sayın Ali Kaya", "full_name"),
        (person("ليلى حداد", given="ليلى"), "ar", "تحية طيبة،", "neutral"),
        (person("ليلى حداد", given="ليلى", formality="informal"), "ar", "مرحبًا ليلى،", "informal"),
        (person("דנה כהן", called="דנה", formality="informal"), "he", "שלום דנה,", "informal"),
        (person("דנה כהן"), "he", "שלום,", "neutral"),
        (novak(), "fr", "Hello,", "neutral"),
        (novak(), "", "Hello,", "neutral"),
    ],
)
def test_each_row_of_the_table(contact, language, text, rule):
    assert greet(contact, language) == Greeting(text, rule)


@pytest.mark.parametrize(
    ("contact", "language", "text", "rule"),
    [
        (yamada(latin_name="Yamada Tarō"), "en", "Dear Yamada Tarō,", "latin_name"),
        (yamada(), "en", "Hello,", "neutral"),
        (yamada(grammatical_gender="m"), "de", "Guten Tag,", "neutral"),
        (kuptsov(latin_name="Ivan Kuptsov"), "da", "Kære Ivan Kuptsov", "latin_name"),
        (kuptsov(), "cs", "Dobrý den,", "neutral"),
        (kuptsov(), "lt", "Laba diena!", "neutral"),
        (novak(), "ru", "Здравствуйте!", "neutral"),
        (novak(latin_name="Jan Novak"), "ru", "Здравствуйте, Jan Novak!", "latin_name"),
        (novak(), "ja", "お世話になっております。", "neutral"),
        (yamada(latin_name="Ямада"), "en", "Hello,", "neutral"),
        (person("Jan Новák"), "en", "Hello,", "neutral"),
    ],
)
def test_a_name_in_a_script_that_the_language_does_not_use(contact, language, text, rule):
    assert greet(contact, language) == Greeting(text, rule)


def test_chosen_words_come_first_in_their_language_and_register():
    words = {"cs": {"formal": "Vážený pane rektore"}, "fr": {"formal": "Cher Maître,"}}
    contact = novak(address_as=words)
    assert greet(contact, "cs") == Greeting("Vážený pane rektore,", "address_as")
    assert greet(contact, "fr") == Greeting("Cher Maître,", "address_as")
    assert greet(contact, "cs", "informal") == Greeting("Dobrý den, Jane,", "informal")
    assert greet(contact, "en") == Greeting("Dear Mr Novák,", "formal")
    assert greet(novak(address_as={"lt": {"formal": "Gerbiamas Jonai"}}), "lt").text == "Gerbiamas Jonai!"


def test_an_explicit_register_stands_above_the_wish():
    assert greet(novak(formality="informal"), "en", "formal").text == "Dear Mr Novák,"
    assert greet(novak(formality="formal"), "en", "informal").text == "Hi Jan,"


def test_the_informal_register_never_falls_back_to_mr():
    assert greet(person("J Novák", surname_core="Novák", grammatical_gender="m"), "de", "informal") == Greeting(
        "Guten Tag J Novák,", "full_name"
    )


def test_a_blank_name_locale_leaves_the_language_of_the_contact():
    assert greet(novak(name_locale="", language="cs"), "cs").text == "Vážený pane Nováku,"
    assert greet(novak(name_locale="", language="en"), "cs").text == "Dobrý den,"
    assert greet(petrauskas(name_locale="", language="lt-LT"), "lt").text == "Gerbiamasis pone Petrauskai!"


def test_a_prefix_that_ends_with_an_apostrophe_is_joined():
    contact = person("Luc d’Arc", surname_prefix="d’", surname_core="Arc", grammatical_gender="m")
    assert greet(contact, "en").text == "Dear Mr d’Arc,"


def test_missing_attributes_are_unknown():
    assert greet(SimpleNamespace(full_name="Alex Morgan"), "en").text == "Dear Alex Morgan,"
    empty = SimpleNamespace(full_name=None, titles=None, address_as=None, vocatives={"cs": None})
    assert greet(empty, "cs") == Greeting("Dobrý den,", "neutral")


def test_names_with_braces_and_markup_are_only_text():
    assert greet(person("{given} {0} <b>", given="{x}"), "en").text == "Dear {given} {0} <b>,"


def some_people():
    fields = {
        "full_name": ["Jan Novák", "Купцов", "山田太郎", " ", "4"],
        "given": ["", "Jan", "Иван", "太郎 "],
        "surname_core": ["", "Novák  Černý", "Купцов", "山田"],
        "given2": ["", "Петрович"],
        "called": ["", "Honza"],
        "titles": [[], ["dr", "unknown"]],
        "grammatical_gender": ["", "m", "f"],
        "formality": ["", "informal"],
    }
    for values in itertools.product(*fields.values()):
        yield person(**dict(zip(fields, values, strict=True)), name_locale="cs")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_greeting_has_a_gap(language):
    for contact in some_people():
        text, rule = greet(contact, language)
        assert rule in RULES
        assert re.search(r"\w", text)
        assert not re.search(r"  |None|[{}]|\s[,!：،]|^\s|\s$", text), text
        if not contact.grammatical_gender:
            assert not re.search(r"\b(Mr|Ms|Herr|Frau|pane|paní|pone|ponia|господин|госпожа|Bey|Ông)\b", text)


@pytest.mark.parametrize("language", ROWS)
def test_each_list_of_rows_ends_with_a_neutral_line(language):
    last = ROWS[language][-1]
    assert (last.register, last.gender, last.rule, last.address) == ("", "", "neutral", "")
    assert "{" not in last.line


@pytest.mark.parametrize(
    ("contact", "language", "name"),
    [
        (novak(), "cs", "pane Nováku"),
        (novakova(), "cs", "paní Nováková"),
        (kuptsov(), "ru", "Иван Петрович"),
        (petrauskas(), "lt", "pone Petrauskai"),
        (novak(), "en", "Mr Novák"),
        (novak(formality="informal", called="Honza"), "en", "Honza"),
        (novak(titles=["dr"]), "de", "Herr Dr. Novák"),
        (yamada(), "ja", "山田様"),
        (novak(grammatical_gender=""), "cs", "Jan Novák"),
        (novak(), "fr", "Jan Novák"),
        (novak(address_as={"cs": {"formal": "pane rektore"}}), "cs", "pane rektore"),
        (yamada(), "en", "山田太郎"),
    ],
)
def test_the_card_shows_the_form_of_address(contact, language, name):
    assert addressed_name(contact, language) == name


@pytest.mark.parametrize(
    ("contact", "language", "register", "text", "rule"),
    [
        (novak(given=""), "en", "formal", "Dear Mr Novák,", "formal"),
        (novak(given=""), "en", "informal", "Dear Jan Novák,", "full_name"),
        (novak(surname_core=""), "en", "formal", "Dear Jan Novák,", "full_name"),
        (novak(surname_core="", titles=["dr"]), "en", "formal", "Dear Jan Novák,", "full_name"),
        (kuptsov(surname_core="", given2=""), "ru", "formal", "Здравствуйте!", "neutral"),
        (kuptsov(given="", given2=""), "ru", "formal", "Уважаемый господин Купцов!", "formal"),
        (kuptsov(given=""), "ru", "informal", "Здравствуйте!", "neutral"),
        (novak(given=""), "cs", "informal", "Dobrý den,", "neutral"),
        (novak(surname_core=""), "cs", "formal", "Dobrý den,", "neutral"),
        (novak(surname_core="", titles=["dr"]), "cs", "formal", "Vážený pane doktore,", "title"),
        (novakova(given=""), "cs", "formal", "Vážená paní Nováková,", "formal"),
        (novak(surname_core="Nagy"), "cs", "formal", "Vážený pane Nagyi,", "formal"),
        (petrauskas(given=""), "lt", "informal", "Laba diena!", "neutral"),
        (petrauskas(surname_core=""), "lt", "formal", "Laba diena!", "neutral"),
        (petrauskas(grammatical_gender=""), "lt", "informal", "Sveiki, Jonai!", "informal"),
        (novak(given="", surname_core=""), "da", "formal", "Kære Jan Novák", "full_name"),
        (novak(given=""), "da", "informal", "Kære Jan Novák", "full_name"),
        (novak(given="", grammatical_gender=""), "de", "formal", "Guten Tag Jan Novák,", "full_name"),
        (novak(titles=["prof", "dr"], country="AT"), "de", "formal", "Sehr geehrter Herr Prof. Dr. Novák,", "title"),
        (novak(titles=["dr"], grammatical_gender=""), "de", "formal", "Guten Tag Jan Novák,", "full_name"),
        (yamada(surname_core=""), "ja", "informal", "山田太郎様", "full_name"),
        (yamada(name_locale=""), "ja", "formal", "山田様", "formal"),
        (person("王伟", surname_core="王", grammatical_gender="m"), "zh", "informal", "您好：", "neutral"),
        (person("王伟", given="伟", grammatical_gender="m"), "zh", "formal", "您好：", "neutral"),
        (person("Jan Novák", latin_name="Jan Novák"), "zh", "formal", "您好，Jan Novák：", "latin_name"),
        (person("김민수", given="민수", surname_core="김"), "ko", "formal", "김민수 님께", "full_name"),
        (person("김민수", given="민수", surname_core="김"), "ko", "informal", "민수 님,", "informal"),
        (person("Kovács János", given="", surname_core="Kovács"), "hu", "formal", "Tisztelt Kovács János!", "full_name"),
        (person("Kovács János", surname_core="Kovács"), "hu", "informal", "Tisztelt Kovács János!", "full_name"),
        (person("Nguyễn Lan", surname_core="Nguyễn", grammatical_gender="f"), "vi", "formal", "Kính gửi Nguyễn Lan", "full_name"),
        (person("Nguyễn Lan", given="Lan"), "vi", "formal", "Kính gửi Nguyễn Lan", "full_name"),
        (person("Олена", given="Олена", grammatical_gender="f", name_locale="uk"), "uk", "formal", "Шановна пані Олено!", "formal"),
        (person("Сергій", given="Сергій", grammatical_gender="m", name_locale="uk"), "uk", "informal", "Вітаю, Сергію!", "informal"),
        (person("Олег", given="Олег", grammatical_gender="m", name_locale="uk"), "uk", "formal", "Добрий день!", "neutral"),
        (person("Елена", given="Елена", grammatical_gender="f", name_locale="ru"), "uk", "formal", "Добрий день!", "neutral"),
        (person("Ali Kaya", surname_core="Kaya", grammatical_gender="m"), "tr", "informal", "Sayın Ali Kaya", "full_name"),
        (person("Ali Kaya", given="Ali", grammatical_gender="m"), "tr", "informal", "Ali Bey", "informal"),
        (person("ليلى", latin_name="Layla"), "en", "formal", "Dear Layla,", "latin_name"),
    ],
)  # fmt: skip
def test_each_case_of_a_missing_field(contact, language, register, text, rule):
    assert greet(contact, language, register) == Greeting(text, rule)


OWN = Manners(lines={"ar": "السلام عليكم، {name}،", "he": "לכבוד הלקוח,"})


@pytest.mark.parametrize(
    ("contact", "language", "register", "text", "rule"),
    [
        (person("ليلى حداد"), "ar", "formal", "السلام عليكم، ليلى حداد،", "organisation"),
        (person("Jan Novák", latin_name="Jan Novák"), "ar", "formal", "السلام عليكم، \u2068Jan Novák\u2069،", "organisation"),
        (person("Jan Novák"), "ar", "formal", "تحية طيبة،", "neutral"),
        (person("ليلى حداد", called="ليلى"), "ar", "informal", "مرحبًا ليلى،", "informal"),
        (person("Jan", latin_name="Jan"), "ar", "informal", "مرحبًا \u2068Jan\u2069،", "latin_name"),
        (person("דנה כהן"), "he", "formal", "לכבוד הלקוח,", "organisation"),
        (person("Jan", latin_name="Jan"), "he", "informal", "שלום \u2068Jan\u2069,", "latin_name"),
        (novak(), "cs", "formal", "Vážený pane Nováku,", "formal"),
    ],
)  # fmt: skip
def test_the_organisations_own_words(contact, language, register, text, rule):
    assert greet(contact, language, register, manners=OWN) == Greeting(text, rule)


def test_a_wish_is_above_the_relation_above_the_house_above_the_table():
    informal = Manners(relation="informal", registers={"en": "formal"})
    decided = [
        register_of(novak(formality="formal"), "en", informal),
        register_of(novak(), "en-GB", informal),
        register_of(novak(), "en", Manners(registers={"en": "informal"})),
        register_of(novak(), "de", Manners(registers={"en": "informal"})),
    ]
    assert decided == [("formal", "wish"), ("informal", "relation"), ("informal", "organisation"), ("formal", "table")]
    assert greet(novak(), "en", manners=informal).text == "Hi Jan,"
    assert addressed_name(novak(), "cs", manners=informal) == "Jane"


@pytest.mark.parametrize(
    ("contact", "language", "register", "fields"),
    [
        (novak(), "cs", "formal", []),
        (novak(grammatical_gender=""), "cs", "formal", ["grammatical_gender"]),
        (novak(grammatical_gender="", surname_core=""), "cs", "formal", ["grammatical_gender", "surname"]),
        (novak(surname_core="Němec"), "cs", "formal", ["surname_vocative"]),
        (novak(given=""), "cs", "informal", ["given"]),
        (kuptsov(), "cs", "formal", ["surname"]),
        (kuptsov(given2=""), "ru", "formal", ["patronymic"]),
        (kuptsov(given2="", name_locale="cs"), "ru", "formal", []),
        (kuptsov(grammatical_gender=""), "ru", "formal", ["grammatical_gender"]),
        (novak(grammatical_gender=""), "en", "formal", ["grammatical_gender"]),
        (novak(), "da", "formal", []),
        (person("Jan Novák"), "en", "informal", ["called"]),
        (novak(address_as={"cs": {"formal": "Pane"}}, grammatical_gender=""), "cs", "formal", []),
        (novak(), "fr", "formal", []),
    ],
)
def test_what_is_missing_for_a_better_line(contact, language, register, fields):
    assert missing(contact, language, register) == fields


@pytest.mark.parametrize(
    ("language", "greeting", "is_small"),
    [
        ("cs", "Vážený pane Nováku,", True),
        ("cs-CZ", "Dobrý den,", True),
        ("de", "Guten Tag,", True),
        ("cs", "Milý Honzo!", False),
        ("en", "Dear Mr Novák,", False),
        ("lt", "Gerbiamas Jonai,", False),
        ("ru", "Здравствуйте!", False),
        ("da", "Kære Jan Novák", False),
    ],
)
def test_where_the_letter_goes_on_in_small_letters(language, greeting, is_small):
    assert goes_on_small(greeting, language) == is_small


def test_the_languages_of_the_houses_settings_are_those_of_the_table():
    assert set(GREETED) == set(ROWS)


WORDS = st.text(
    st.one_of(st.sampled_from("aáčďěńřšůýžœß'’- \u00a0\t"), st.sampled_from("ИвановПетрович"), st.sampled_from("山田太郎김민수ليلىדנה{}<>1")),
    max_size=12,
)  # fmt: skip
PEOPLE = st.builds(
    person,
    full_name=WORDS.filter(str.strip),
    **dict.fromkeys(("given", "given2", "surname_prefix", "surname_core", "called", "latin_name"), WORDS),
    grammatical_gender=st.sampled_from(["", "m", "f"]),
    formality=st.sampled_from(["", "formal", "informal"]),
    name_locale=st.sampled_from(["", "cs", "lt", "ru", "uk", "ja", "de-AT"]),
    titles=st.lists(st.sampled_from(["dr", "prof", "ing", "x"]), max_size=2),
    vocatives=st.dictionaries(st.sampled_from(["cs", "lt"]), st.just({"given": " Jane "}), max_size=2),
)
ALIEN = {"en": "CYRILLIC", "ru": "CJK", "cs": "CYRILLIC", "da": "HANGUL", "ja": "CYRILLIC", "ar": "CYRILLIC"}


@given(PEOPLE, st.sampled_from(LANGUAGES), st.sampled_from([None, "formal", "informal"]), st.sampled_from([OWN, Manners()]))
def test_whatever_the_fields_hold_no_greeting_is_broken(contact, language, register, manners):
    text, rule = greet(contact, language, register, manners=manners)
    assert rule in RULES
    assert re.search(r"\w", text)
    assert not re.search(r"\s\s|None|[\s\u2069]?\s[,!：،]|^\s|\s$|^[,!：،]", text), text
    # Between the words of the line and its end mark stands a name, or the line is the neutral one.
    assert not re.search(r"\b(Dear|Mr|Ms|Hi|Kære|Hej|pane|paní|господин|Уважаемый|pone|Herr|Frau|님께)\s*[,!]?$", text)
    alien = ALIEN.get(language)
    assert not alien or not any(unicodedata.name(char, "").startswith(alien) for char in text), text
    if not contact.grammatical_gender:
        assert not re.search(r"\b(Mr|Ms|Herr|Frau|pane|paní|pone|ponia|господин|госпожа|Bey|Hanım|Ông|Bà)\b", text)
