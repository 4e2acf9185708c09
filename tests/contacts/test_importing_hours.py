"""Hours, lunch, the address in Latin letters and the company's address, from a table."""

from datetime import time

import pytest

from contacts.actions.importing import import_contacts
from contacts.importing.hours import find_hours, hours_text
from contacts.importing.rows import BadValue
from contacts.models import Company, Contact, ImportRun, Winner
from staff.models import User
from tests.factories.contacts import make_company, make_contact

TOKYO = {"street": "丸の内1-1", "city": "千代田区"}


def run_import(by: User, text: str, winner: str = Winner.GAPS) -> ImportRun:
    return import_contacts(by=by, data=text.encode(), filename="people.csv", winner=winner)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("", (None, None)),
        ("09:00–17:00", (time(9), time(17))),
        ("9-17", (time(9), time(17))),
        ("9.30 - 16", (time(9, 30), time(16))),
        ("00:00—23:59", (time(0), time(23, 59))),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, hours: tuple[time | None, time | None]) -> None:
    assert find_hours(text) == hours
    assert find_hours(hours_text(*hours)) == hours


@pytest.mark.parametrize("text", ["9", "morning", "17-9", "9-9", "9-24", "9:60-10", "-", "1234-5"])
def test_what_is_no_span_of_a_day_says_how_to_write_it(text: str) -> None:
    with pytest.raises(BadValue, match="09:00–17:00"):
        find_hours(text)


@pytest.mark.django_db
class TestImport:
    def test_a_gap_is_filled_as_a_whole_and_what_we_have_stands(self, alice: User) -> None:
        known = make_contact("Jan", owner=alice, email="jan@x.example", lunch_from=time(11), lunch_until=time(12))
        text = "Name,E-mail,May be called,Lunch\nJan,jan@x.example,8:30-15,12-13\n"

        assert (run_import(alice, text).updated, run_import(alice, text).unchanged) == (1, 1)

        known.refresh_from_db()
        assert (known.hours_from, known.hours_until) == (time(8, 30), time(15))
        assert (known.lunch_from, known.lunch_until) == (time(11), time(12))

        run_import(alice, text, Winner.FILE)
        known.refresh_from_db()
        assert (known.lunch_from, known.lunch_until) == (time(12), time(13))

    def test_a_row_with_hours_that_cannot_be_is_left_out(self, alice: User) -> None:
        run = run_import(alice, "Name,Lunch\nJan,13-12\nEva,\n")
        assert (run.created, [error.row for error in run.row_errors.all()]) == (1, [2])

    @pytest.mark.parametrize("winner", [Winner.GAPS, Winner.FILE])
    @pytest.mark.parametrize(
        ("street", "latin", "kept"),
        [
            ("丸の内1-1", "1-1 Marunouchi", "1-1 Marunouchi"),
            ("丸の内1-1", "", "Old"),
            ("銀座4-5", "", {Winner.GAPS: "Old", Winner.FILE: ""}),
            ("銀座4-5", "4-5 Ginza", {Winner.GAPS: "Old", Winner.FILE: "4-5 Ginza"}),
        ],
    )
    def test_a_latin_address_stays_with_the_address_it_is_of(
        self, alice: User, street: str, latin: str, kept: str | dict[str, str], winner: str
    ) -> None:
        known = make_contact("Yamada", owner=alice, email="y@x.example", latin_address="Old", **TOKYO)
        head = "Name,E-mail,Street,City,Address in Latin letters\n"
        run_import(alice, f"{head}Yamada,y@x.example,{street},千代田区,{latin}\n", winner)

        known.refresh_from_db()
        expected = kept[winner] if isinstance(kept, dict) else kept
        assert known.latin_address == ("Old" if winner == Winner.GAPS else expected)

    def test_a_company_that_is_made_has_its_address_and_one_we_know_keeps_its_own(self, alice: User) -> None:
        make_company("Mill", owner=alice, city="Kaunas")
        head = "Name,Company,Company street,Company city,Company postcode,Company country\n"
        run_import(alice, f"{head}Jan,House,Dlouhá 1,Praha,110 00,Czechia\nEva,Mill,Krátká 2,Brno,602 00,CZ\n")

        places = Company.objects.order_by("name").values_list("street", "city", "postcode", "country")
        assert list(places) == [("Dlouhá 1", "Praha", "110 00", "CZ"), ("", "Kaunas", "", "")]
        assert {contact.city for contact in Contact.objects.all()} == {""}
