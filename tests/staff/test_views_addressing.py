"""The page on which the house says how it addresses its customers in each language."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from contacts.greeting import greet
from contacts.manners import manners_for
from staff.models import AuditEntry, Organisation
from tests.factories.contacts import make_contact

URL = "/settings/forms-of-address/"


def kept():
    organisation = Organisation.current()
    return organisation.registers, organisation.greeting_lines


def test_what_is_chosen_decides_how_mails_begin(sign_in, admin):
    data = {"register_cs": "informal", "register_da": "formal", "line_ar": "السلام عليكم، {name}،"}
    response = sign_in(admin).post(URL, data)
    assert (response.status_code, response["Location"]) == (303, reverse("staff:forms_of_address"))
    assert kept() == ({"cs": "informal", "da": "formal"}, {"ar": "السلام عليكم، {name}،"})
    contact = make_contact("ليلى حداد", called="ليلى")
    manners = manners_for(contact, team_id=None, organisation=Organisation.current())
    assert greet(contact, "ar", manners=manners).text == "السلام عليكم، ليلى حداد،"
    assert AuditEntry.objects.get(action="staff.organisation.update").detail == {
        "fields": ["registers", "greeting_lines"]
    }


def test_what_stands_is_shown_and_can_be_taken_back(sign_in, admin):
    Organisation.objects.update(registers={"cs": "informal", "xx": "formal"}, greeting_lines={"he": "שלום"})
    client = sign_in(admin)
    page = client.get(URL).content.decode()
    assert (page.count('value="informal" selected'), page.count('value="שלום"')) == (1, 1)
    client.post(URL, {})
    assert kept() == ({"xx": "formal"}, {})


@pytest.mark.parametrize("line", ["{contact}", "{name} {name}", "{", "{name", "{{ name }}"])
def test_other_braces_are_refused_beside_their_field(sign_in, admin, line):
    response = sign_in(admin).post(URL, {"line_he": line, "register_cs": "informal"})
    assert response.status_code == 422
    assert "In braces only {name} is known, once." in response.content.decode()
    assert kept() == ({}, {})


def test_an_unknown_register_is_refused(sign_in, admin):
    assert sign_in(admin).post(URL, {"register_cs": "rude"}).status_code == 422
    assert kept() == ({}, {})


@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_does_not_configure_is_refused(sign_in, alice, marketer, method):
    codes = [getattr(sign_in(user), method)(URL, {"register_cs": "informal"}).status_code for user in (alice, marketer)]
    assert (codes, kept()) == ([403, 403], ({}, {}))
    assert sign_in(alice).delete(URL).status_code in (403, 405)


@pytest.mark.parametrize(
    "values",
    [
        {"registers": {"cs": "rude"}},
        {"registers": ["cs"]},
        {"greeting_lines": {"ar": "{x}"}},
        {"greeting_lines": {"ar": ""}},
        {"greeting_lines": {"ar": "a\nb"}},
        {"greeting_lines": {"ar": 1}},
        {"greeting_lines": "x"},
    ],
)
def test_the_administration_keeps_no_other_shape(organisation, values):
    for name, value in values.items():
        setattr(organisation, name, value)
    with pytest.raises(ValidationError):
        organisation.full_clean()
