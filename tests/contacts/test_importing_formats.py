"""Spreadsheets, old cards, programs of sales people, and files that are none; read without a database."""

import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from contacts.importing.choices import Choices, day_order_of
from contacts.importing.limits import MOST_COLUMNS
from contacts.importing.phones import international
from contacts.importing.readers import read_people
from contacts.importing.rows import Birthday, ImportRefused, ParsedPerson, Reading, RowError
from tests.contacts.test_importing_readers import read


def workbook(*rows: tuple[object, ...]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(out)
    return out.getvalue()


def person(reading: Reading) -> ParsedPerson:
    [found] = reading.people
    assert isinstance(found, ParsedPerson), found
    return found


def people_of(text: str, **chosen: str) -> Reading:
    return read_people(text.encode(), "a.csv", Choices(**chosen))  # type: ignore[arg-type]  # the country alone


def test_salesforce() -> None:
    reading = read("salesforce.csv")

    assert (reading.format, reading.unknown_columns) == ("salesforce", ["Contact Owner"])
    assert reading.people == [
        ParsedPerson(
            row=2,
            full_name="Žofie Dvořáková",
            given="Žofie",
            surname="Dvořáková",
            grammatical_gender="f",
            company="Pivovar Pod Hradem",
            job_title="Head of Purchasing",
            emails=[("zofie@pivovar-example.cz", "")],
            phones=[("+420 377 111 222", ""), ("+420 601 234 567", "mobile")],
            birthday=Birthday(4, 9, 1978),
            notes="Prefers calls before ten.\n🍺 only on Fridays",
            street="Pivovarská 12, 2nd floor",
            city="Plzeň",
            postcode="301 00",
            country="CZ",
            external_id="0035g00000AbCdE",
        )
    ]


def test_pipedrive() -> None:
    reading = read("pipedrive.csv")

    assert (reading.format, reading.unknown_columns) == (
        "pipedrive",
        ["Person - Label", "Person - Open deals", "Person - Owner"],
    )
    found = person(reading)
    assert (found.full_name, found.company, found.external_id) == ("Иван Петров", "ООО Ромашка", "17")
    assert found.emails == [("ivan@romashka.example", "work"), ("ivan@home.example", "home")]
    assert found.phones == [("+7 495 123-45-67", "work"), ("+7 916 123-45-67", "mobile")]


def test_spreadsheet_with_dates_numbers_and_empty_cells() -> None:
    data = workbook(
        ("Jméno", "E-mail", "Telefon", "Datum narození", "PSČ", "Poznámky"),
        ("Žofie Malá", None, 601234567, datetime(1980, 4, 15), 30100.0, "=SUM(A1:A9)"),
        (None, None, None, None, None, None),
        ("Иван 🍺", "ivan@x.example", "+420 602 345 678", date(1990, 12, 31), "", "two\nlines"),
    )

    first, second = read_people(data, "people.csv", Choices(country="CZ")).people

    assert isinstance(first, ParsedPerson)
    assert isinstance(second, ParsedPerson)
    assert (first.row, first.phones, first.birthday, first.postcode) == (
        2,
        [("+420 601 234 567", "")],
        Birthday(4, 15, 1980),
        "30100",
    )
    assert (second.row, second.full_name, second.birthday, second.notes) == (
        4,
        "Иван 🍺",
        Birthday(12, 31, 1990),
        "two\nlines",
    )


def bomb(name: str, size: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open(name, "w", force_zip64=True) as part:
            for _block in range(size // (1 << 20)):
                part.write(bytes(1 << 20))
    return out.getvalue()


def with_entities() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(("Name",), ("Jan",)))) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            if part.endswith("sheet1.xml"):
                content = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + content.split(b"?>")[-1]
            new.writestr(part, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (bomb("xl/sharedStrings.xml", 64 << 20), "The spreadsheet is too large when it is unpacked"),
        (with_entities(), "The spreadsheet is broken"),
        (workbook(("Name",), ("Jan",))[:-200], "The spreadsheet is broken"),
        (workbook(tuple(f"c{at}" for at in range(1000))), f"more than {MOST_COLUMNS} columns"),
        (workbook(), "The file is empty."),
        (b"Name\n" + bytes(range(256)) * 4, "This is not a contact file"),
        (b",".join(b"c%d" % at for at in range(1000)), f"more than {MOST_COLUMNS} columns"),
    ],
)
def test_what_is_no_table_of_people_is_refused_whatever_it_is_called(data: bytes, reason: str) -> None:
    with pytest.raises(ImportRefused, match=reason):
        read_people(data, "people.csv")


def test_archive_that_is_no_spreadsheet() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("people.csv", "Name\nJan\n")

    with pytest.raises(ImportRefused, match="This is an archive"):
        read_people(out.getvalue(), "people.xlsx")


def test_repeated_header_is_told_and_left_out() -> None:
    reading = people_of("Name,Company,Company,E-mail,E-mail\nJan,House,Mill,a@x.cz,b@x.cz\n")

    told, found = reading.people
    assert told == RowError(1, "Two columns are called “Company”; the second one is left out.")
    assert isinstance(found, ParsedPerson)
    assert (found.company, found.emails) == ("House", [("a@x.cz", ""), ("b@x.cz", "")])


