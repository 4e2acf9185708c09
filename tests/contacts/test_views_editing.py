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
