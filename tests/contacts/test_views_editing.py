"""Changing a contact, alone and at once with somebody else."""

import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from contacts.actions.contacts import update_contact
from contacts.models import Contact, ContactPoint
from staff.models import User
from tests.factories.contacts import make_custom_field

SignIn = Callable[[User], Client]


def edit(contact: Contact) -> str:
    return reverse("contacts:contact_edit", args=[contact.pk])


def sent_by(client: Client, address: str, **typed: object) -> dict[str, object]:
    """What a browser sends of the form at the address, with some fields typed over."""
    form = client.get(address).context["form"]
    data = {"version": form["version"].value(), "seen": form["seen"].value()}
    for name, parts in json.loads(str(data["seen"])).items():
        data[name] = parts if len(parts) > 1 else "".join(parts)
    return {name: value for name, value in (data | typed).items() if value not in ("", None)}


@pytest.fixture
def two(client: Client, alice: User, lead: User, carol: Contact) -> Callable[..., dict[str, object]]:
    """Alice opens the form and types; the lead saves something else before she does."""

    def _two(saved: dict[str, object], **typed: object) -> dict[str, object]:
        client.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
        data = sent_by(client, edit(carol), **typed)
        update_contact(by=lead, contact=Contact.objects.get(pk=carol.pk), **saved)
        return data

    return _two


def test_what_only_one_of_two_changed_is_merged(
    two: Callable[..., dict[str, object]], client: Client, carol: Contact
) -> None:
    data = two({"fields": {"job_title": "Brewer"}, "phones": [("+420 601 000 009", "work")]}, city="Brno")
    answer = client.post(edit(carol), data, follow=True)
    carol.refresh_from_db()
    assert (carol.city, carol.job_title, carol.version) == ("Brno", "Brewer", 3)
    phone = ContactPoint.objects.get(contact=carol, kind="phone")
    assert (phone.value, phone.label) == ("+420 601 000 009", "work")
    assert [str(message) for message in answer.context["messages"]] == [
        "Saved. What a colleague changed meanwhile stands as well."
    ]


def test_what_both_changed_is_shown_with_who_saved_it(
    two: Callable[..., dict[str, object]], client: Client, lead: User, carol: Contact
) -> None:
    Contact.objects.update(city="Plzeň")
    data = two({"fields": {"city": "Praha"}}, city="Brno", called="Kája")
    update_contact(by=carol.owner, contact=Contact.objects.get(pk=carol.pk), fields={"job_title": "Brewer"})
    page = client.post(edit(carol), data)
    assert page.status_code == 422
    [dispute] = page.context["disputes"]
    told = dispute.difference
    assert (told.label, told.began, told.theirs, told.mine) == ("City", "Plzeň", "Praha", "Brno")
    assert dispute.entry.actor == lead
    carol.refresh_from_db()
    assert (carol.city, carol.called) == ("Praha", "")


@pytest.mark.parametrize(("take", "city"), [("theirs", "Praha"), ("mine", "Brno")])
def test_the_choice_stands_and_the_rest_of_what_was_typed_too(
    two: Callable[..., dict[str, object]], client: Client, carol: Contact, take: str, city: str
) -> None:
    data = two({"fields": {"city": "Praha"}}, city="Brno", called="Kája")
    form = client.post(edit(carol), data).context["form"]
    chosen = {**form.data.dict(), "take-city": take}
    assert client.post(edit(carol), chosen).status_code == 303
    carol.refresh_from_db()
    assert (carol.city, carol.called) == (city, "Kája")


def test_an_older_change_of_the_field_is_not_taken_for_the_one_meanwhile(
    two: Callable[..., dict[str, object]], client: Client, lead: User, carol: Contact
) -> None:
    update_contact(by=lead, contact=Contact.objects.get(pk=carol.pk), fields={"city": "Plzeň"})
    data = two({"fields": {"job_title": "Brewer"}}, city="Brno")
    Contact.objects.update(city="Praha")
    [dispute] = client.post(edit(carol), data).context["disputes"]
    assert (dispute.difference.theirs, dispute.entry) == ("Praha", None)


