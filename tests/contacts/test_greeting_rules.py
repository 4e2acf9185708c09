"""The greeting table with one field missing at a time, what decides beside the contact, and random fields."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.data.greetings import ROWS
from contacts.greeting import RULES, Greeting, Manners, addressed_name, goes_on_small, greet, missing, register_of
from crm.languages import GREETED
from tests.contacts.people_to_greet import kuptsov, novak, novakova, person, petrauskas, yamada

LANGUAGES = [*ROWS, "fr", "de-AT", "pt_BR", "zh-Hant", ""]


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
        (
            person("Kovács János", given="", surname_core="Kovács"),
            "hu",
            "formal",
            "Tisztelt Kovács János!",
            "full_name",
        ),
        (person("Kovács János", surname_core="Kovács"), "hu", "informal", "Tisztelt Kovács János!", "full_name"),
        (
            person("Nguyễn Lan", surname_core="Nguyễn", grammatical_gender="f"),
            "vi",
            "formal",
            "Kính gửi Nguyễn Lan",
            "full_name",
        ),
        (person("Nguyễn Lan", given="Lan"), "vi", "formal", "Kính gửi Nguyễn Lan", "full_name"),
        (
            person("Олена", given="Олена", grammatical_gender="f", name_locale="uk"),
            "uk",
            "formal",
            "Шановна пані Олено!",
            "formal",
        ),
        (
            person("Сергій", given="Сергій", grammatical_gender="m", name_locale="uk"),
            "uk",
            "informal",
            "Вітаю, Сергію!",
            "informal",
        ),
        (
            person("Олег", given="Олег", grammatical_gender="m", name_locale="uk"),
            "uk",
            "formal",
            "Добрий день!",
            "neutral",
        ),
        (
            person("Елена", given="Елена", grammatical_gender="f", name_locale="ru"),
            "uk",
            "formal",
            "Добрий день!",
            "neutral",
        ),
        (
            person("Ali Kaya", surname_core="Kaya", grammatical_gender="m"),
            "tr",
            "informal",
            "Sayın Ali Kaya",
            "full_name",
        ),
        (person("Ali Kaya", given="Ali", grammatical_gender="m"), "tr", "informal", "Ali Bey", "informal"),
        (person("ليلى", latin_name="Layla"), "en", "formal", "Dear Layla,", "latin_name"),
    ],
)
def test_each_case_of_a_missing_field(contact, language, register, text, rule):
    assert greet(contact, language, register) == Greeting(text, rule)


OWN = Manners(lines={"ar": "السلام عليكم، {name}،", "he": "לכבוד הלקוח,"})


@pytest.mark.parametrize(
    ("contact", "language", "register", "text", "rule"),
    [
        (person("ليلى حداد"), "ar", "formal", "السلام عليكم، ليلى حداد،", "organisation"),
        (
            person("Jan Novák", latin_name="Jan Novák"),
            "ar",
            "formal",
            "السلام عليكم، \u2068Jan Novák\u2069،",
            "organisation",
        ),
        (person("Jan Novák"), "ar", "formal", "تحية طيبة،", "neutral"),
        (person("ليلى حداد", called="ليلى"), "ar", "informal", "مرحبًا ليلى،", "informal"),
        (person("Jan", latin_name="Jan"), "ar", "informal", "مرحبًا \u2068Jan\u2069،", "latin_name"),
        (person("דנה כהן"), "he", "formal", "לכבוד הלקוח,", "organisation"),
        (person("Jan", latin_name="Jan"), "he", "informal", "שלום \u2068Jan\u2069,", "latin_name"),
        (novak(), "cs", "formal", "Vážený pane Nováku,", "formal"),
    ],
)
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


LETTERS = ("aáčďěńřšůýžœß'’- \u00a0\t", "ИвановПетрович", "山田太郎김민수", "ليلىדנה", "{}<>1")
WORDS = st.text(st.one_of(*(st.sampled_from(letters) for letters in LETTERS)), max_size=12)
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


@given(
    PEOPLE, st.sampled_from(LANGUAGES), st.sampled_from([None, "formal", "informal"]), st.sampled_from([OWN, Manners()])
)
def test_whatever_the_fields_hold_no_greeting_is_broken(contact, language, register, manners):
    text, rule = greet(contact, language, register, manners=manners)
    assert rule in RULES
    assert re.search(r"\w", text)
    assert not re.search(r"\s\s|None|[\s\u2069]?\s[,!：،]|^\s|\s$|^[,!：،]", text), text
    # Between the words of the line and its end mark stands a name, or the line is the neutral one.
    assert not re.search(r"\b(Dear|Mr|Ms|Hi|Kære|Hej|pane|paní|господин|Уважаемый|pone|Herr|Frau)\s*[,!]?$", text)
    assert not text.startswith(("様", "さん", "님", "先生", "女士"))
    alien = ALIEN.get(language)
    assert not alien or not any(unicodedata.name(char, "").startswith(alien) for char in text), text
    if not contact.grammatical_gender:
        assert not re.search(r"\b(Mr|Ms|Herr|Frau|pane|paní|pone|ponia|господин|госпожа|Bey|Hanım|Ông|Bà)\b", text)
