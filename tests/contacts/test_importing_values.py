"""Single values of a row: birthdays, countries, languages, zones, names, encodings, headers."""

import pytest

from contacts.importing.birthdays import guess_day_order, parse_birthday
from contacts.importing.cells import guarded, unguarded
from contacts.importing.columns import Column, match_columns
from contacts.importing.decoding import decode
from contacts.importing.names import compose, split_prefix, split_suffix
from contacts.importing.people import person_from
from contacts.importing.places import find_country, find_languages, find_zone
from contacts.importing.readers import read_people
from contacts.importing.rows import BadValue, Birthday, ImportRefused, ParsedPerson, RawPerson


@pytest.mark.parametrize(
    ("text", "birthday"),
    [
        ("1980-04-15", Birthday(4, 15, 1980)),
        ("1980-4-5", Birthday(4, 5, 1980)),
        ("19800415", Birthday(4, 15, 1980)),
        ("1980-04-15T00:00:00Z", Birthday(4, 15, 1980)),
        ("--04-15", Birthday(4, 15)),
        (" --0415", Birthday(4, 15)),
        ("--02-29", Birthday(2, 29)),
        ("1604-04-15", Birthday(4, 15)),
        ("15.4.1980", Birthday(4, 15, 1980)),
        ("15. 4. 1980", Birthday(4, 15, 1980)),
        ("15.4.", Birthday(4, 15)),
        ("1980.04.15", Birthday(4, 15, 1980)),
        ("1980/4/15", Birthday(4, 15, 1980)),
        ("1980年4月15日", Birthday(4, 15, 1980)),
        ("1980년 4월 15일", Birthday(4, 15, 1980)),
        ("4/15/1980", Birthday(4, 15, 1980)),
        ("15/4/80", Birthday(4, 15, 1980)),
        ("5/5/05", Birthday(5, 5, 2005)),
        ("4/15/1980 0:00", Birthday(4, 15, 1980)),
        ("15 April 1980", Birthday(4, 15, 1980)),
        ("April 15, 1980", Birthday(4, 15, 1980)),
        ("15. dubna 1980", Birthday(4, 15, 1980)),
        ("15 апреля 1980 г.", Birthday(4, 15, 1980)),
        ("1980 m. balandžio 15 d.", Birthday(4, 15, 1980)),
        ("15. März", Birthday(3, 15)),
        ("", None),
        ("0/0/00", None),
        ("0/0/0000", None),
        ("00.00.0000", None),
    ],
)
def test_birthdays(text: str, birthday: Birthday | None) -> None:
    assert parse_birthday(text) == birthday


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1980-02-31", "The birthday “1980-02-31” is not a date of the calendar."),
        ("1981-02-29", "The birthday “1981-02-29” is not a date of the calendar."),
        ("31. 2. 1980", "The birthday “31. 2. 1980” is not a date of the calendar."),
        ("13/13/1980", "The birthday “13/13/1980” is not a date of the calendar."),
        ("1980-00-10", "The birthday “1980-00-10” is not a date of the calendar."),
        ("1492-04-15", "The birthday “1492-04-15” has an impossible year."),
        ("soon", "“soon” is not a birthday; write it as 1980-04-15 or --04-15."),
        ("April", "“April” is not a birthday; write it as 1980-04-15 or --04-15."),
        ("12345", "“12345” is not a birthday; write it as 1980-04-15 or --04-15."),
        ("3/4/1980", "The birthday “3/4/1980” can be read in two ways; write it as 1980-04-15."),
    ],
)
def test_birthdays_that_cannot_be(text: str, reason: str) -> None:
    with pytest.raises(BadValue) as bad:
        parse_birthday(text)

    assert str(bad.value) == reason


