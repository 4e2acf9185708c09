# long: one sample file of each program, with every field it exports
"""Files as the programs export them, read without a database; each field in its place."""

from pathlib import Path

import pytest

from contacts.importing.readers import read_people
from contacts.importing.rows import Birthday, ImportRefused, ParsedPerson, Reading, RowError

FILES = Path(__file__).parent.parent / "files" / "contacts"


def exported(name: str, encoding: str = "utf-8") -> bytes:
    """The bytes that the program writes on Windows: its code page, its line ends."""
    return (FILES / name).read_text(encoding="utf-8").replace("\n", "\r\n").encode(encoding)


def read(name: str, encoding: str = "utf-8") -> Reading:
    return read_people(exported(name, encoding), name)


def test_google_until_2023() -> None:  # long: every field of the file
    reading = read("google_until_2023.csv")

    assert (reading.format, reading.unknown_columns) == ("google", ["Group Membership"])
    assert reading.people == [
        ParsedPerson(
            row=2,
            full_name="Jiří Dvořák",
            given="Jiří",
            surname="Dvořák",
            titles=["ing"],
            credentials="CSc.",
            called="Jirka",
            company="Pivovar Pod Hradem",
            job_title="Brew master",
            emails=[
                ("jiri.dvorak@pivovar-example.cz", "Work"),
                ("dvorak@pivovar-example.cz", "Work"),
                ("jirka@doma.example", "Home"),
            ],
            phones=[("+420 601 234 567", "Mobile"), ("602 345 678", "Mobile"), ("+420 377 111 222", "Work")],
            birthday=Birthday(9, 14, 1978),
            notes='Prefers calls before ten.\nSaid: "no surprises, please"; likes tea, not coffee.',
            street="Pivovarská 12",
            city="Plzeň",
            postcode="301 00",
            country="CZ",
            languages=["cs"],
            website="https://www.pivovar-example.cz",
        ),
        ParsedPerson(
            row=3,
            full_name="山田 花子",
            given="花子",
            surname="山田",
            reading="やまだ はなこ",
            name_locale="ja",
            emails=[("hanako@yamada.example", "")],
            birthday=Birthday(4, 15),
            country="JP",
            languages=["ja"],
        ),
        ParsedPerson(
            row=4,
            full_name="Ольга Петровна Сидорова",
            given="Ольга",
            given2="Петровна",
            surname="Сидорова",
            company="ООО «Ромашка»",
            phones=[("8 (912) 345-67-89", "Mobile")],
            birthday=Birthday(2, 28, 1990),
            street="ул. Мира, 5, Екатеринбург",
            country="RU",
        ),
        ParsedPerson(row=5, full_name="Cher", given="Cher"),
    ]


def test_google_since_2024() -> None:  # long: every field of the file
    reading = read("google_since_2024.csv")

    assert (reading.format, reading.unknown_columns) == ("google", ["Labels"])
    assert reading.people == [
        ParsedPerson(
            row=2,
            full_name="Jürgen Müller-Lüdenscheidt",
            given="Jürgen",
            surname="Müller-Lüdenscheidt",
            titles=["prof", "dr"],
            generation="Jr.",
            called="Jürgi",
            company="Müller & Söhne GmbH, Köln",
            job_title="Geschäftsführer",
            emails=[
                ("j.mueller@mueller-soehne.example", "Work"),
                ("juergen@zuhause.example", "Home"),
                ("jm@zuhause.example", "Home"),
            ],
            phones=[("+49 171 1234567", "Mobile"), ("+49 221 7654321", "Work Fax")],
            birthday=Birthday(12, 24, 1965),
            notes="Zeile eins\nZeile zwei; „so sagte er“",
            street="Straße der Einheit 5",
            city="Köln",
            postcode="50667",
            country="DE",
            website="www.mueller-soehne.example",
        ),
        ParsedPerson(
            row=3,
            full_name="Žydrūnas Kazlauskas",
            given="Žydrūnas",
            surname="Kazlauskas",
            company="UAB Ąžuolas",
            emails=[("zydrunas@azuolas.example", "")],
            phones=[("+370 612 34567", "Mobile")],
            birthday=Birthday(2, 29),
            street="Gedimino pr. 1, Vilnius",
            country="LT",
        ),
        ParsedPerson(
            row=4,
            full_name="佐藤美咲",
            given="美咲",
            surname="佐藤",
            reading="さとう みさき",
            name_locale="ja",
            emails=[("misaki@sato.example", "")],
            country="JP",
        ),
        ParsedPerson(row=5, full_name="Front desk, Hotel Example", phones=[("+43 1 5555555", "")]),
    ]


