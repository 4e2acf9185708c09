"""A contact who has a new address: a zone that was told is asked about, never overwritten."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time

import pytest
from django.test import Client
from django.urls import reverse

from contacts.actions.contacts import create_contact, update_contact
from contacts.actions.import_work import run_imports
from contacts.actions.importing import import_contacts
from contacts.actions.undoing_import import ask_to_undo
from contacts.models import Contact, ImportRun, ImportTrace, Winner, ZoneSource
from interactions.actions import plan_follow_up
from outreach import ready_made
from staff.models import AuditEntry, User
from tests.factories.contacts import make_contact

SignIn = Callable[[User], Client]
NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)


@pytest.fixture
def moved(alice: User, carol: Contact) -> Contact:
    """Carol told us that she lives on Prague's clock; now her address is in Tokyo."""
    update_contact(by=alice, contact=carol, fields={"country": "JP", "region": "", "city": "Tokyo"}, now=NOW)
    carol.refresh_from_db()
    return carol


def settle(sign_in: SignIn, user: User, contact: Contact, answer: str) -> int:
    return sign_in(user).post(reverse("contacts:zone_settle", args=[contact.pk]), {"answer": answer}).status_code


def test_a_new_address_questions_a_zone_that_was_told(sign_in: SignIn, alice: User, moved: Contact) -> None:
    assert (moved.time_zone, moved.zone_source, moved.zone_doubt) == ("Europe/Prague", ZoneSource.TOLD, "Asia/Tokyo")
    page = sign_in(alice).get(reverse("contacts:contact_detail", args=[moved.pk])).content.decode()
    assert "The new address speaks for the time zone of Tokyo; Prague was confirmed. Did they move?" in page


def test_they_moved(sign_in: SignIn, alice: User, moved: Contact) -> None:
    ready_made.install(now=NOW)
    on_their_clock = plan_follow_up(
        by=alice, contact=moved, kind="task", title="Call", local_date=date(2027, 5, 5), local_time=time(9),
        zone="Europe/Prague", follows_contact=True, now=NOW,
    )  # fmt: skip
    assert settle(sign_in, alice, moved, "moved") == 303
    moved.refresh_from_db()
    assert (moved.time_zone, moved.zone_source, moved.zone_doubt) == ("Asia/Tokyo", ZoneSource.ADDRESS, "")
    assert moved.is_zone_confirmed
    on_their_clock.refresh_from_db()
    assert on_their_clock.due_at == datetime(2027, 5, 5, 0, tzinfo=UTC)
    entries = AuditEntry.objects.filter(action="contacts.change", subject_id=moved.pk).count()
    assert settle(sign_in, alice, moved, "moved") == 303  # a double tap
    assert AuditEntry.objects.filter(action="contacts.change", subject_id=moved.pk).count() == entries


def test_they_stayed_where_their_clock_is(sign_in: SignIn, alice: User, moved: Contact) -> None:
    assert settle(sign_in, alice, moved, "stayed") == 303
    moved.refresh_from_db()
    assert (moved.time_zone, moved.zone_source, moved.zone_doubt) == ("Europe/Prague", ZoneSource.TOLD, "")


def test_who_may_not_edit_settles_nothing(
    sign_in: SignIn, bob: User, charlie: User, dpo: User, alice: User, moved: Contact
) -> None:
    assert [settle(sign_in, user, moved, "moved") for user in (bob, dpo, charlie)] == [403, 403, 404]
    client = sign_in(alice)
    assert client.post(reverse("contacts:zone_settle", args=[999_999])).status_code == 404
    assert client.get(reverse("contacts:zone_settle", args=[moved.pk])).status_code == 405
    moved.refresh_from_db()
    assert moved.zone_doubt == "Asia/Tokyo"


def test_an_address_on_the_same_clock_asks_nothing(alice: User, carol: Contact) -> None:
    update_contact(by=alice, contact=carol, fields={"country": "DE", "city": "Berlin"}, now=NOW)
    carol.refresh_from_db()
    assert (carol.time_zone, carol.zone_doubt) == ("Europe/Prague", "")


def test_a_zone_told_with_the_new_address_asks_nothing(alice: User, carol: Contact) -> None:
    told = {"time_zone": "Asia/Seoul", "zone_source": ZoneSource.TOLD, "zone_confirmed_at": NOW}
    update_contact(by=alice, contact=carol, fields={"country": "JP", **told}, now=NOW)
    carol.refresh_from_db()
    assert (carol.time_zone, carol.zone_doubt) == ("Asia/Seoul", "")


def test_a_zone_that_was_only_proposed_moves_with_the_address(alice: User) -> None:
    contact = create_contact(by=alice, owner=alice, fields={"full_name": "Sam", "country": "CZ"}, now=NOW)
    update_contact(by=alice, contact=contact, fields={"country": "JP"}, now=NOW)
    contact.refresh_from_db()
    assert (contact.time_zone, contact.zone_source, contact.zone_doubt) == ("Asia/Tokyo", ZoneSource.COUNTRY, "")