@pytest.mark.parametrize("version", ["", "0", "99", "9" * 30, "-1"])
def test_a_version_that_nobody_was_given_is_a_conflict(
    sign_in: SignIn, alice: User, carol: Contact, version: str
) -> None:
    client = sign_in(alice)
    page = client.post(edit(carol), sent_by(client, edit(carol), city="Brno") | {"version": version, "seen": ""})
    assert (page.status_code, [one.difference.name for one in page.context["disputes"]]) == (422, ["city"])


def test_who_changed_addresses_is_told_by_the_trail(
    two: Callable[..., dict[str, object]], client: Client, lead: User, carol: Contact
) -> None:
    field = make_custom_field("contact", "text")
    saved = {"fields": {}, "emails": [("new@customer.example", "")], "custom": {field.pk: "theirs"}}
    data = two(saved, emails="mine@customer.example", **{field.input_name: "mine"})
    disputes = client.post(edit(carol), data).context["disputes"]
    assert [(one.difference.name, one.difference.theirs, one.entry.detail) for one in disputes] == [
        ("emails", "new@customer.example", {"fields": ["emails", field.code]}),
        (field.input_name, "theirs", {"fields": ["emails", field.code]}),
    ]


def test_what_one_does_not_see_is_neither_disputed_nor_lost(
    sign_in: SignIn, lead: User, bob: User, carol: Contact
) -> None:
    Contact.objects.update(owner=None, notes="Told in confidence.")
    client = sign_in(bob)
    data = sent_by(client, edit(carol), city="Brno")
    update_contact(by=lead, contact=Contact.objects.get(pk=carol.pk), fields={"notes": "Told again.", "owner": lead})
    assert client.post(edit(carol), data).status_code == 403
    carol.refresh_from_db()
    assert (carol.city, carol.notes) == ("", "Told again.")


HTMX = {"HX-Request": "true"}


def fact(contact: Contact, name: str = "") -> str:
    return reverse("contacts:contact_facts", args=[contact.pk]) + (f"?fact={name}" if name else "")


def fact_sent(client: Client, address: str, **typed: object) -> dict[str, object]:
    """What a browser sends of the small form at the address."""
    form = client.get(address, headers=HTMX).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in (shown | typed).items() if value not in ("", None)}


def test_the_pencil_beside_a_fact_is_named_in_the_readers_language(
    sign_in: SignIn, alice: User, carol: Contact
) -> None:
    alice.language = "ru"
    alice.save()
    card = sign_in(alice).get(reverse("contacts:contact_detail", args=[carol.pk])).content.decode()
    assert "Изменить: " in card
    assert "Edit: " not in card


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("job_title", {"job_title": "Brewer"}, {"job_title": "Brewer"}),
        ("address", {"city": "Brno", "country": "CZ"}, {"city": "Brno", "country": "CZ"}),
        ("language", {"first_language": "da", "other_languages": ["cs"]}, {"languages": ["da", "cs"]}),
        ("time_zone", {"time_zone": "Asia/Tokyo"}, {"time_zone": "Asia/Tokyo", "zone_source": "told"}),
        ("notes", {"notes": "Likes tea."}, {"notes": "Likes tea."}),
    ],
)
def test_a_fact_is_changed_in_place(
    sign_in: SignIn, alice: User, carol: Contact, name: str, typed: dict[str, object], kept: dict[str, object]
) -> None:
    client = sign_in(alice)
    page = client.post(fact(carol, name), fact_sent(client, fact(carol, name), **typed), headers=HTMX)
    assert (page.status_code, page["HX-Retarget"], page["HX-Reswap"]) == (200, "#facts", "outerHTML")
    carol.refresh_from_db()
    assert {column: getattr(carol, column) for column in kept} == kept
    assert (carol.full_name, carol.points.count(), carol.version) == ("Carol Novotná", 2, 2)


