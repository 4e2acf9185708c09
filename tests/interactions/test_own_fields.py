"""The house's own fields of conversations."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contacts.actions.custom_fields import archive_custom_field
from contacts.actions.erasing import erase_contact
from contacts.models import Contact, CustomField
from crm.money import Money
from interactions.actions import log_interaction
from interactions.models import Interaction
from interactions.own_fields import stored
from staff.models import User
from tests.factories.contacts import make_contact, make_custom_field

SignIn = Callable[[User], Client]


def log(by: User, contact: Contact, own: dict[int, object]) -> Interaction:
    return log_interaction(
        by=by, contact=contact, kind="call", direction="in", at=timezone.now(), own=own, now=timezone.now()
    )


def told(page) -> list[tuple[str, str]]:
    return [fact for entry in page.context["page"] for fact in getattr(entry, "told", ())]


def timeline(contact: Contact) -> str:
    return reverse("interactions:contact_timeline", args=[contact.pk])


def test_a_conversation_is_logged_with_them(sign_in: SignIn, alice: User, carol: Contact) -> None:
    text = make_custom_field("interaction", "text", "Offer number")
    make_custom_field("interaction", "text", "Left empty")
    make_custom_field("contact", "text", "Of people")
    client, address = sign_in(alice), reverse("interactions:log", args=[carol.pk])
    form = client.get(address).context["form"]
    assert [str(field) for field in form.custom] == ["Offer number", "Left empty"]
    sent = {"key": "k", "kind": "call", "direction": "in", "at": "2026-01-02T10:00", text.input_name: "2026/17"}
    assert client.post(address, sent).status_code == 303
    assert Interaction.objects.get().own_facts == {str(text.pk): "2026/17"}
    assert told(client.get(timeline(carol))) == [("Offer number", "2026/17")]


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("number", Decimal("12.5000"), "12.5"),
        ("money", Money(Decimal("1250.50"), "EUR"), "1,250.50\xa0EUR"),
        ("date", date(2026, 3, 4), "4 Mar 2026"),
        ("flag", False, "no"),
        ("text", "Words", "Words"),
    ],
)
def test_each_kind_comes_back_in_words(
    sign_in: SignIn, alice: User, carol: Contact, kind: str, value: object, words: str
) -> None:
    field = make_custom_field("interaction", kind)
    log(alice, carol, {field.pk: value})
    assert told(sign_in(alice).get(timeline(carol))) == [("Own field", words)]


def test_choices_are_told_after_they_were_put_away(sign_in: SignIn, alice: User, carol: Contact) -> None:
    field = make_custom_field("interaction", "choices", options=("Price", "Service"))
    log(alice, carol, {field.pk: [option.pk for option in field.options.all()]})
    assert archive_custom_field(by=alice, field=field)
    assert told(sign_in(alice).get(timeline(carol))) == [("Own field", "Price, Service")]


def test_a_field_is_seen_as_its_group_is(sign_in: SignIn, alice: User, bob: User, carol: Contact) -> None:
    field = make_custom_field("interaction", "text", group="sensitive")
    log(alice, carol, {field.pk: "Told in confidence"})
    for user, seen in ((alice, [("Own field", "Told in confidence")]), (bob, [])):
        client = sign_in(user)
        assert told(client.get(timeline(carol))) == seen
        assert told(client.get(reverse("interactions:interaction_list"))) == seen
        form = client.get(reverse("interactions:log", args=[carol.pk])).context["form"]
        assert (field.input_name in form.fields) == bool(seen)


def test_the_list_asks_as_much_for_three_as_for_one(
    sign_in: SignIn, alice: User, django_assert_max_num_queries: Callable
) -> None:
    field, client = make_custom_field("interaction", "text"), sign_in(alice)
    client.get(reverse("interactions:interaction_list"))
    counts = []
    for _round in range(2):
        log(alice, make_contact(owner=alice), {field.pk: "Words"})
        with django_assert_max_num_queries(40) as asked:
            client.get(reverse("interactions:interaction_list"))
        counts.append(len(asked.captured_queries))
        log(alice, make_contact(owner=alice), {field.pk: "Words"})
    assert counts[0] == counts[1]


def test_erasing_takes_them_along(alice: User, dpo: User, carol: Contact) -> None:
    field = make_custom_field("interaction", "text")
    log(alice, carol, {field.pk: "Words"})
    erase_contact(by=dpo, contact=carol)
    assert Interaction.objects.get().own_facts == {}


def test_what_is_not_known_is_not_kept() -> None:
    assert stored({1: None, 2: "", 3: [], 4: False, 5: Decimal(0)}) == {"4": False, "5": "0"}


def test_a_field_of_conversations_is_never_deleted(alice: User) -> None:
    archive_custom_field(by=alice, field=make_custom_field("interaction", "text"))
    assert CustomField.objects.get().archived_at is not None
