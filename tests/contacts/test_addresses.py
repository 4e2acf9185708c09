"""Addresses in the order of their country, and the traps of the data behind them."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import translation

from contacts.addresses import bare_postcode, doubts_of, letter_lines, region_names, shape_of
from contacts.forms import ContactForm
from contacts.models import Company, Contact
from staff.models import Organisation
from tests.factories.contacts import make_contact


def address(**parts):
    return Contact(full_name="Eva", **parts)


PRAGUE = {"country": "CZ", "street": "Dlouhá 12", "postcode": "110 00", "city": "Praha"}


@pytest.mark.parametrize(
    ("parts", "lines"),
    [
        (PRAGUE, ["Eva", "Acme", "Dlouhá 12", "110 00 Praha", "Czechia"]),
        (
            {"country": "LT", "street": "Gedimino pr. 1", "postcode": "LT-01103", "city": "Vilnius"},
            ["Acme", "Eva", "Gedimino pr. 1", "LT-01103 Vilnius", "Lithuania"],
        ),
        (
            {"country": "DK", "street": "Nørregade 7", "postcode": "DK-1165", "city": "København"},
            ["Eva", "Acme", "Nørregade 7", "1165 København", "Denmark"],
        ),
        (
            {"country": "GB", "street": "1 High St", "postcode": "SW1A 1AA", "city": "London"},
            ["Eva", "Acme", "1 High St", "London", "SW1A 1AA", "United Kingdom"],
        ),
        (
            {"country": "US", "street": "1 Main St", "postcode": "10001", "city": "New York", "region": "NY"},
            ["Eva", "Acme", "1 Main St", "New York, NY 10001", "United States"],
        ),
        (
            {"country": "JP", "street": "丸の内1-1", "postcode": "100-0005", "city": "千代田区", "region": "東京都"},
            ["〒100-0005", "東京都", "千代田区 丸の内1-1", "Acme", "Eva", "Japan"],
        ),
        ({"country": "HU", "city": "Budapest"}, ["Eva", "Acme", "Budapest", "Hungary"]),
        ({**PRAGUE, "region": "Hlavní město"}, ["Eva", "Acme", "Dlouhá 12", "110 00 Praha", "Hlavní město", "Czechia"]),
        ({"street": "Dlouhá 12", "city": "Praha"}, ["Eva", "Acme", "Dlouhá 12", "Praha"]),
    ],
)
def test_the_lines_of_a_letter(parts, lines):
    assert letter_lines(address(**parts), ("Eva", "Acme"), language="en") == lines


def test_a_letter_within_the_country_does_not_name_it():
    assert letter_lines(address(**PRAGUE), ("Eva",), language="en", home="CZ") == ["Eva", "Dlouhá 12", "110 00 Praha"]


def test_the_country_is_named_in_the_readers_language():
    assert letter_lines(address(**PRAGUE), ("Eva",), language="cs")[-1] == "Česko"


@pytest.mark.parametrize("country", ["CZ", "JP", "CN", "US", "RU", "AE", "SG", "ZZ", ""])
def test_nothing_that_is_filled_is_left_out(country):
    parts = {"street": "Street 1", "postcode": "12345", "city": "Town", "region": "Land"}
    for is_latin in (False, True):
        said = " ".join(letter_lines(address(country=country, **parts), ("Eva",), language="en", is_latin=is_latin))
        assert [part for part in ("Eva", *parts.values()) if part not in said] == []


@pytest.mark.parametrize(
    ("postcode", "country", "bare"),
    [
        ("LT-01100", "LT", "01100"),
        ("lt 01100", "LT", "01100"),
        ("DK-1050", "DK", "1050"),
        ("1050", "DK", "1050"),
        ("CZ-110 00", "CZ", "110 00"),
        ("SW1A 1AA", "GB", "SW1A 1AA"),
    ],
)
def test_a_postcode_without_the_letters_of_its_country(postcode, country, bare):
    assert bare_postcode(postcode, country) == bare


@pytest.mark.parametrize(
    ("country", "region", "postcode", "said"),
    [
        ("LT", "", "LT-01100", []),
        ("DK", "", "DK-1050", []),
        ("CZ", "", "11000", []),
        ("GB", "", "sw1a 1aa", []),
        ("CZ", "", "1", ["“1” does not look like a postcode of that country, such as 100 00."]),
        ("RU", "Москва", "101000", []),
        ("RU", "Moskva", "101000", []),
        ("US", "NY", "10001", []),
        ("US", "new york", "10001", []),
        ("US", "Bavaria", "", ["“Bavaria” is no region that is known in that country."]),
        ("CZ", "Morava", "", []),
        ("", "Bavaria", "1", []),
        ("XX", "", "1", []),
    ],
)
def test_what_looks_wrong_is_one_sentence(country, region, postcode, said):
    assert list(doubts_of(country=country, region=region, postcode=postcode)) == said


def test_regions_in_two_scripts_are_offered_once():
    russian, english = region_names("RU", "ru"), region_names("RU", "en")
    assert len(russian) == len(english) == len(set(russian)) == len(set(english))
    assert ("Москва" in russian, "Moskva" in english, "Москва" in english) == (True, True, False)


def test_the_data_know_no_city_in_japan():
    assert (shape_of("JP").has("city"), shape_of("CZ").has("city")) == (False, True)


def laid_out(country, **more):
    form = ContactForm(initial={"country": country, **more})
    return [pointer.name for pointer in form.address_parts().get_field_names()]


@pytest.mark.parametrize(
    ("country", "more", "parts"),
    [
        ("", {}, ["street", "postcode", "city", "region"]),
        ("CZ", {}, ["street", "postcode", "city"]),
        ("CZ", {"region": "Morava"}, ["street", "postcode", "city", "region"]),
        ("GB", {}, ["street", "city", "postcode"]),
        ("US", {}, ["street", "city", "region", "postcode"]),
        ("JP", {}, ["postcode", "region", "street", "latin_address"]),
        ("JP", {"city": "千代田区"}, ["postcode", "region", "street", "city", "latin_address"]),
        ("RU", {}, ["street", "city", "region", "postcode", "latin_address"]),
        ("CZ", {"latin_address": "x"}, ["street", "postcode", "city", "latin_address"]),
    ],
)
def test_the_fields_follow_the_country(db, country, more, parts):
    assert laid_out(country, **more) == parts


@pytest.mark.parametrize(
    ("country", "labels"),
    [
        ("US", ["City", "State", "ZIP code"]),
        ("GB", ["Post town", "Region", "Postcode"]),
        ("IE", ["City", "County", "Eircode"]),
        ("IN", ["City", "State", "PIN code"]),
        ("JP", ["City", "Prefecture", "Postcode"]),
    ],
)
def test_their_names_follow_the_country(db, country, labels):
    form = ContactForm(initial={"country": country})
    assert [str(form[part].label) for part in ("city", "region", "postcode")] == labels


@pytest.mark.parametrize(("language", "label"), [("ru", "Штат"), ("cs", "Stát"), ("da", "Delstat"), ("lt", "Valstija")])
def test_the_state_of_an_address_is_not_that_of_a_mail(db, language, label):
    with translation.override(language):
        assert str(ContactForm(initial={"country": "US"})["region"].label) == label


class TestForms:
    VALUES = {"full_name": "Eva", "stage": "awareness", "country": "JP", "city": "千代田区", "postcode": "1"}

    @pytest.fixture
    def url(self):
        return reverse("contacts:contact_create")

    def test_without_scripts_the_fields_of_a_country_are_asked_for(self, sign_in, alice, url):
        page = sign_in(alice).post(url, self.VALUES | {"full_name": "", "for_country": "1"})
        assert (page.status_code, Contact.objects.count()) == (200, 0)
        form = page.context["form"]
        assert (form["city"].value(), form["postcode"].value(), form.errors) == ("千代田区", "1", {})
        assert "Prefecture" in page.content.decode()

    def test_with_scripts_the_fields_alone_are_swapped(self, sign_in, alice):
        values = {"country": "US", "street": "1 Main St", "city": "", "postcode": "", "region": ""}
        page = sign_in(alice).post(reverse("contacts:address_fields"), values).content.decode()
        assert page.index("1 Main St") < page.index("State") < page.index("ZIP code")
        assert "Letters to this country need: Street, City, State, ZIP code." in page
        assert ('<option value="Alabama">' in page, "<html" in page) == (True, False)

    def test_the_languages_of_the_country_are_proposed_where_none_is_chosen(self, sign_in, alice):
        url, values = reverse("contacts:address_fields"), {"country": "CH", "street": ""}
        pages = [
            sign_in(alice).post(url, values | chosen).content.decode()
            for chosen in ({"first_language": ""}, {"first_language": "en"}, {})
        ]
        taken = [
            'data-take-language="de">German<' in page and 'data-take-language="fr">French<' in page for page in pages
        ]
        assert taken == [True, False, False]
        assert ["data-languages" in page for page in pages] == [True, False, False]

    def test_without_scripts_they_stand_in_the_form_and_in_a_sentence_after_saving(self, sign_in, alice, url):
        values = self.VALUES | {"country": "DK", "first_language": "", "full_name": ""}
        page = sign_in(alice).post(url, values | {"for_country": "1"}).content.decode()
        assert 'Official languages: <span class="without-scripts">Danish.</span>' in page
        saved = sign_in(alice).post(url, values | {"full_name": "Eva"})
        said = [str(message) for message in get_messages(saved.wsgi_request)]
        assert "Which language do they speak? Official in their country: Danish." in said
        assert Contact.objects.get().languages == []

    def test_a_contact_whose_language_is_known_is_asked_for_none(self, sign_in, alice, url):
        values = {"full_name": "Eva", "stage": "awareness", "country": "DK", "first_language": "en"}
        saved = sign_in(alice).post(url, values)
        assert not [message for message in get_messages(saved.wsgi_request) if "Which language" in str(message)]
        page = sign_in(alice).get(reverse("contacts:contact_edit", args=[Contact.objects.get().pk])).content.decode()
        assert "data-take-language" not in page

    def test_what_was_typed_is_stored_and_doubted(self, sign_in, alice, url):
        values = {"full_name": "Eva", "stage": "awareness", "country": "CZ", "city": "Praha", "postcode": "CZ-1"}
        page = sign_in(alice).post(url, values)
        contact = Contact.objects.get()
        assert (contact.city, contact.postcode) == ("Praha", "CZ-1")
        said = [str(message) for message in get_messages(page.wsgi_request)]
        assert "“CZ-1” does not look like a postcode of that country, such as 100 00." in said

    def test_a_field_that_the_country_does_not_have_keeps_what_stands_in_it(self, sign_in, alice):
        contact = make_contact("Eva", owner=alice, country="JP", city="千代田区")
        url = reverse("contacts:contact_edit", args=[contact.pk])
        client = sign_in(alice)
        form = client.get(url).context["form"]
        assert form["city"].value() == "千代田区"
        client.post(url, {**self.VALUES, "version": contact.version, "postcode": "100-0005"})
        contact.refresh_from_db()
        assert (contact.city, contact.postcode) == ("千代田区", "100-0005")

    def test_read_only_may_not_ask(self, sign_in, dpo):
        assert sign_in(dpo).post(reverse("contacts:address_fields"), {}).status_code == 403

    def test_wrong_method(self, sign_in, alice):
        assert sign_in(alice).get(reverse("contacts:address_fields")).status_code == 405

    def test_a_company_has_an_address_too(self, sign_in, alice):
        values = {"name": "Acme", "country": "US", "street": "1 Main St", "city": "New York", "region": "NY"}
        client = sign_in(alice)
        client.post(reverse("contacts:company_create"), {**values, "postcode": "10001"})
        company = Company.objects.get()
        page = client.get(reverse("contacts:company_detail", args=[company.pk])).content.decode()
        assert "<bdi>New York, NY 10001</bdi>" in page


class TestCard:
    def test_the_address_stands_as_on_a_letter(self, sign_in, alice):
        Organisation.objects.update(country="CZ")
        contact = make_contact("Eva", owner=alice, **PRAGUE)
        page = sign_in(alice).get(reverse("contacts:contact_detail", args=[contact.pk])).content.decode()
        assert "<bdi>Eva</bdi><br><bdi>Dlouhá 12</bdi><br><bdi>110 00 Praha</bdi></address>" in page

    def test_the_latin_address_beside_it_names_the_country(self, sign_in, alice):
        contact = make_contact("Аня", owner=alice, country="RU", city="Москва", latin_address="Anya\nMoskva")
        with translation.override("en"):
            page = sign_in(alice).get(reverse("contacts:contact_detail", args=[contact.pk])).content.decode()
        assert "<bdi>Anya</bdi><br><bdi>Moskva</bdi><br><bdi>Russia</bdi></address>" in page

    def test_who_may_not_see_the_street_sees_no_letter(self, sign_in, marketer, alice):
        contact = make_contact("Eva", owner=alice, **PRAGUE)
        page = sign_in(marketer).get(reverse("contacts:contact_detail", args=[contact.pk])).content.decode()
        assert ("Dlouhá" in page, "110 00" in page, "Praha" in page) == (False, False, True)