def test_a_phone_number_proposes_where_the_country_alone_does_not(alice: User) -> None:
    fields = {"full_name": "Sam", "country": "US"}
    contact = create_contact(by=alice, owner=alice, fields=fields, phones=[("+1 212 867 5309", "")], now=NOW)
    assert (contact.time_zone, contact.zone_source) == ("America/New_York", ZoneSource.PHONE)
    update_contact(by=alice, contact=contact, fields={}, phones=[("+1 312 867 5309", "")], now=NOW)
    contact.refresh_from_db()
    assert (contact.time_zone, contact.zone_source) == ("America/Chicago", ZoneSource.PHONE)


MOVED = "Name,E-mail,Country,City,Time zone\nCarol Novotná,carol@customer.example,JP,Tokyo,{zone}\n"


def imported(by: User, zone: str = "") -> ImportRun:
    text = MOVED.format(zone=zone)
    return import_contacts(by=by, data=text.encode(), filename="people.csv", winner=Winner.FILE, now=NOW)


def test_an_import_questions_a_zone_that_was_told(alice: User, carol: Contact) -> None:
    runs = [imported(alice), imported(alice)]

    carol.refresh_from_db()
    assert (carol.country, carol.time_zone, carol.zone_source) == ("JP", "Europe/Prague", ZoneSource.TOLD)
    assert carol.zone_doubt == "Asia/Tokyo"
    assert [(run.updated, run.unchanged) for run in runs] == [(1, 0), (0, 1)]
    trace = ImportTrace.objects.get()
    assert (trace.before["zone_doubt"], trace.after["zone_doubt"]) == ("", "Asia/Tokyo")


def test_an_import_undone_asks_no_more(alice: User, carol: Contact) -> None:
    run = imported(alice)
    assert ask_to_undo(by=alice, run=run, now=NOW)
    run_imports(now=NOW)

    carol.refresh_from_db()
    assert (carol.country, carol.time_zone, carol.zone_doubt) == ("CZ", "Europe/Prague", "")


def test_what_was_answered_meanwhile_stays_when_the_import_is_undone(
    sign_in: SignIn, alice: User, carol: Contact
) -> None:
    run = imported(alice)
    settle(sign_in, alice, carol, "moved")
    assert ask_to_undo(by=alice, run=run, now=NOW)
    run_imports(now=NOW)

    carol.refresh_from_db()
    assert (carol.time_zone, carol.zone_doubt) == ("Asia/Tokyo", "")
    assert imported(alice).unchanged == 0


@pytest.mark.parametrize(("zone", "left"), [("Europe/Prague", "Europe/Prague"), ("Asia/Seoul", "Asia/Seoul")])
def test_a_file_that_tells_the_zone_leaves_nothing_to_ask(alice: User, carol: Contact, zone: str, left: str) -> None:
    imported(alice, zone)

    carol.refresh_from_db()
    assert (carol.country, carol.time_zone, carol.zone_doubt) == ("JP", left, "")
    assert imported(alice, zone).unchanged == 1


def test_a_file_that_moves_nobody_asks_nothing_again(sign_in: SignIn, alice: User, carol: Contact) -> None:
    imported(alice)
    settle(sign_in, alice, carol, "stayed")
    assert imported(alice).unchanged == 1

    carol.refresh_from_db()
    assert carol.zone_doubt == ""


def test_a_file_that_moves_somebody_moves_a_zone_that_nobody_confirmed(alice: User) -> None:
    known = make_contact("Jan", owner=alice, email="jan@x.example", country="CZ", city="Brno")
    Contact.objects.filter(pk=known.pk).update(time_zone="Europe/Prague", zone_source=ZoneSource.ADDRESS)
    for place, found in (
        ("JP,Tokyo", ("Asia/Tokyo", ZoneSource.COUNTRY)),
        # Of a country with many clocks nothing is left but the house's guess.
        ("US,Nowhere", ("Asia/Tokyo", ZoneSource.ORGANISATION)),
    ):
        text = f"Name,E-mail,Country,City\nJan,jan@x.example,{place}\n"
        import_contacts(by=alice, data=text.encode(), filename="people.csv", winner=Winner.FILE)
        known.refresh_from_db()
        assert (known.time_zone, known.zone_source) == found


def test_what_a_program_guessed_does_not_take_the_place_of_what_was_told(alice: User, carol: Contact) -> None:
    Contact.objects.filter(pk=carol.pk).update(zone_source=ZoneSource.TOLD)
    text = (
        "Record ID,First Name,Last Name,Email,Time Zone\n"
        "1,Carol,Novotná,carol@customer.example,america_slash_new_york\n"
    )
    run = import_contacts(by=alice, data=text.encode(), filename="people.csv", winner=Winner.FILE)
    carol.refresh_from_db()
    assert (run.file_format, carol.time_zone, carol.zone_source) == ("hubspot", "Europe/Prague", ZoneSource.TOLD)
