"""The search finds a customer by what they need, as far as the searcher reads it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.actions.facts import change_fact, retire_fact
from contacts.models import Contact, Fact
from staff.models import User
from tests.contacts.test_querysets import each_way
from tests.factories.contacts import make_company, make_contact, make_fact

__all__ = ["each_way"]

NEEDS = {
    "Чернила для принтера": ["чернил", "chernila", "принтер для"],
    "Bauelemente für den Müller": ["elemente", "mueller", "fu"],
    "静かなランプ": ["静か", "ランプ"],
    "مصباح هادئ": ["مصباح"],
    "Un café plus près": ["CAFE", "pres", "un ca"],
    "100% wool, un-dyed": ["100", "dyed wool"],
}


def found(text: str, by: User) -> list[Contact]:
    return list(Contact.objects.visible_to(by).search(text, by=by))


@pytest.mark.usefixtures("each_way")
@pytest.mark.parametrize(("need", "text"), [(need, text) for need, texts in NEEDS.items() for text in texts])
def test_a_need_is_found_by_parts_of_its_words_in_any_script(alice: User, need: str, text: str) -> None:
    for number, each in enumerate(NEEDS):
        make_fact(make_contact(f"Person {number}", owner=alice), each)
    assert [one.full_name for one in found(text, alice)] == [f"Person {list(NEEDS).index(need)}"]


def test_one_word_may_be_the_name_and_another_the_need(alice: User, carol: Contact) -> None:
    make_fact(carol, "A quieter lamp")
    make_fact(make_contact("Dora", owner=alice), "A quieter lamp")
    assert found("novot lamp", alice) == [carol]


def test_the_end_of_a_long_need_is_found(alice: User, carol: Contact) -> None:
    make_fact(carol, f"{'щ' * 480} an umbrella")
    assert found("umbrella", alice) == [carol]


@pytest.mark.usefixtures("each_way")
def test_two_letters_are_looked_for_where_words_begin(alice: User, carol: Contact) -> None:
    make_fact(carol, "Better ink")
    make_fact(make_contact("Dora", owner=alice), "A drink")
    assert found("in", alice) == [carol]


def test_what_holds_no_more_what_is_no_need_and_what_a_company_needs_are_not_found(alice: User, carol: Contact) -> None:
    carol.company = make_company("Shop", owner=alice)
    carol.save()
    make_fact(carol, "A likes lamps", kind="interest")
    make_fact(carol.company, "A lamp for the shop")
    retire_fact(by=alice, fact=make_fact(carol, "A lamp once"))
    assert found("lamp", alice) == []


def test_a_need_that_is_mended_is_found_by_its_new_words(alice: User, carol: Contact) -> None:
    fact = make_fact(carol, "A lamp")
    change_fact(by=alice, fact=fact, fields={"text": "A lantern"})
    assert [found(text, alice) for text in ("lantern", "lamp")] == [[carol], []]


@pytest.mark.usefixtures("each_way")
@pytest.mark.parametrize(
    ("group", "seen"),
    [
        ("basic", {"alice", "bob", "lead", "marketer", "dpo"}),
        ("contact", {"alice", "bob", "lead", "dpo"}),
        ("sensitive", {"alice", "lead", "dpo"}),
    ],
)
def test_a_need_is_found_by_who_reads_it(
    request: pytest.FixtureRequest, carol: Contact, group: str, seen: set[str]
) -> None:
    make_fact(carol, "A wheelchair ramp", group=group)
    names = ("alice", "bob", "lead", "marketer", "dpo", "charlie")
    people = {name: request.getfixturevalue(name) for name in names}
    assert {name for name, user in people.items() if found("wheelchair", user) == [carol]} == seen
    assert {name for name, user in people.items() if found("carol wheelchair", user) == [carol]} == seen


def test_a_guarded_need_of_ones_own_is_found_beside_that_of_a_colleague(alice: User, bob: User, carol: Contact) -> None:
    """Who reads what is sensitive of their own customers alone."""
    dora = make_contact("Dora", owner=bob)
    for contact in (carol, dora):
        make_fact(contact, "A wheelchair ramp", group="sensitive")
    assert [found("wheelchair", user) for user in (alice, bob)] == [[carol], [dora]]


def test_the_list_asks_the_database_no_more_often(alice: User, carol: Contact, sign_in) -> None:
    client, url = sign_in(alice), reverse("contacts:contact_list")

    def queries(text: str) -> int:
        client.get(url, {"q": text})
        with CaptureQueriesContext(connection) as asked:
            client.get(url, {"q": text})
        return len(asked)

    named = queries("novot")
    make_fact(carol, "A quieter lamp")
    assert (queries("lamp"), Fact.objects.count()) == (named, 1)


def test_the_page_of_the_search_shows_who_needs_it(alice: User, bob: User, carol: Contact, sign_in) -> None:
    make_fact(carol, "A quieter lamp")
    make_fact(carol, "A wheelchair ramp", group="sensitive")
    url = reverse("contacts:contact_list")
    shown = [
        carol.full_name in sign_in(user).get(url, {"q": text}).content.decode()
        for user in (alice, bob)
        for text in ("lamp", "wheelchair")
    ]
    assert shown == [True, True, True, False]
