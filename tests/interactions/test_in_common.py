"""What a colleague and a customer have in common: only what both told."""

from datetime import date

import pytest
from django.urls import reverse

from contacts.models import Company, Contact, Employment, Fact
from interactions.actions.introductions import introduce_oneself
from interactions.in_common import in_common
from interactions.models import Introduction
from staff.models import LanguageSkill
from tests.factories.contacts import make_contact

TODAY = date(2026, 5, 4)


@pytest.fixture(autouse=True)
def _far_away(alice):
    alice.time_zone = "America/Lima"


def told(alice, **fields):
    introduce_oneself(by=alice, **{"places": [], "employers": [], "interests": [], **fields})


def interest(contact, text, **fields):
    values = {"kind": "interest", "source": "told", "known_since": TODAY, **fields}
    return Fact.objects.create(contact=contact, text=text, **values)


def test_nothing_told_is_nothing_in_common(alice, carol):
    assert in_common(alice, carol) == []


def test_languages_country_city_and_zone(alice, carol):
    LanguageSkill.objects.create(user=alice, language="cs", level="b1")
    alice.country, alice.time_zone = "CZ", "Europe/Prague"
    told(alice, places=["brno", "Vilnius"])
    Contact.objects.update(
        languages=["cs-CZ", "de"], country="CZ", city="Brno", time_zone="Europe/Prague", zone_source="told"
    )
    carol.refresh_from_db()
    assert in_common(alice, carol) == [
        ("Languages", "Czech"),
        ("Country", "Czechia"),
        ("City", "Brno"),
        ("Time zone", "Prague"),
    ]


def test_a_zone_that_is_a_guess_is_not_shared(alice, carol):
    alice.time_zone = carol.time_zone
    Contact.objects.update(zone_source="country", zone_confirmed_at=None)
    carol.refresh_from_db()
    assert in_common(alice, carol) == []


def test_employers_of_now_and_of_before_whatever_their_legal_form(alice, carol):
    now, before, other = (Company.objects.create(name=name, owner=alice) for name in ("Linden Ltd", "Romashka", "Elm"))
    Contact.objects.filter(pk=carol.pk).update(company=now)
    carol.refresh_from_db()
    Employment.objects.create(contact=carol, company=before, until=TODAY)
    told(alice, employers=["LINDEN", "Ромашка ООО"])
    assert dict(in_common(alice, carol)) == {"Employer": "Linden Ltd, Romashka"}
    assert other.name not in str(in_common(alice, carol))


def test_a_company_out_of_sight_is_not_named(alice, charlie, carol):
    Employment.objects.create(contact=carol, company=Company.objects.create(name="Elm", owner=charlie), until=TODAY)
    told(alice, employers=["Elm"])
    assert in_common(alice, carol) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"source": "impression"},
        {"source": "public"},
        {"group": "sensitive"},
        {"is_private": True},
        {"kind": "life", "group": "sensitive"},
        {"is_special": True, "group": "sensitive", "agreed_on": TODAY},
        {"retired_at": "2026-05-01T00:00Z"},
    ],
)
def test_an_interest_is_shared_only_where_they_told_it_to_everybody(alice, carol, fields):
    told(alice, interests=["sailing"])
    interest(carol, "Sailing")
    assert dict(in_common(alice, carol)) == {"Interests": "Sailing"}
    Fact.objects.update(**fields)
    assert in_common(alice, carol) == []


def test_a_colleagues_introduction_is_hers_alone(sign_in, alice, bob, carol):
    response = sign_in(alice).post(
        reverse("interactions:introduction"), {"places": "Brno\nVilnius", "interests": "Chess"}
    )
    assert response["Location"] == reverse("interactions:introduction")
    assert Introduction.objects.get().places == ["Brno", "Vilnius"]
    html = sign_in(bob).get(reverse("interactions:introduction")).content.decode()
    assert "Vilnius" not in html
    interest(carol, "chess")
    assert "Interests" not in dict(in_common(bob, carol))


def test_a_line_that_is_too_long_is_refused(sign_in, alice):
    response = sign_in(alice).post(reverse("interactions:introduction"), {"places": "x" * 255})
    assert response.status_code == 422
    assert Introduction.objects.count() == 0


def test_the_composer_names_what_is_shared(sign_in, alice):
    contact = make_contact("Jan", owner=alice)
    told(alice, interests=["Sailing"])
    interest(contact, "Sailing")
    html = sign_in(alice).get(reverse("interactions:log", args=[contact.pk])).content.decode()
    assert "<dd><bdi>Sailing</bdi></dd>" in html
