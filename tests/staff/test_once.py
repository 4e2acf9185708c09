"""A double tap does once what the form does."""

import re
from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.models import Contact
from staff.models import Submit, User

SignIn = Callable[[User], Client]
NEW = {"full_name": "Jan Novák", "stage": "awareness", "once": "3c0b6c5e-key"}


def test_the_second_tap_goes_where_the_first_one_went(sign_in: SignIn, alice: User) -> None:
    client = sign_in(alice)
    answers = [client.post(reverse("contacts:contact_create"), NEW) for _ in range(2)]
    contact = Contact.objects.get()
    assert [(answer.status_code, answer.url) for answer in answers] == [
        (303, reverse("contacts:contact_detail", args=[contact.pk]))
    ] * 2


def test_the_second_tap_writes_nothing(sign_in: SignIn, alice: User) -> None:
    client = sign_in(alice)
    client.post(reverse("contacts:contact_create"), NEW)
    client.post(reverse("contacts:contact_create"), {**NEW, "full_name": "Somebody Else"})
    assert (Contact.objects.get().full_name, Submit.objects.count()) == ("Jan Novák", 1)


def test_a_form_with_errors_uses_no_key_up(sign_in: SignIn, alice: User) -> None:
    client = sign_in(alice)
    assert client.post(reverse("contacts:contact_create"), {**NEW, "full_name": ""}).status_code == 422
    assert not Submit.objects.exists()
    assert client.post(reverse("contacts:contact_create"), NEW).status_code == 303


def test_the_key_is_the_senders_own(sign_in: SignIn, alice: User, bob: User) -> None:
    for user in (alice, bob):
        sign_in(user).post(reverse("contacts:contact_create"), NEW)
    assert Contact.objects.count() == 2


def test_what_is_no_key_is_never_looked_for(sign_in: SignIn, alice: User) -> None:
    client = sign_in(alice)
    for key in ("\x00", "x" * 37, "' OR 1=1"):
        with CaptureQueriesContext(connection) as asked:
            client.post(reverse("contacts:contact_create"), {**NEW, "once": key})
        assert [query["sql"] for query in asked if Submit._meta.db_table in query["sql"]] == []


def test_each_form_shown_carries_another_key(sign_in: SignIn, alice: User) -> None:
    client = sign_in(alice)
    keys = [key_on(client.get(reverse("contacts:contact_create")).content.decode()) for _ in range(2)]
    assert keys[0] != keys[1]


def key_on(page: str) -> str:
    [key] = re.findall(r'name="once"[^>]* value="([0-9a-f-]{36})"', page)
    return key
