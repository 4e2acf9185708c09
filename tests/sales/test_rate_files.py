from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from sales.rate_files import reading
from sales.rate_files.lines import BadLine, FileRefused, Listed
from sales.rate_files.reading import MOST_BYTES, MOST_UNPACKED, read_rates
from tests.sales.rate_samples import CBR, CNB_DAY, CNB_YEAR, ECB, ECB_OTHER_ORDER, ECB_XML, zipped

NOW = datetime(2026, 11, 1, 23, tzinfo=UTC)
CHRISTMAS_EVE = date(2024, 12, 24)


def read(text, source="ecb"):
    return list(read_rates(text if isinstance(text, bytes) else text.encode(), source, NOW))


def refusal(content, source="ecb"):
    with pytest.raises(FileRefused) as refused:
        read(content, source)
    return str(refused.value)


def test_the_history_of_the_ecb_without_what_was_not_available():
    found = read(ECB)
    assert len(found) == 13
    assert Listed("EUR", "CZK", CHRISTMAS_EVE, Decimal("25.179")) in found
    assert [row.date for row in found if row.quote == "RUB"] == [date(2022, 3, 1)]
    assert {row.quote for row in found} == {"USD", "JPY", "BGN", "CZK", "RUB"}


def test_its_columns_may_stand_in_any_order():
    assert read(ECB_OTHER_ORDER) == [
        Listed("EUR", "CZK", CHRISTMAS_EVE, Decimal("25.179")),
        Listed("EUR", "USD", CHRISTMAS_EVE, Decimal("1.0395")),
    ]


def test_the_zip_and_a_mark_at_the_beginning():
    assert read(zipped(("eurofxref-hist.csv", ECB.encode()))) == read(b"\xef\xbb\xbf" + ECB.encode()) == read(ECB)


def test_the_xml_of_one_day_and_of_ninety():
    assert read(ECB_XML) == [
        Listed("EUR", "USD", date(2024, 12, 27), Decimal("1.0435")),
        Listed("EUR", "CZK", date(2024, 12, 27), Decimal("25.171")),
        Listed("EUR", "USD", CHRISTMAS_EVE, Decimal("1.0395")),
    ]


def test_a_bad_line_is_told_and_the_others_are_read():
    found = read("Date,USD\n2024-12-24,much\nyesterday,1.04\n2024-12-23,-1\n2024-12-20,1.0393\n")
    assert found == [
        BadLine(2, "“much” is not a rate of USD."),
        BadLine(3, "The line has no date."),
        BadLine(4, "“-1” is not a rate of USD."),
        Listed("EUR", "USD", date(2024, 12, 20), Decimal("1.0393")),
    ]


def test_a_year_of_the_czech_national_bank_by_units_and_with_a_change_of_columns():
    found = read(CNB_YEAR, "cnb")
    assert len(found) == 11
    assert Listed("JPY", "CZK", CHRISTMAS_EVE, Decimal("0.15411")) in found
    assert Listed("IDR", "CZK", CHRISTMAS_EVE, Decimal("0.0015")) in found
    assert found[-1] == Listed("JPY", "CZK", date(2024, 12, 27), Decimal("0.153"))


def test_a_day_of_the_czech_national_bank():
    assert read(CNB_DAY, "cnb") == [
        Listed("EUR", "CZK", date(2026, 10, 31), Decimal(25)),
        Listed("KZT", "CZK", date(2026, 10, 31), Decimal("0.045")),
        Listed("UAH", "CZK", date(2026, 10, 31), Decimal("0.5025")),
    ]


def test_a_day_of_the_bank_of_russia_in_its_own_code_page():
    assert read(CBR.encode("cp1251"), "cbr") == [
        Listed("EUR", "RUB", CHRISTMAS_EVE, Decimal("105.57")),
        Listed("KZT", "RUB", CHRISTMAS_EVE, Decimal("0.196")),
    ]


@pytest.mark.parametrize(
    ("content", "source", "said"),
    [
        (b"", "ecb", "This is no file of the European Central Bank: its first line names no date and no USD."),
        (b"a;b;c\n", "ecb", "This is no file of the European Central Bank: its first line names no date and no USD."),
        (b"<a/>", "ecb", "This is no file of the European Central Bank: it holds no day with rates."),
        (b"<a>", "ecb", "The XML of this file is broken."),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "ecb", "The XML of this file is broken."),
        (b"x\x00y", "ecb", "This is no text file."),
        (b"PK\x03\x04broken", "ecb", "The archive is broken and cannot be opened."),
        (zipped(("a", b"1"), ("b", b"2")), "ecb", "The archive holds not one file but 2."),
        (b" " * (MOST_BYTES + 1), "ecb", "The file is larger than 10 MB."),
        (
            ECB.encode(),
            "cnb",
            "This is no list of the Czech National Bank: its first lines name no day and no code.",
        ),
        (CNB_DAY.replace("31.10.2026", "Halloween").encode(), "cnb", "The first line of the list has no date."),
        (ECB_XML.encode(), "cbr", "This is no daily list of the Bank of Russia."),
    ],
)
def test_a_file_of_something_else_is_refused_in_one_sentence(content, source, said):
    assert refusal(content, source) == said


def test_a_small_archive_that_would_fill_the_memory_is_refused():
    bomb = zipped(("eurofxref-hist.csv", b"0" * (MOST_UNPACKED + 1)))
    assert len(bomb) < 100_000
    assert refusal(bomb) == "Unpacked, the file is larger than 30 MB."


def test_a_file_of_more_rates_than_banks_list_is_refused_before_its_first(monkeypatch):
    assert reading.MOST_RATES == 1_000_000
    monkeypatch.setattr(reading, "MOST_RATES", 13)
    assert len(read(ECB)) == 13
    monkeypatch.setattr(reading, "MOST_RATES", 12)
    with pytest.raises(FileRefused, match=r"^The file has more than 1,000,000 rates\.$"):
        read_rates(ECB.encode(), "ecb", NOW)


def test_a_rate_of_a_day_after_tomorrow_is_refused_before_the_first():
    known = "Date,USD\n2024-12-24,1.0395\n"
    assert [len(read(known + day)) for day in ("2026-11-01,1.1\n", "2026-11-02,1.1\n")] == [2, 2]
    with pytest.raises(FileRefused, match=r"^The file has rates of days that are still to come\.$"):
        read_rates((known + "2026-11-03,1.1\n").encode(), "ecb", NOW)
