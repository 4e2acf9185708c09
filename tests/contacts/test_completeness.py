"""How much is known of a contact, and the one thing to ask next time."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from contacts.completeness import USEFUL, Card, completeness_of
from contacts.models import Contact
from tests.factories.contacts import add_birthday, add_consent, make_company, make_contact, make_fact

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)


def card(contact, **known):
    given = {
        "points": list(contact.points.all()),
        "dates": list(contact.dates.all()),
        "said": {},
        "is_need_known": False,
    }
    return Card(contact, **{**given, **known})


def test_the_weights_are_shares_of_a_hundred_and_something():
    assert sum(useful.weight for useful in USEFUL) == 103
    assert [useful.weight for useful in USEFUL] == sorted((useful.weight for useful in USEFUL), reverse=True)


def test_of_nobody_nothing_is_known(db):
    nobody = make_contact("Nobody", languages=[], country="", zone_source="organisation")
    found = completeness_of(card(nobody), ())
    assert (found.percent, found.ask) == (0, "what they would like to have solved")
    assert found.url == reverse("contacts:contact_questions", args=[nobody.pk])


def test_of_somebody_everything_is_known(alice):
    somebody = make_contact(
        "Somebody", owner=alice, company=make_company(), job_title="Cook", formality="formal",
        preferred_channel="email", email="s@x.example", phone="+420 601 000 009",
    )  # fmt: skip
    add_birthday(somebody, 3, 10)
    found = completeness_of(card(somebody, said={("marketing", "email"): None}, is_need_known=True), ())
    assert (found.percent, found.ask, found.url) == (100, "", "")


def test_the_most_valuable_gap_is_asked_for(carol):
    carol.points.filter(kind="email").delete()
    found = completeness_of(card(carol, is_need_known=True), ())
    assert (found.ask, found.url) == (
        "their e-mail address",
        reverse("contacts:contact_edit", args=[carol.pk]) + "#id_emails",
    )


def test_what_one_does_not_see_is_neither_counted_nor_asked_for(db):
    nobody = make_contact("Nobody", languages=[])
    hidden = completeness_of(card(nobody, is_need_known=True), {"points", "dates", "notes"})
    assert (hidden.ask, hidden.percent) == ("their language", round(100 * (20 + 8 + 5) / (103 - 15 - 12 - 6)))


@pytest.mark.parametrize(
    ("group", "retired_at", "is_known"), [("basic", None, True), ("sensitive", None, False), ("basic", NOW, False)]
)
def test_a_guarded_need_is_not_betrayed(carol, group, retired_at, is_known):
    make_fact(carol, group=group, retired_at=retired_at)
    make_fact(carol, kind="interest")
    assert Contact.objects.with_need_known().get(pk=carol.pk).is_need_known is is_known


def test_the_card_shows_it_to_who_may_change(sign_in, alice, bob, carol):
    add_consent(carol, "marketing")
    place = reverse("contacts:contact_detail", args=[carol.pk])
    pages = [sign_in(user).get(place).content.decode() for user in (alice, bob)]
    assert [page.count("<progress") for page in pages] == [1, 1]
    assert ["Ask next time:" in page for page in pages] == [True, False]