def test_the_column_tells_which_comes_first() -> None:
    assert guess_day_order(["3/4/1980", "25/4/1980"]) == "day"
    assert guess_day_order(["3/4/1980", "4/25/1980"]) == "month"
    assert guess_day_order(["25/4/1980", "4/25/1980", "3/4/1980"]) == ""
    assert parse_birthday("3/4/1980", "day") == Birthday(4, 3, 1980)
    assert parse_birthday("3/4/1980", "month") == Birthday(3, 4, 1980)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("CZ", "CZ"),
        ("cze", "CZ"),
        ("Czechia", "CZ"),
        ("Czech Republic", "CZ"),
        ("Česko", "CZ"),
        ("Чехия", "CZ"),
        ("Tschechien", "CZ"),
        ("Tjekkiet", "CZ"),
        ("Čekija", "CZ"),
        ("U.S.A.", "US"),
        ("USA", "US"),
        ("США", "US"),
        ("UK", "GB"),
        ("England", "GB"),
        ("日本", "JP"),
        ("Türkiye", "TR"),
        ("Turkey", "TR"),
        ("Viet Nam", "VN"),
        ("Côte d’Ivoire", "CI"),
        ("Нидерланды", "NL"),
        ("", ""),
    ],
)
def test_countries(text: str, code: str) -> None:
    assert find_country(text) == code


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("cs", ["cs"]),
        ("en-us", ["en-US"]),
        ("pt_BR", ["pt-BR"]),
        ("zh-hant-tw", ["zh-Hant-TW"]),
        ("Czech", ["cs"]),
        ("čeština", ["cs"]),
        ("русский", ["ru"]),
        ("lietuvių", ["lt"]),
        ("Deutsch", ["de"]),
        ("English (United States)", ["en"]),
        ("cs; English, ru|cs", ["cs", "en", "ru"]),
        ("", []),
    ],
)
def test_languages(text: str, tags: list[str]) -> None:
    assert find_languages(text) == tags


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Europe/Prague", "Europe/Prague"),
        ("europe/prague", "Europe/Prague"),
        ("America/New York", "America/New_York"),
        ("america_slash_new_york", "America/New_York"),
        ("america_slash_argentina_slash_buenos_aires", "America/Argentina/Buenos_Aires"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("Central Europe Standard Time", "Europe/Budapest"),
        ("Etc/GMT+5", "Etc/GMT+5"),
        ("Etc/GMT-5", "Etc/GMT-5"),
        ("UTC", "UTC"),
        ("", ""),
    ],
)
def test_zones(text: str, zone: str) -> None:
    assert find_zone(text) == zone


@pytest.mark.parametrize("text", ["Mars/Olympus", "posix/Europe/Prague", "/etc/passwd", "+02:00", "../UTC"])
def test_zones_that_are_none(text: str) -> None:
    with pytest.raises(BadValue):
        find_zone(text)


@pytest.mark.parametrize(
    ("parts", "language", "country", "composed"),
    [
        (("Jan", "", "Novák"), "cs", "CZ", ("Jan Novák", "")),
        (("Пётр", "Ильич", "Купцов"), "", "", ("Пётр Ильич Купцов", "")),
        (("János", "", "Kovács"), "hu", "", ("Kovács János", "hu")),
        (("János", "", "Kovács"), "", "HU", ("Kovács János", "hu")),
        (("John", "", "Smith"), "en", "HU", ("John Smith", "")),
        (("An", "Văn", "Lê"), "vi", "VN", ("Lê Văn An", "vi")),
        (("Tarō", "", "Yamada"), "ja", "", ("Yamada Tarō", "ja")),
        (("太郎", "", "山田"), "", "JP", ("山田太郎", "ja")),
        (("はなこ", "", "山田"), "", "", ("山田はなこ", "ja")),
        (("明", "", "王"), "", "", ("王明", "")),
        (("민수", "", "김"), "", "", ("김민수", "ko")),
        (("アルベルト", "", "シュミット"), "", "", ("アルベルト シュミット", "ja")),
        (("Cher", "", ""), "", "HU", ("Cher", "")),
        (("", "", "Björk"), "", "", ("Björk", "")),
        (("Khai", "Thị Minh", "Nguyễn"), "", "VN", ("Nguyễn Thị Minh Khai", "vi")),
        (("Иван", "Петрович", "Сидоров"), "ru", "", ("Иван Петрович Сидоров", "")),
        (("Björk", "", "Guðmundsdóttir"), "is", "IS", ("Björk Guðmundsdóttir", "is")),
    ],
)
def test_names_in_the_order_of_their_language(
    parts: tuple[str, str, str], language: str, country: str, composed: tuple[str, str]
) -> None:
    assert compose(*parts, language, country) == composed


@pytest.mark.parametrize(
    ("written", "language", "country"),
    [
        ("김민수", "ko", "KR"),
        ("山田太郎", "", ""),
        ("Nguyễn Thị Minh Khai", "vi", ""),
        ("Kovács János", "", "Hungary"),
        ("Сидоров Иван Петрович", "ru", "RU"),
        ("Jan Novák", "", ""),
    ],
)
def test_a_name_in_one_piece_is_not_taken_apart(written: str, language: str, country: str) -> None:
    texts = {"full_name": written, "languages": language}
    person = person_from(RawPerson(2, texts=texts, addresses=[{"country": country}]))
    assert person.full_name == written
    assert {person.given, person.given2, person.surname_prefix, person.surname, person.surname2} == {""}
    assert person.name_locale == ""