def test_row_with_too_few_cells_is_left_out_alone() -> None:
    reading = people_of("Name,E-mail,City\nJan,jan@x.cz,Brno\nEva,eva@x.cz\nIva,,\n")

    assert [item for item in reading.people if isinstance(item, RowError)] == [
        RowError(3, "The row has fewer cells than the header.")
    ]
    assert len(reading.people) == 3


def test_program_that_never_writes_empty_cells_at_the_end() -> None:
    reading = people_of("Name,E-mail,City\nJan\nEva,eva@x.cz\nIva,iva@x.cz,Brno\n")

    assert [type(item) for item in reading.people] == [ParsedPerson] * 3


def test_unknown_header_is_guessed_by_what_stands_below_it() -> None:
    found = person(people_of("Name,Kontakt A,Kontakt B,Číslo\nJan,jan@x.cz,+420 601 234 567,17\n"))

    assert (found.emails, found.phones) == ([("jan@x.cz", "")], [("+420 601 234 567", "")])


def test_columns_are_what_somebody_chose() -> None:
    text = "Klient;Firma;Navíc\nJan Novák;House;jan@x.cz\n"

    found = person(read_people(text.encode(), "a.csv", Choices(columns=("text.full_name", "", "email.work"))))

    assert (found.full_name, found.company, found.emails) == ("Jan Novák", "", [("jan@x.cz", "work")])


@pytest.mark.parametrize(("country", "birthday"), [("US", Birthday(3, 4, 1980)), ("GB", Birthday(4, 3, 1980))])
def test_dates_are_read_by_the_country(country: str, birthday: Birthday) -> None:
    found = person(people_of("Name,Birthday\nJan,3/4/1980\n", country=country))

    assert found.birthday == birthday


def test_day_order_of_countries() -> None:
    orders = {country: day_order_of(country) for country in ("US", "CZ", "RU", "DK", "LT", "JP", "", "ZZ9")}

    assert orders == {
        "US": "month",
        "CZ": "day",
        "RU": "day",
        "DK": "day",
        "LT": "month",
        "JP": "month",
        "": "",
        "ZZ9": "",
    }


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("601 234 567", "CZ", "+420 601 234 567"),
        ("8 916 123-45-67", "RU", "+7 916 123-45-67"),
        ("+45 12 34 56 78", "CZ", "+45 12 34 56 78"),
        ("ext. 12", "CZ", "ext. 12"),
        ("601 234 567", "", "601 234 567"),
    ],
)
def test_numbers_are_dialled_from_the_country(text: str, country: str, number: str) -> None:
    assert international(text, country) == number


QUOTED = """BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=9F=D0=B5=D1=82=D1=80=D0=BE=D0=B2;=D0=98=D0=B2=D0=B0=D0=BD;;;
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=98=D0=B2=D0=B0=D0=BD=20=D0=9F=D0=B5=D1=
=82=D1=80=D0=BE=D0=B2
NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=windows-1251:=CB=FE=E1=E8=F2, =F7=E0=E9;=0D=0A=
 =E8 =EA=EE=F4=E5
TEL;CELL;PREF:+7 916 123-45-67
PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQSkZJRgABAQ
 AAAQABAAD/2wBDAAUDBAQEAwUEBAQFBQUGBwwIBwcH==

END:VCARD
"""


def test_quoted_printable_card_in_two_encodings() -> None:
    found = person(read_people(QUOTED.replace("\n", "\r\n").encode(), "a.vcf"))

    assert (found.full_name, found.surname, found.given) == ("Иван Петров", "Петров", "Иван")
    assert found.notes == "Любит, чай;\n и кофе"
    assert found.phones == [("+7 916 123-45-67", "cell")]


def test_folded_lines_commas_and_a_note_that_speaks_of_quoted_printable() -> None:
    card = (
        "BEGIN:VCARD\nVERSION:3.0\nFN:Doe, John\nNOTE:It said quoted-printable=\n  and went\n on\nTITLE:Cook\\, main\n"
        "ADR;TYPE=WORK:;;Long street 1\\, yard;Brno;;602 00;Czech Republic\nEND:VCARD\n"
    )

    found = person(read_people(card.encode(), "a.vcf"))

    assert (found.full_name, found.notes, found.job_title) == (
        "Doe, John",
        "It said quoted-printable= and wenton",
        "Cook, main",
    )
    assert (found.street, found.city, found.country) == ("Long street 1, yard", "Brno", "CZ")


def test_accent_far_down_tells_the_code_page() -> None:
    text = "Name,Notes\n" + f"Jan Novak,{'x' * 1000}\n" * 250 + "Žofie Dvořáková,\n"

    last = read_people(text.encode("cp1250"), "a.csv").people[-1]

    assert isinstance(last, ParsedPerson)
    assert last.full_name == "Žofie Dvořáková"
