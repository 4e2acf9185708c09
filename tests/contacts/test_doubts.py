"""What looks wrong is said, and stops nobody."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from contacts.doubts import doubts, meant_domain
from contacts.models import Contact

SURE = {"name": "Carol Novotná", "emails": ["carol@gmail.com"], "phones": ["+420 601 000 001"], "country": "CZ"}


@pytest.mark.parametrize(
    ("domain", "meant"),
    [
        ("gmial.com", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("seznam.c", "seznam.cz"),
        ("gmail.com", ""),
        ("novak.example", ""),
        ("be.com", ""),
        ("", ""),
    ],
)
def test_a_slip_in_the_name_of_a_mail_house_is_seen(domain, meant):
    assert meant_domain(domain) == meant


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, []),
        ({"name": "CAROL NOVOTNÁ"}, ["capitals"]),
        ({"name": "ABB"}, []),
        ({"name": "山田太郎"}, []),
        ({"emails": ["carol@gmial.com", "c@x.example"]}, ["carol@gmail.com"]),
        ({"phones": ["601 000"]}, ["601 000"]),
        ({"phones": ["601 000 001"]}, []),
        ({"phones": ["601 000 001"], "country": ""}, []),
        ({"phones": ["+420 601"], "country": ""}, ["+420 601"]),
    ],
)
def test_each_doubt_is_one_sentence(typed, words):
    said = doubts(**{**SURE, **typed})
    assert [word in sentence for word, sentence in zip(words, said, strict=True)] == [True] * len(words)


def test_what_looks_wrong_is_saved_and_said(sign_in, alice):
    values = {"full_name": "CAROL", "emails": "carol@gmial.com", "stage": "awareness"}
    page = sign_in(alice).post(reverse("contacts:contact_create"), values)
    said = [str(message) for message in get_messages(page.wsgi_request)]
    assert (page.status_code, Contact.objects.get().points.get().value) == (303, "carol@gmial.com")
    assert [any(words in sentence for sentence in said) for words in ("capitals", "gmail.com", "time zone")] == [
        True
    ] * 3


def test_it_is_said_while_somebody_types(sign_in, alice):
    asked = {"full_name": "CAROL", "emails": "carol@gmial.com"}
    page = sign_in(alice).get(reverse("contacts:contact_alike"), asked)
    assert len(page.context["doubts"]) == 2
    assert "carol@gmail.com" in page.content.decode()