def test_titles_and_suffixes() -> None:
    assert split_prefix("Prof. Ing.") == (["prof", "ing"], "")
    assert split_prefix("paní MUDr.") == (["mudr"], "f")
    assert split_prefix("г-н") == ([], "m")
    assert split_prefix("Reverend") == ([], "")
    assert split_suffix("Jr., PhD, CSc.") == ("Jr.", "PhD, CSc.")


def test_surname_goes_by_what_stands_beside_it() -> None:
    assert match_columns(["Vorname", "Name"]) == [Column("text", "given"), Column("text", "surname")]
    assert match_columns(["Jméno", "E-mail"]) == [Column("text", "full_name"), Column("email")]
    assert match_columns(["Jméno", "Příjmení"]) == [Column("text", "given"), Column("text", "surname")]
    assert match_columns(["Name", "Title"]) == [Column("text", "full_name"), Column("text", "job_title")]
    assert match_columns(["Title", "Job Title"]) == [Column("text", "prefix"), Column("text", "job_title")]
    assert match_columns(["Ort geschäftlich", "Home City"]) == [
        Column("address", "city", "business"),
        Column("address", "city", "home"),
    ]
    assert match_columns(["Shoe size", ""]) == [None, None]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(delimiter: str) -> None:
    text = delimiter.join(["Name", "E-mail", "Shoe size"]) + "\n" + delimiter.join(["Jan Novák", "j@x.cz", "45"])

    reading = read_people(text.encode(), "people.csv")

    assert reading.people == [ParsedPerson(row=2, full_name="Jan Novák", emails=[("j@x.cz", "")])]
    assert reading.unknown_columns == ["Shoe size"]


def test_excel_writes_its_delimiter_first() -> None:
    reading = read_people(b"sep=;\r\nName;Phone\r\n\r\nJan;'+420 601\r\n;\r\n", "people.csv")

    assert reading.people == [ParsedPerson(row=3, full_name="Jan", phones=[("+420 601", "")])]


def test_row_longer_than_the_header_is_left_out() -> None:
    first, second = read_people(b"Name,E-mail\nNovak, Jan,jan@x.cz\nPetr,petr@x.cz,\n", "people.csv").people

    assert first.reason == "The row has more cells than the header."
    assert second == ParsedPerson(row=3, full_name="Petr", emails=[("petr@x.cz", "")])


def test_quotation_marks_inside_a_quoted_cell() -> None:
    (person,) = read_people(b'Name,Notes\n"Jan "Honza" Novak",x\n', "people.csv").people

    assert isinstance(person, ParsedPerson)
    assert "Honza" in person.full_name


@pytest.mark.parametrize(
    ("words", "code_page"),
    [
        ("Jiří Dvořák, Plzeň", "cp1250"),
        ("Łukasz Wójcik", "cp1250"),
        ("Nagy Győző", "cp1250"),
        ("Иван Петров", "cp1251"),
        ("Олена Шевченко, Київ", "cp1251"),
        ("Søren Kjær", "cp1252"),
        ("Jürgen Müller", "cp1252"),
        ("Jürgen Müller", "cp1250"),
        ("François Lefèvre", "cp1252"),
        ("João Gonçalves", "cp1252"),
        ("Agnė Petraitytė", "cp1257"),
        ("Žydrūnas Šležas", "cp1257"),
        ("Jānis Bērziņš", "cp1257"),
        ("Price in €", "cp1252"),
        ("ИВАН ПЕТРОВ", "koi8-r"),
        ("Иван Петров, Москва", "cp866"),
        ("Иван Петров", "iso8859-5"),
        ("Jiří Dvořák, Šťastná", "iso8859-2"),
        ("Jiří Dvořák, Plzeň", "cp852"),
        ("José Núñez", "mac-roman"),
        ("Γιώργος Παπαδόπουλος", "cp1253"),
        ("Ayşe Yılmaz İğdır", "cp1254"),
        ("محمد علي", "cp1256"),
        ("山田太郎,東京都のはなし", "cp932"),
        ("Novák", "utf-16-le"),
        ("Novák", "utf-16-be"),
    ],
)
def test_one_name_tells_the_code_page(words: str, code_page: str) -> None:
    text = f"Name,City\r\n{words}\r\n"

    assert decode(text.encode(code_page)) == text