def test_outlook_of_windows() -> None:  # long: every field of the file
    reading = read("outlook_classic.csv", "cp1252")

    assert (reading.format, reading.unknown_columns) == ("outlook", ["Categories"])
    assert reading.people == [
        ParsedPerson(
            row=2,
            full_name="Søren Kjærgaard",
            given="Søren",
            surname="Kjærgaard",
            grammatical_gender="m",
            company="Nordlys A/S",
            job_title="Indkøbschef",
            emails=[("soren@nordlys.example", ""), ("sk@hjemme.example", "")],
            phones=[("+45 87 00 00 00", "work"), ("+45 20 30 40 50", "mobile"), ("+45 87 00 00 01", "fax")],
            birthday=Birthday(3, 25, 1971),
            notes='Første linje\nAnden linje, med komma og "citat"\n\nFjerde linje',
            street="Åboulevarden 7, 2. sal",
            city="Aarhus",
            postcode="8000",
            country="DK",
            website="http://nordlys.example",
        ),
        ParsedPerson(
            row=3,
            full_name="José María Núñez Peña",
            given="José María",
            surname="Núñez Peña",
            generation="Jr.",
            company="Añil y Compañía",
            emails=[("jose@anil.example", "")],
            phones=[("+34 91 555 00 11", "home")],
            birthday=Birthday(7, 4, 1982),
            street="Calle Mayor 3",
            city="Madrid",
            postcode="28013",
            country="ES",
        ),
        ParsedPerson(
            row=4,
            full_name="Françoise Lefèvre",
            given="Françoise",
            surname="Lefèvre",
            grammatical_gender="f",
            emails=[("francoise@lefevre.example", "")],
        ),
    ]


def test_outlook_on_the_web() -> None:
    reading = read("outlook_com.csv", "utf-8-sig")

    assert (reading.format, reading.unknown_columns) == ("outlook", [])
    assert reading.people == [
        ParsedPerson(
            row=2,
            full_name="Agnė Petraitytė",
            given="Agnė",
            surname="Petraitytė",
            titles=["dr"],
            called="Agnutė",
            company="Klinika „Šviesa“",
            job_title="Gydytoja",
            emails=[("agne@klinika.example", "")],
            phones=[("8 612 00001", "mobile")],
            birthday=Birthday(6, 30, 1988),
            notes="Pirma eilutė\nAntra eilutė",
            city="Kaunas",
            country="LT",
        ),
        ParsedPerson(
            row=3,
            full_name="Nagy Péter",
            given="Péter",
            surname="Nagy",
            name_locale="hu",
            emails=[("peter@nagy.example", "")],
            city="Budapest",
            country="HU",
        ),
    ]


def test_hubspot() -> None:  # long: every field of the file
    reading = read("hubspot.csv")
    olena, mary, nameless = reading.people

    assert reading.format == "hubspot"
    assert reading.unknown_columns == ["Contact owner", "Lead Status", "Lifecycle Stage", "Marketing contact status"]
    assert olena == ParsedPerson(
        row=2,
        full_name="Olena Шевченко",
        given="Olena",
        surname="Шевченко",
        company="Дніпро Експорт",
        job_title="Директорка",
        emails=[("olena@dnipro.example", ""), ("o.shevchenko@dnipro.example", ""), ("olena@home.example", "")],
        phones=[("+380 44 123 4567", ""), ("+380 67 123 4567", "mobile")],
        birthday=Birthday(11, 5, 1983),
        notes="Met at the fair,\nasked for a quote",
        city="Київ",
        country="UA",
        languages=["uk"],
        time_zone="Europe/Kyiv",
        website="dnipro.example",
        external_id="10451",
    )
    assert mary == ParsedPerson(
        row=3,
        full_name="Mary Ann O'Neill",
        given="Mary Ann",
        surname="O'Neill",
        company='O\'Neill "Sails", Inc.',
        emails=[("maryann@oneill.example", "")],
        phones=[("(415) 555-0132", "")],
        birthday=Birthday(2, 29, 1992),
        street="1 Pier St",
        city="San Francisco",
        region="CA",
        postcode="94105",
        country="US",
        languages=["en-US"],
        time_zone="America/Los_Angeles",
        external_id="10452",
    )
    assert nameless == RowError(4, "The row has no name.")
    assert nameless.content["Email"] == "nobody@nowhere.example"


