"""The numbers that trip up others: old prefixes, digits of other scripts, extensions, zeros that stay."""

import pytest
from django.urls import reverse

from contacts.models.contact_point import normalise
from contacts.phones import is_valid, shown
from staff.models import Organisation
from tests.factories.contacts import make_contact


@pytest.mark.parametrize(
    ("text", "country", "key"),
    [
        ("+52 1 55 1234 5678", "MX", "+525512345678"),
        ("0052 1 (55) 1234-5678", "MX", "+525512345678"),
        ("+52 55 1234 5678", "MX", "+525512345678"),
        ("+52 1 55 1234 5678 ext. 12", "", "+525512345678;ext=12"),
        ("06 698 12345", "IT", "+390669812345"),
        ("+39 06 698 12345", "", "+390669812345"),
        ("٠٥٠١٢٣٤٥٦٧", "AE", "+971501234567"),
        ("+7 495 123-45-67 доб. 12", "RU", "+74951234567;ext=12"),
        ("8 (495) 123-45-67 доб. 12", "RU", "+74951234567;ext=12"),
        ("601 000 001 ext. 12", "CZ", "+420601000001;ext=12"),
        ("601 000 001 #12", "CZ", "+420601000001;ext=12"),
        ("+972 50-123-4567", "IL", "+972501234567"),
        ("call me", "CZ", ""),
    ],
)
def test_the_key_under_which_a_number_is_found(text, country, key):
    assert normalise("phone", text, country) == key


@pytest.mark.parametrize(
    ("text", "country", "home", "words"),
    [
        ("601000001", "CZ", "CZ", "601 000 001"),
        ("601000001", "CZ", "DK", "+420 601 000 001"),
        ("+420601000001", "DK", "CZ", "601 000 001"),
        ("+420601000001", "", "", "+420 601 000 001"),
        ("+52 1 55 1234 5678", "MX", "CZ", "+52 55 1234 5678"),
        ("06 698 12345", "IT", "CZ", "+39 06 6981 2345"),
        ("٠٥٠١٢٣٤٥٦٧", "AE", "CZ", "+971 50 123 4567"),
        ("601 000 001 #12", "CZ", "DK", "+420 601 000 001 ext. 12"),
        ("601 000", "CZ", "DK", "601 000"),
        ("ask Eva", "CZ", "DK", "ask Eva"),
    ],
)
def test_a_number_as_it_is_dialled_from_home(text, country, home, words):
    assert shown(text, country, home) == words


def test_what_cannot_be_dialled_is_a_doubt():
    assert [is_valid(text, "CZ") for text in ("601 000 001", "601 000", "ask Eva")] == [True, False, False]


def test_the_country_of_a_number_changes_no_address(db):
    contact = make_contact("Eva", country="GB", phone="+44 7911 123456")
    contact.refresh_from_db()
    assert (contact.country, contact.points.get().value) == ("GB", "+44 7911 123456")


@pytest.mark.parametrize(("home", "words"), [("", "+420 601 000 001"), ("CZ", "601 000 001")])
def test_the_card_shows_it_from_left_to_right(sign_in, alice, home, words):
    contact = make_contact("Eva", owner=alice, country="CZ", phone="601000001")
    Organisation.objects.update(country=home)
    page = sign_in(alice).get(reverse("contacts:contact_detail", args=[contact.pk])).content.decode()
    assert f'<a href="tel:+420601000001" dir="ltr">{words}</a>' in page
