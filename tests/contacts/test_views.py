"""The list, the card, the forms, the bin and the search, as colleagues and strangers meet them."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from contacts.models import Company, Consent, Contact, ContactPoint, ImportantDate, ZoneSource
from staff.models import AuditEntry, Role, Team, User
from tests.factories.contacts import add_birthday, make_company, make_contact
from tests.factories.staff import make_user

SignIn = Callable[[User], Client]


def url(name: str, *args: object) -> str:
    return reverse(f"contacts:{name}", args=args)


def form_data(contact: Contact | None = None, **changes: object) -> dict[str, object]:
    data = {"full_name": "Jan Novák", "country": "CZ", "first_language": "cs", "stage": "awareness"}
    if contact:
        data |= {"full_name": contact.full_name, "version": contact.version}
    return {**data, **changes}


def test_the_list_shows_who_i_may_see_with_their_clock(
    sign_in: SignIn, alice: User, charlie: User, carol: Contact
) -> None:
    make_contact("Hidden Person", owner=charlie)
    page = sign_in(alice).get(url("contact_list"))
    assert page.status_code == 200
    assert [row["pk"] for row in page.context["rows"]] == [carol.pk]
    assert b"Hidden Person" not in page.content


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=novot", ["Carol Novotná"]),
        ("country=JP", ["Yamada Tarō"]),
        ("language=cs", ["Carol Novotná"]),
        ("missing=email", ["Yamada Tarō"]),
        ("missing=birthday", ["Yamada Tarō"]),
        ("quiet=30", ["Yamada Tarō", "Carol Novotná"][::-1]),
        ("owner=me&stage=commitment", []),
        ("stage=nonsense", ["Carol Novotná", "Yamada Tarō"]),
    ],
)
def test_filters(sign_in: SignIn, alice: User, carol: Contact, query: str, found: list[str]) -> None:
    add_birthday(carol, 3, 4)
    make_contact("Yamada Tarō", owner=alice, country="JP", languages=["ja"], time_zone="Asia/Tokyo")
    page = sign_in(alice).get(url("contact_list") + "?" + query)
    assert [row["name"] for row in page.context["rows"]] == found


def test_a_filter_tells_nobody_whose_birthday_is_known_but_who_may_read_it(
    sign_in: SignIn, alice: User, bob: User, carol: Contact
) -> None:
    add_birthday(carol, 3, 4)
    make_contact("Dana Bezdatná", owner=alice)
    make_contact("Bobs Own", owner=bob)
    found = {}
    for user in (alice, bob):
        page = sign_in(user).get(url("contact_list") + "?missing=birthday")
        found[user.full_name] = [row["name"] for row in page.context["rows"]]
    assert found == {"Alice": ["Dana Bezdatná"], "Bob": ["Bobs Own"]}


@pytest.mark.parametrize(("field", "status"), [("birthday", 400), ("email", 400), ("phone", 400), ("language", 200)])
def test_what_is_seen_of_nobody_is_neither_offered_nor_asked_for(
    sign_in: SignIn, marketer: User, carol: Contact, field: str, status: int
) -> None:
    client = sign_in(marketer)
    offered = client.get(url("contact_list")).context["form"].fields["missing"].choices
    assert [value for value, _words in offered] == ["", "language", "zone"]
    assert client.get(url("contact_list"), {"missing": field}).status_code == status


def test_who_does_not_see_addresses_finds_no_trace_of_them(sign_in: SignIn, marketer: User, carol: Contact) -> None:
    Contact.objects.update(street="Tajná 7", postcode="11000", notes="likes jazz")
    client = sign_in(marketer)
    pages = [client.get(url("contact_list")), client.get(url("contact_detail", carol.pk))]
    pages += [client.get(url("search"), {"q": text}) for text in ("novot", "carol@customer", "601 000 001")]
    assert [page.status_code for page in pages] == [200] * 5
    assert [list(page.context["people"]) for page in pages[2:]] == [[carol], [], []]
    for page in pages[:3]:
        assert carol.full_name in page.content.decode()
        for secret in ("carol@customer", "601 000", "Tajná", "11000", "jazz"):
            assert secret not in page.content.decode(), secret


def test_the_list_asks_as_much_for_three_rows_as_for_one(
    sign_in: SignIn, alice: User, carol: Contact, django_assert_num_queries: Callable
) -> None:
    client = sign_in(alice)
    client.get(url("contact_list"))
    with django_assert_num_queries(10) as captured:
        client.get(url("contact_list"))
    for number in range(2):
        make_contact(f"Person {number}", owner=alice, email=f"p{number}@customer.example")
    with django_assert_num_queries(len(captured)):
        client.get(url("contact_list"))


def test_htmx_gets_the_rows_alone(sign_in: SignIn, alice: User, carol: Contact) -> None:
    page = sign_in(alice).get(url("contact_list"), headers={"HX-Request": "true"})
    assert page.content.strip().startswith(b'<div id="contact-rows">')
    assert b"<html" not in page.content


def test_the_card_names_the_person_and_leaves_an_audit_entry(sign_in: SignIn, alice: User, carol: Contact) -> None:
    page = sign_in(alice).get(url("contact_detail", carol.pk))
    assert page.status_code == 200
    assert page.context["contact"] == carol
    assert AuditEntry.objects.get(action="contacts.view").subject_id == carol.pk


def test_the_team_sees_the_card_without_what_is_sensitive(sign_in: SignIn, bob: User, carol: Contact) -> None:
    add_birthday(carol, 3, 4, 1985)
    carol.notes = "Told in confidence"
    carol.save()
    page = sign_in(bob).get(url("contact_detail", carol.pk))
    assert page.status_code == 200
    assert b"Told in confidence" not in page.content
    assert b"1985" not in page.content


def test_who_may_only_read_is_offered_no_change(sign_in: SignIn, marketer: User, carol: Contact) -> None:
    page = sign_in(marketer).get(url("contact_detail", carol.pk))
    assert (page.status_code, page.context["may_edit"], page.context["may_write"]) == (200, False, False)


@pytest.mark.parametrize("name", ["contact_detail", "contact_edit", "consent"])
def test_a_strangers_contact_is_as_absent_as_none(sign_in: SignIn, charlie: User, carol: Contact, name: str) -> None:
    client = sign_in(charlie)
    assert [client.get(url(name, pk)).status_code for pk in (carol.pk, 999_999)] == [404, 404]


@pytest.mark.parametrize("name", ["contact_edit", "consent"])
def test_who_may_only_read_may_not_change(
    sign_in: SignIn, bob: User, marketer: User, carol: Contact, name: str
) -> None:
    assert [sign_in(user).get(url(name, carol.pk)).status_code for user in (bob, marketer)] == [403, 403]


def test_creating(sign_in: SignIn, alice: User) -> None:
    data = form_data(emails="jan@novak.example\n", birth_day=4, birth_month=3, other_languages=["en", "cs"])
    page = sign_in(alice).post(url("contact_create"), data)
    contact = Contact.objects.get()
    assert (page.status_code, page.url) == (303, url("contact_detail", contact.pk))
    assert (contact.full_name, contact.languages, contact.owner) == ("Jan Novák", ["cs", "en"], alice)
    assert ImportantDate.objects.get().month_day == 304


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("full_name", {"full_name": ""}),
        ("full_name", {"full_name": "\u200b"}),
        ("birth_day", {"birth_day": 31, "birth_month": 2}),
        ("birth_day", {"birth_month": 2}),
        ("birth_day", {"birth_day": 29, "birth_month": 2, "birth_year": 2023}),
        ("birth_day", {"birth_year": 1980}),
        ("emails", {"emails": "not an address"}),
        ("phones", {"phones": "+420 601 000 001\nask her"}),
        ("__all__", {"hours_from": "18:00"}),
        ("__all__", {"hours_until": "18:00"}),
        ("time_zone", {"time_zone": "Mars/Olympus"}),
        ("country", {"country": "XX"}),
        ("notes", {"notes": "NUL \x00 here"}),
    ],
)
def test_bad_input_gets_one_sentence_and_saves_nothing(
    sign_in: SignIn, alice: User, field: str, changes: dict[str, object]
) -> None:
    page = sign_in(alice).post(url("contact_create"), form_data(**changes))
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert not Contact.objects.exists()


def test_creating_asks_as_much_for_many_addresses_as_for_one(
    sign_in: SignIn, alice: User, django_assert_num_queries: Any
) -> None:
    client = sign_in(alice)
    client.get(url("contact_list"))
    for emails in ("1@x.example", "2@x.example\n3@x.example\n4@x.example"):
        # Four of them are the savepoints around the form and its draft.
        with django_assert_num_queries(19):
            client.post(url("contact_create"), form_data(country="", emails=emails, once=f"key-{len(emails)}"))
    assert ContactPoint.objects.count() == 4


def test_a_form_with_errors_offers_all_choices_again(sign_in: SignIn, alice: User) -> None:
    page = sign_in(alice).post(url("contact_create"), form_data(full_name="", country="DE")).content.decode()
    assert '<option value="DE" selected>' in page
    for option in ("CZ", "Asia/Tokyo", "lt", "12"):
        assert f'<option value="{option}"' in page


def test_changing(sign_in: SignIn, alice: User, carol: Contact) -> None:
    add_birthday(carol, 3, 4, 1985)
    data = form_data(carol, called="Kája", time_zone="Asia/Tokyo", emails="new@customer.example")
    data |= {"birth_day": 4, "birth_month": 3, "birth_year": 1985}
    page = sign_in(alice).post(url("contact_edit", carol.pk), data)
    assert page.status_code == 303
    carol.refresh_from_db()
    assert (carol.called, carol.time_zone, carol.zone_source) == ("Kája", "Asia/Tokyo", ZoneSource.TOLD)
    assert carol.zone_confirmed_at is not None
    assert ImportantDate.objects.get().year == 1985


def test_a_company_is_found_by_its_name_or_made(sign_in: SignIn, alice: User, charlie: User, carol: Contact) -> None:
    ours, theirs = make_company("Žlutý kůň", owner=alice), make_company("Hidden Horse", owner=charlie)
    client = sign_in(alice)
    for name in ("zluty kun", "Hidden Horse", "", "Žlutý kůň"):
        carol.refresh_from_db()
        client.post(url("contact_edit", carol.pk), form_data(carol, company=name))
        carol.refresh_from_db()
        if name == "Hidden Horse":
            assert (carol.company.owner, carol.company == theirs) == (alice, False)
        else:
            assert carol.company == (ours if name else None)
    client.post(url("contact_create"), form_data(company="Žlutý kůň"))
    assert Contact.objects.get(full_name="Jan Novák").company == ours
    assert Company.objects.count() == 3


def test_the_company_field_offers_companies_i_may_see(
    sign_in: SignIn, alice: User, charlie: User, marketer: User
) -> None:
    make_company("Horse & Sons", owner=alice)
    make_company("Hidden Horse", owner=charlie)
    page = sign_in(alice).get(url("company_options"), {"company": "horse"})
    assert page.content.decode().strip() == '<option value="Horse &amp; Sons"></option>'
    assert sign_in(alice).get(url("company_options")).content.strip() == b""
    assert sign_in(marketer).get(url("company_options")).status_code == 403


def test_a_second_tap_of_save_is_no_conflict(sign_in: SignIn, alice: User, carol: Contact) -> None:
    client = sign_in(alice)
    data = form_data(carol, called="Kája", once="one-tap")
    pages = [client.post(url("contact_edit", carol.pk), data) for _tap in range(2)]
    assert [(page.status_code, page.url) for page in pages] == [(303, url("contact_detail", carol.pk))] * 2
    carol.refresh_from_db()
    assert (carol.called, carol.version) == ("Kája", 2)


def test_saving_the_form_as_it_stands_loses_nothing(
    sign_in: SignIn, alice: User, charlie: User, carol: Contact
) -> None:
    kept = {
        "company": make_company("Their Brewery", owner=charlie),
        "titles": ["phdr", "dr"],
        "languages": ["tlh", "cs", "haw"],
        "country": "US",
        "time_zone": "America/Chicago",
        "zone_source": ZoneSource.ADDRESS,
    }
    Contact.objects.update(**kept)
    client = sign_in(alice)
    form = client.get(url("contact_edit", carol.pk)).context["form"]
    shown = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    assert shown["company"] == "Their Brewery"
    shown |= {name: "\n".join(shown[name]) for name in ("emails", "phones")}
    data = {name: value for name, value in shown.items() if value not in (None, False)}
    assert client.post(url("contact_edit", carol.pk), data).status_code == 303
    carol.refresh_from_db()
    assert {name: getattr(carol, name) for name in kept} == kept
    assert carol.version == 2


def test_a_zone_taken_back_is_proposed_anew(sign_in: SignIn, alice: User, carol: Contact) -> None:
    Contact.objects.update(time_zone="Asia/Tokyo")
    assert sign_in(alice).post(url("contact_edit", carol.pk), form_data(carol, country="CZ")).status_code == 303
    carol.refresh_from_db()
    assert (carol.time_zone, carol.zone_source) == ("Europe/Prague", ZoneSource.COUNTRY)


def test_owner_and_team_cannot_be_posted(sign_in: SignIn, alice: User, charlie: User, carol: Contact) -> None:
    sign_in(alice).post(url("contact_edit", carol.pk), form_data(carol, owner=charlie.pk, team=charlie.team_id))
    carol.refresh_from_db()
    assert (carol.owner, carol.team) == (alice, alice.team)


def test_recording_consent(sign_in: SignIn, alice: User, carol: Contact) -> None:
    data = {"purposes": ["greetings", "feedback"], "channel": "email", "state": "given", "source": "call"}
    page = sign_in(alice).post(url("consent", carol.pk), data)
    assert page.status_code == 303
    rows = Consent.objects.order_by("purpose").values_list("purpose", "state", "source", "by")
    assert list(rows) == [("feedback", "given", "call", alice.pk), ("greetings", "given", "call", alice.pk)]


def test_a_second_tap_records_a_consent_once(sign_in: SignIn, alice: User, carol: Contact) -> None:
    client = sign_in(alice)
    data = {"purposes": ["greetings", "feedback"], "channel": "email", "state": "given", "source": "call"}
    for _tap in range(2):
        assert client.post(url("consent", carol.pk), {**data, "once": "one-tap"}).status_code == 303
    assert sorted(Consent.objects.values_list("purpose", flat=True)) == ["feedback", "greetings"]


def test_consent_without_a_purpose_is_asked_again(sign_in: SignIn, alice: User, carol: Contact) -> None:
    page = sign_in(alice).post(url("consent", carol.pk), {"channel": "email", "state": "given", "source": "call"})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["purposes"])
    assert not Consent.objects.exists()


def test_into_the_bin_and_back(sign_in: SignIn, lead: User, carol: Contact) -> None:
    client = sign_in(lead)
    assert client.post(url("contact_bin", carol.pk)).status_code == 303
    assert client.get(url("contact_detail", carol.pk)).status_code == 404
    assert list(client.get(url("bin")).context["page"]) == [carol]
    assert client.post(url("contact_restore", carol.pk)).status_code == 303
    assert client.get(url("contact_detail", carol.pk)).status_code == 200


def test_strangers_find_nothing_in_the_bin(sign_in: SignIn, other_team: Team, carol: Contact) -> None:
    Contact.objects.update(deleted_at=datetime(2026, 1, 1, tzinfo=UTC))
    client = sign_in(make_user("Their lead", Role.LEAD, team=other_team))
    assert list(client.get(url("bin")).context["page"]) == []
    assert client.post(url("contact_restore", carol.pk)).status_code == 404


@pytest.mark.parametrize("who", ["marketer", "bob", "alice"])
def test_who_reads_or_works_on_it_does_not_throw_it_away(
    request: pytest.FixtureRequest, sign_in: SignIn, carol: Contact, who: str
) -> None:
    client = sign_in(request.getfixturevalue(who))
    assert "contact_bin" not in client.get(url("contact_detail", carol.pk)).content.decode()
    assert client.post(url("contact_bin", carol.pk)).status_code == 403
    assert client.get(url("bin")).status_code == 403
    assert Contact.objects.alive().count() == 1


@pytest.mark.parametrize("name", ["contact_bin", "contact_restore"])
def test_reading_changes_nothing(sign_in: SignIn, lead: User, carol: Contact, name: str) -> None:
    assert sign_in(lead).get(url(name, carol.pk)).status_code == 405


@pytest.mark.parametrize("text", ["novot", "601 000", "\x00", "%", "'; drop table", "🦊", " "])
def test_searching(sign_in: SignIn, alice: User, charlie: User, carol: Contact, text: str) -> None:
    make_contact("Novotný Hidden", owner=charlie)
    page = sign_in(alice).get(url("search"), {"q": text})
    assert page.status_code == 200
    assert list(page.context["people"]) == ([carol] if text in ("novot", "601 000") else [])


def test_searching_finds_the_companies_i_may_see(sign_in: SignIn, alice: User, charlie: User) -> None:
    mine = make_company("Brewery", owner=alice)
    make_company("Hidden Brewery", owner=charlie)
    assert sign_in(alice).get(url("search"), {"q": "brewery"}).context["companies"] == [mine]


def test_the_card_links_the_company_only_where_it_opens(
    sign_in: SignIn, alice: User, charlie: User, carol: Contact
) -> None:
    client = sign_in(alice)
    for owner, links in ((alice, True), (charlie, False)):
        company = make_company(f"Company of {owner}", owner=owner)
        Contact.objects.filter(pk=carol.pk).update(company=company)
        page = client.get(url("contact_detail", carol.pk)).content.decode()
        assert (company.name in page, url("company_detail", company.pk) in page) == (True, links)


def test_the_bin_is_one_click_away_and_a_name_is_no_markup(sign_in: SignIn, lead: User) -> None:
    contact = make_contact("<b>Jan</b>", owner=lead)
    page = sign_in(lead).post(url("contact_bin", contact.pk), follow=True).content.decode()
    assert f'&lt;b&gt;Jan&lt;/b&gt; is in the bin. You can restore them there. <a href="{url("bin")}">' in page


def test_codes_are_shown_in_words(sign_in: SignIn, alice: User, carol: Contact) -> None:
    ContactPoint.objects.filter(contact=carol).update(label="Work")
    Consent.objects.create(contact=carol, purpose="greetings", channel="email", state="given", source="demo")
    client = sign_in(alice)
    assert "made up for the demo" in client.get(url("consent", carol.pk)).content.decode()
    assert "<bdi>work</bdi>" in client.get(url("contact_detail", carol.pk)).content.decode()