@pytest.mark.parametrize(
    ("name", "encoding", "person"),
    [
        (
            "tabulka.csv",
            "cp1250",
            ParsedPerson(
                row=2,
                full_name="Kateřina Šťastná",
                given="Kateřina",
                surname="Šťastná",
                titles=["mudr"],
                company="Ordinace U Řeky",
                job_title="lékařka",
                emails=[("katerina@ordinace.example", "")],
                phones=[("777 123 456", "mobile")],
                birthday=Birthday(4, 3, 1975),
                notes="Volat až po třetí",
                street="Náměstí Míru 9",
                city="Žďár nad Sázavou",
                postcode="591 01",
                country="CZ",
                languages=["cs"],
            ),
        ),
        (
            "spisok.csv",
            "cp1251",
            ParsedPerson(
                row=2,
                full_name="Пётр Ильич Купцов",
                given="Пётр",
                given2="Ильич",
                surname="Купцов",
                company="ЗАО «Север»",
                job_title="Начальник отдела",
                emails=[("petr@kupcov.example", "")],
                phones=[("8 495 123-45-67", "")],
                birthday=Birthday(5, 9, 1961),
                notes="Звонить после обеда",
                city="Москва",
                country="RU",
                time_zone="Europe/Moscow",
            ),
        ),
        (
            "sarasas.csv",
            "cp1257",
            ParsedPerson(
                row=2,
                full_name="Eglė Žukauskienė",
                given="Eglė",
                surname="Žukauskienė",
                company="UAB Medis",
                job_title="Vadovė",
                emails=[("egle@medis.example", "")],
                phones=[("8 600 12345", "")],
                birthday=Birthday(7, 1, 1979),
                notes="Skambinti rytais",
                city="Šiauliai",
                country="LT",
                languages=["lt"],
            ),
        ),
        (
            "kunder.csv",
            "cp1252",
            ParsedPerson(
                row=2,
                full_name="Åse Østergård",
                given="Åse",
                surname="Østergård",
                company="Havnens Bådværft",
                job_title="Værkfører",
                emails=[("aase@havn.example", "")],
                phones=[("20 11 22 33", "")],
                birthday=Birthday(5, 4, 1969),
                notes="Træffes bedst før tolv",
                street="Strandvejen 5",
                city="Odense",
                postcode="5000",
                country="DK",
                languages=["da"],
            ),
        ),
        (
            "kunden.csv",
            "cp1252",
            ParsedPerson(
                row=2,
                full_name="Änne Groß",
                given="Änne",
                surname="Groß",
                grammatical_gender="f",
                company="Bäckerei Groß",
                job_title="Inhaberin",
                emails=[("aenne@gross.example", "")],
                phones=[("0171 9876543", "mobile")],
                birthday=Birthday(3, 11, 1958),
                notes="Grüßt gern",
                street="Königstraße 1",
                city="Dresden",
                postcode="01097",
                country="DE",
            ),
        ),
    ],
    ids=["cs", "ru", "lt", "da", "de"],
)
def test_spreadsheet_in_its_code_page(name: str, encoding: str, person: ParsedPerson) -> None:
    reading = read(name, encoding)

    assert (reading.format, reading.unknown_columns) == ("csv", [])
    assert reading.people[0] == person
    assert read(name, "utf-8").people == reading.people
    assert read(name, "utf-16").people == reading.people


def test_own_headers() -> None:
    assert read("rapport.csv").people == [
        ParsedPerson(
            row=2,
            full_name="Nguyễn Thị Minh Khai",
            company="Hà Nội Silk",
            emails=[("khai@example.vn", "")],
            phones=[("+84 24 3826 0000", "")],
            birthday=Birthday(8, 19, 1991),
            country="VN",
            languages=["vi", "en"],
            time_zone="Asia/Ho_Chi_Minh",
            external_id="C-001",
        ),
        ParsedPerson(
            row=3, full_name="Kovács", given="Kovács", emails=[("kovacs@example.hu", "")], external_id="C-002"
        ),
    ]


def test_vcard_2_1_of_a_phone() -> None:
    reading = read("phone_2_1.vcf")

    assert reading.format == "vcard"
    assert reading.people == [
        ParsedPerson(
            row=1,
            full_name="Мария Сергеевна Иванова",
            given="Мария",
            given2="Сергеевна",
            surname="Иванова",
            company="Завод «Прогресс»",
            emails=[("maria@ivanova.example", "")],
            phones=[("+79161234567", "cell"), ("8 (495) 765-43-21", "work")],
            birthday=Birthday(3, 7, 1985),
            notes="Первая строка\nвторая строка",
            street="ул. Ленина, 1",
            city="Самара",
            postcode="443000",
            country="RU",
        ),
        ParsedPerson(row=2, full_name="Bob Smith", given="Bob", surname="Smith", phones=[("+15550100", "cell")]),
    ]


