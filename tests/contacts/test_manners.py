"""The contact's wish stands above the team's footing, that above the house's way, and that above the table."""

import pytest

from contacts.greeting import greet, register_of
from contacts.manners import manners_for
from contacts.models import Footing
from tests.factories.contacts import make_contact


@pytest.mark.parametrize(
    ("wish", "footing", "house", "decided"),
    [
        ("", "", {}, ("formal", "table")),
        ("", "", {"cs": "informal"}, ("informal", "organisation")),
        ("", "", {"da": "informal"}, ("formal", "table")),
        ("", "formal", {"cs": "informal"}, ("formal", "relation")),
        ("", "informal", {"cs": "formal"}, ("informal", "relation")),
        ("formal", "informal", {"cs": "informal"}, ("formal", "wish")),
        ("informal", "formal", {"cs": "formal"}, ("informal", "wish")),
        ("informal", "", {}, ("informal", "wish")),
    ],
)
def test_who_decides_between_formal_and_informal(organisation, alice, team, other_team, wish, footing, house, decided):
    contact = make_contact(owner=alice, formality=wish)
    organisation.registers = house
    if footing:
        Footing.objects.create(contact=contact, team=team, register=footing)
    Footing.objects.create(contact=contact, team=other_team, register="informal")
    manners = manners_for(contact, team_id=team.pk, organisation=organisation)
    assert register_of(contact, "cs-CZ", manners) == decided


def test_who_has_no_team_has_no_footing(organisation, alice, team):
    contact = make_contact(owner=alice)
    Footing.objects.create(contact=contact, team=team, register="informal")
    manners = manners_for(contact, team_id=None, organisation=organisation)
    assert (manners.relation, greet(contact, "cs", manners=manners).text) == ("", "Dobrý den,")


def test_prefetched_footings_are_not_asked_for_again(organisation, alice, team, django_assert_num_queries):
    contact = make_contact(owner=alice)
    Footing.objects.create(contact=contact, team=team, register="informal")
    fetched = type(contact).objects.prefetch_related("footings").get(pk=contact.pk)
    with django_assert_num_queries(0):
        assert manners_for(fetched, team_id=team.pk, organisation=organisation).relation == "informal"