def test_addresses_company_birthday_tags_and_own_facts_are_changed_in_place(
    sign_in: SignIn, alice: User, carol: Contact
) -> None:
    field, client = make_custom_field("contact", "text"), sign_in(alice)
    birthday = {"birth_day": "10", "birth_month": "3"}
    for name, typed in {
        "emails": {"emails": "new@customer.example"},
        "company": {"company": "Pivovar"},
        "birthday": birthday,
        "tags": {"tags": "Beer, Tea"},
        field.input_name: {field.input_name: "Pale ale"},
    }.items():
        assert (
            client.post(fact(carol, name), fact_sent(client, fact(carol, name), **typed), headers=HTMX).status_code
            == 200
        )
    carol.refresh_from_db()
    assert [point.value for point in carol.points.filter(kind="email")] == ["new@customer.example"]
    assert (carol.company.name, carol.dates.get().month, carol.version) == ("Pivovar", 3, 6)
    assert [tag.name for tag in carol.tags.order_by("key")] == ["Beer", "Tea"]
    assert carol.custom_values.get().text == "Pale ale"


def test_a_fact_in_error_keeps_its_form(sign_in: SignIn, alice: User, carol: Contact) -> None:
    client = sign_in(alice)
    page = client.post(fact(carol, "emails"), {"emails": "no address", "version": 1}, headers=HTMX)
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["emails"])
    assert "HX-Retarget" not in page.headers


def test_a_fact_that_another_changed_is_asked_in_place(
    sign_in: SignIn, alice: User, lead: User, carol: Contact
) -> None:
    client = sign_in(alice)
    data = fact_sent(client, fact(carol, "job_title"), job_title="Cook")
    update_contact(by=lead, contact=Contact.objects.get(), fields={"job_title": "Brewer"})
    page = client.post(fact(carol, "job_title"), data, headers=HTMX)
    [dispute] = page.context["disputes"]
    assert (page.status_code, dispute.difference.theirs, dispute.entry.actor) == (422, "Brewer", lead)
    chosen = {**page.context["form"].data.dict(), "take-job_title": "mine"}
    assert client.post(fact(carol, "job_title"), chosen, headers=HTMX).status_code == 200
    carol.refresh_from_db()
    assert carol.job_title == "Cook"


def test_facts_that_are_empty_are_offered(sign_in: SignIn, alice: User, carol: Contact) -> None:
    Contact.objects.update(job_title="Brewer")
    field = make_custom_field("contact", "text")
    offered = [one.name for one in sign_in(alice).get(fact(carol), headers=HTMX).context["facts"]]
    assert offered == [
        *("company", "latin_name", "pronunciation", "hours", "lunch", "fasting", "birthday", "tags", "notes"),
        field.input_name,
    ]


def test_without_htmx_the_form_does_it(sign_in: SignIn, alice: User, carol: Contact) -> None:
    page = sign_in(alice).get(fact(carol, "address"))
    assert (page.status_code, page.url) == (303, f"{edit(carol)}#id_street")


@pytest.mark.parametrize("name", ["nonsense", "custom_0", "owner", "stage"])
def test_what_is_no_fact_is_absent(sign_in: SignIn, alice: User, carol: Contact, name: str) -> None:
    """The owner and the stage have forms of their own."""
    page = sign_in(alice).get(fact(carol, name), headers=HTMX)
    assert (page.status_code, "form" in (page.context or {})) in [(404, False), (200, False)]


def test_a_hidden_fact_is_as_absent_as_none(sign_in: SignIn, bob: User, lead: User, carol: Contact) -> None:
    Contact.objects.update(notes="Told in confidence.")
    field = make_custom_field("contact", "text", group="sensitive")
    assert sign_in(bob).get(fact(carol, "notes"), headers=HTMX).status_code == 403
    client = sign_in(lead)
    assert client.get(fact(carol, "notes"), headers=HTMX).status_code == 200
    assert client.get(fact(carol, field.input_name), headers=HTMX).status_code == 200


def test_who_may_not_change_edits_no_fact(sign_in: SignIn, charlie: User, marketer: User, carol: Contact) -> None:
    for user, code in ((charlie, 404), (marketer, 403)):
        client = sign_in(user)
        asked = client.post(fact(carol, "job_title"), {"job_title": "Mine", "version": 1}, headers=HTMX)
        assert asked.status_code == code
    carol.refresh_from_db()
    assert carol.job_title == ""
