import itertools
import re
from types import SimpleNamespace

import pytest

from contacts.data.greetings import ROWS
from contacts.greeting import RULES, Greeting, addressed_name, greet
from tests.contacts.people_to_greet import kuptsov, novak, novakova, person, petrauskas, yamada

LANGUAGES = [*ROWS, "fr", "de-AT", "pt_BR", "zh-Hant", ""]


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