def test_vcard_3_0_of_a_phone() -> None:
    thora, nameless, madonna = read("iphone_3_0.vcf").people

    assert thora == ParsedPerson(
        row=1,
        full_name="Þóra Björnsdóttir",
        given="Þóra",
        surname="Björnsdóttir",
        titles=["dr"],
        credentials="PhD",
        called="Tóta",
        company="Íslensk Orka, hf.",
        job_title="Sölustjóri",
        emails=[("thora@orka.example", "Work"), ("thora@heima.example", "home")],
        phones=[("+354 661 2345", "cell")],
        birthday=Birthday(4, 15),
        notes="Fyrsta lína\nönnur lína; með „gæsalöppum“ og mjög löngum texta sem brotnar "
        "yfir á næstu línu eins og forrit gera þegar línan er of löng",
        street="Laugavegur 3, Bakhús",
        city="Reykjavík",
        postcode="101",
        country="IS",
        website="https://orka.example",
        external_id="3f2b1c9e-0000-4000-8000-000000000001",
    )
    assert nameless == RowError(2, "The row has no name.")
    assert madonna == ParsedPerson(
        row=3, full_name="Madonna", phones=[("+420 777 000 222", "cell")], birthday=Birthday(8, 16, 1958)
    )


def test_vcard_4_0() -> None:
    assert read("vcard_4_0.vcf").people == [
        ParsedPerson(
            row=1,
            full_name="Lê Văn An",
            given="An",
            given2="Văn",
            surname="Lê",
            name_locale="vi",
            company="Công ty Sao Mai",
            emails=[("an@le.example", "work")],
            phones=[("+84-90-123-4567", "cell")],
            birthday=Birthday(4, 15),
            notes="Emoji 🎉 and a comma, a semicolon; a backslash \\ end",
            street="12 Lý Thường Kiệt",
            city="Hà Nội",
            postcode="100000",
            country="VN",
            languages=["vi"],
            time_zone="Asia/Ho_Chi_Minh",
            external_id="contact-4711",
        )
    ]


def test_each_bad_row_has_its_sentence_and_stops_no_other() -> None:
    people = read("bad_rows.csv").people

    assert [person.full_name for person in people if isinstance(person, ParsedPerson)] == ["Good One", "Good Two"]
    assert [person for person in people if isinstance(person, RowError)] == [
        RowError(3, "The row has no name."),
        RowError(4, "The birthday “1980-02-31” is not a date of the calendar."),
        RowError(5, "“Mars/Olympus” is not a time zone known here; write it as Europe/Prague."),
        RowError(6, "“Atlantis” is not a country known here."),
        RowError(7, "“not an address” is not an e-mail address."),
        RowError(8, "“Klingonese” is not a language known here."),
        RowError(9, "The birthday “3/4/1980” can be read in two ways; write it as 1980-04-15."),
    ]


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.csv", "The file is empty."),
        (b"\xef\xbb\xbf \r\n", "a.csv", "The file is empty."),
        (
            b"PK\x03\x04" + b"\0" * 40,
            "a.xlsx",
            "The spreadsheet is broken and cannot be opened.",
        ),
        (b"%PDF-1.7\n", "a.csv", "This is not a contact file; contacts are imported from CSV, XLSX or vCard."),
        (bytes(range(256)) * 4, "a.csv", "This is not a contact file; contacts are imported from CSV, XLSX or vCard."),
        (b"Name\x01,E-mail\n", "a.csv", "This is not a contact file; contacts are imported from CSV, XLSX or vCard."),
        (b"<!DOCTYPE html><p>", "a.csv", "This is not a contact file; contacts are imported from CSV, XLSX or vCard."),
        (
            b"date,amount\n2020-01-01,5\n",
            "a.csv",
            "The first row has no column of names, such as Name, First Name or Last Name.",
        ),
        (
            "Name,City\nNovák Dvořák,Plzeň\nBroken ".encode() + b"\xe1\n",
            "a.csv",
            "The file holds broken characters; export it again as UTF-8.",
        ),
        (
            "Name,City\nA,B\n".encode("utf-16")[:-1],
            "a.csv",
            "The file holds broken characters; export it again as UTF-8.",
        ),
        (
            b'Name,Notes\nJan,"never closed\nPetr,x\n',
            "a.csv",
            "The row that begins in line 2 has no end: a quotation mark is not closed or a cell is too long.",
        ),
        (b"Name,E-mail\n", "a.vcf", "The file holds no vCard."),
        (b"BEGIN:VCARD\nVERSION:3.0\nFN:Jan\n", "a.vcf", "The vCard file breaks off: a card has no end."),
    ],
)
def test_refused_with_one_sentence(data: bytes, name: str, reason: str) -> None:
    with pytest.raises(ImportRefused) as refusal:
        read_people(data, name)

    assert str(refusal.value) == reason