def test_broken_vcard_stops_no_other() -> None:
    cards = b"BEGIN:VCARD\nVERSION:3.0\n%s\nEND:VCARD\nBEGIN:VCARD\nVERSION:3.0\nFN:Eva\nEND:VCARD\n"
    bad, good = read_people(cards % b"N;ENCODING=QUOTED-PRINTABLE;CHARSET=klingon:=C3=A1\nFN:x", "a.vcf").people

    assert (bad.row, bad.reason) == (1, "The card cannot be read as a vCard.")
    assert good == ParsedPerson(row=2, full_name="Eva")
    stray, good = read_people(cards % b"FN:Jan\na stray line", "a.vcf").people
    assert stray == ParsedPerson(row=1, full_name="Jan")
    assert good == ParsedPerson(row=2, full_name="Eva")


@pytest.mark.parametrize(
    "name",
    [
        "O'Brien-Smith; DROP TABLE contacts_contact;--",
        "<script>alert(1)</script>",
        "{{ 7*7 }} %s %(name)s",
        "مرحبا \u202eevil",
        "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!",
        "👨‍👩‍👧‍👦 Familie",
        "X",
        "Nguyễn".replace("ễ", "e\u0302\u0303"),
    ],
)
def test_hostile_names_stay_whole_or_are_refused_alone(name: str) -> None:
    cell = name.replace('"', '""')
    first, second = read_people(f'Name,E-mail\n"{cell}",a@x.cz\nEva,e@x.cz\n'.encode(), "a.csv").people

    assert isinstance(first, ParsedPerson)
    assert second.full_name == "Eva"
    assert "".join(first.full_name.split())


@pytest.mark.parametrize("name", ["", "   ", "\u200b\u200d", "...", "\ufeff", "-"])
def test_names_that_are_none(name: str) -> None:
    with pytest.raises(BadValue, match="The row has no name"):
        person_from(RawPerson(2, texts={"full_name": name}))


def test_name_broken_by_an_earlier_conversion() -> None:
    with pytest.raises(BadValue, match="broken characters"):
        person_from(RawPerson(2, texts={"full_name": "Nov\ufffdk"}))


def test_too_long_text_is_refused_not_cut() -> None:
    with pytest.raises(BadValue, match="longer than 200 characters"):
        person_from(RawPerson(2, texts={"full_name": "x" * 201}))


@pytest.mark.parametrize("text", ["x", "a@b", "@x.cz", "a b@x.cz", "a@x..cz", "a@x.cz\x00@y.cz", "a@@x.cz"])
def test_no_addresses(text: str) -> None:
    with pytest.raises(BadValue, match="is not an e-mail address"):
        person_from(RawPerson(2, texts={"full_name": "Jan"}, emails=[(text, "")]))


def test_addresses() -> None:
    raw = RawPerson(
        2,
        texts={"full_name": "Jan"},
        emails=[("Jan Novák <JAN@X.cz>", "* Work"), ("mailto:a+b@x.cz; jan@x.cz ::: почта@пример.рф", "")],
    )

    assert person_from(raw).emails == [("jan@x.cz", "Work"), ("a+b@x.cz", ""), ("почта@пример.рф", "")]


def test_two_addresses_are_never_mixed() -> None:
    raw = RawPerson(
        2, texts={"full_name": "Jan"}, addresses=[{"city": "Plzeň"}, {"street": "Ulice 1", "country": "Germany"}]
    )

    person = person_from(raw)

    assert (person.street, person.city, person.country) == ("", "Plzeň", "")


def test_formulas_are_guarded_and_read_back() -> None:
    assert guarded("=1+1") == "'=1+1"
    assert guarded("+420 601") == "'+420 601"
    assert guarded("Novák") == "Novák"
    assert unguarded("'+420 601") == "+420 601"
    assert unguarded("'s-Hertogenbosch") == "'s-Hertogenbosch"


def test_hopeless_encoding() -> None:
    garbage = b"Name\n" + bytes(range(0x83, 0xDA, 2))

    with pytest.raises(ImportRefused) as refusal:
        decode(garbage)

    assert str(refusal.value) == "The file's encoding cannot be read; export it again as UTF-8."
