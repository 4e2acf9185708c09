"""Tags: one for each word however it is written, in the form, on the card, in the list and in segments."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from contacts.models import Company, Contact, Segment, Tag
from contacts.rules import clean_rules
from contacts.tagging import set_tags, tags_named
from staff.models import AuditEntry, AuditValues, User
from tests.factories.contacts import make_company, make_contact

SignIn = Callable[[User], Client]
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def url(name: str, *args: object) -> str:
    return reverse(f"contacts:{name}", args=args)


def test_one_word_is_one_tag_however_it_is_written(alice: User) -> None:
    first = tags_named(["Věrný", "VIP"], by=alice, now=NOW)
    assert [tag.name for tag in first] == ["Věrný", "VIP"]
    assert tags_named(["vip", "verny", "VIP"], by=alice, now=NOW) == first[::-1]
    assert Tag.objects.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Tag.objects.create(name="viP", key=Tag.key_of("viP"))


def test_from_the_form_onto_the_card_and_into_the_audit_trail(sign_in: SignIn, alice: User, carol: Contact) -> None:
    client = sign_in(alice)
    data = {"full_name": carol.full_name, "version": 1, "stage": carol.stage, "tags": "VIP, Beer , vip,"}
    assert client.post(url("contact_edit", carol.pk), data).status_code == 303
    page = client.get(url("contact_detail", carol.pk))
    assert [tag.name for tag in page.context["tags"]] == ["Beer", "VIP"]
    entry = AuditEntry.objects.get(action="contacts.change")
    assert "tags" in entry.detail["fields"]
    assert AuditValues.objects.get(entry=entry).values["changes"]["tags"] == [[], ["Beer", "VIP"]]
    form = client.get(url("contact_edit", carol.pk)).context["form"]
    assert form["tags"].value() == "Beer, VIP"
    client.post(url("contact_edit", carol.pk), {**data, "version": 2, "tags": ""})
    assert not carol.tags.exists()


@pytest.mark.parametrize("words", ["NUL \x00", "x" * 41, ", ".join(map(str, range(31)))])
def test_what_is_no_tag_is_refused(sign_in: SignIn, alice: User, carol: Contact, words: str) -> None:
    data = {"full_name": carol.full_name, "version": 1, "stage": carol.stage, "tags": words}
    page = sign_in(alice).post(url("contact_edit", carol.pk), data)
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["tags"])
    assert not Tag.objects.exists()


def test_new_people_and_companies_have_them(sign_in: SignIn, alice: User) -> None:
    client = sign_in(alice)
    client.post(url("contact_create"), {"full_name": "Jan", "stage": "awareness", "tags": "VIP"})
    client.post(url("company_create"), {"name": "Brewery", "tags": "VIP, Hops"})
    assert [tag.name for tag in Contact.objects.get().tags.all()] == ["VIP"]
    company = Company.objects.get()
    assert [tag.name for tag in client.get(url("company_detail", company.pk)).context["tags"]] == ["Hops", "VIP"]


def test_the_list_and_segments_ask_for_them(sign_in: SignIn, alice: User, charlie: User, carol: Contact) -> None:
    make_contact("Without", owner=alice)
    for contact in (carol, make_contact("Hidden", owner=charlie)):
        set_tags(contact, ["VIP"], by=alice, now=NOW)
    set_tags(make_company(owner=alice), ["Hops"], by=alice, now=NOW)
    vip = str(Tag.objects.get(name="VIP").pk)
    page = sign_in(alice).get(url("contact_list"), {"tag": vip})
    assert [row["pk"] for row in page.context["rows"]] == [carol.pk]
    assert [(chip["name"], chip["words"]) for chip in page.context["chips"]] == [("tag", "VIP")]
    rule = {"field": "tag", "is": "none_of", "value": [vip]}
    assert [one.full_name for one in Segment(rules=clean_rules(rule)).shown_to(alice, NOW)] == ["Without"]
