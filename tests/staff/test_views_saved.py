"""Saved views: mine, shared, above the list, opening first; and what they keep of an address."""

from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from contacts.models import Contact
from staff.models import SavedView, User, ViewChoice
from staff.saved_views import kept
from tests.factories.contacts import make_contact
from tests.factories.staff import make_view

SignIn = Callable[[User], Client]
LIST = "contacts:contact_list"


def url(name: str, *args: object) -> str:
    return reverse(f"staff:{name}", args=args)


def test_keeping_the_list_as_it_is_filtered(sign_in: SignIn, alice: User, carol: Contact) -> None:
    make_contact("Yamada Tarō", owner=alice, country="JP")
    client = sign_in(alice)
    listed = client.get(reverse(LIST), {"country": "CZ", "col": ["stage", "city"], "sort": "new", "page": "1"})
    address = f"{url('view_create')}?for={LIST}&{listed.context['save_query']}"
    page = client.post(address, {"name": "Czechs", "is_pinned": "on", "is_default": "on"})
    view = SavedView.objects.get()
    assert (page.status_code, dict(parse_qsl(urlsplit(page.url).query))["view"]) == (303, str(view.pk))
    assert sorted(view.query) == [["col", "city"], ["col", "stage"], ["country", "CZ"], ["sort", "new"]]
    opened = client.get(reverse(LIST), follow=True)
    assert [row["pk"] for row in opened.context["rows"]] == [carol.pk]
    assert [str(column.code) for column in opened.context["columns"]] == ["stage", "city"]
    assert opened.context["at_hand"].pinned == [view]
    everybody = client.get(reverse(LIST), {"all": 1})
    assert len(everybody.context["rows"]) == 2


@pytest.mark.parametrize(
    ("address", "pairs"),
    [
        ("q=a&page=7&view=3&once=k", [("q", "a")]),
        ("col=a&col=b&empty=", [("col", "a"), ("col", "b")]),
        ("A=1&x-y=2&" + "x" * 41 + "=3", []),
        ("q=" + "y" * 500, [("q", "y" * 200)]),
        ("q=%00", [("q", "\ufffd")]),
    ],
)
def test_what_is_kept_of_an_address(address: str, pairs: list[tuple[str, str]]) -> None:
    assert kept(QueryDict(address)) == pairs
    assert len(kept(QueryDict("&".join(f"a{n}=1" for n in range(500))))) == 80


def test_one_view_opens_first(sign_in: SignIn, alice: User) -> None:
    one, two = make_view(alice, "One"), make_view(alice, "Two")
    client = sign_in(alice)
    for view in (one, two):
        assert client.post(url("view_choose", view.pk), {"is_default": "on"}).status_code == 303
    assert ViewChoice.objects.get(is_default=True).view == two
    with pytest.raises(IntegrityError), transaction.atomic():
        ViewChoice.objects.filter(view=one).update(is_default=True)
    client.post(url("view_choose", two.pk))
    assert not ViewChoice.objects.filter(view=two).exists()


def test_a_shared_view_is_used_by_all_and_changed_by_its_owner(
    sign_in: SignIn, alice: User, bob: User, charlie: User, lead: User
) -> None:
    own, shared = make_view(alice, "Own"), make_view(alice, "Shared", is_shared=True)
    found = {}
    for user in (alice, bob, charlie, lead):
        client = sign_in(user)
        found[user.full_name] = (
            [row["view"].name for row in client.get(url("view_list")).context["rows"]],
            [client.get(url("view_edit", view.pk)).status_code for view in (own, shared)],
        )
    assert found == {
        "Alice": (["Own", "Shared"], [200, 200]),
        "Bob": (["Shared"], [404, 403]),
        "Charlie": (["Shared"], [404, 403]),
        "Lead": (["Shared"], [404, 200]),
    }
    client = sign_in(bob)
    assert client.post(url("view_choose", shared.pk), {"is_pinned": "on"}).status_code == 303
    assert client.post(url("view_choose", own.pk), {"is_pinned": "on"}).status_code == 404
    assert client.post(url("view_delete", shared.pk)).status_code == 403
    assert client.get(reverse(LIST)).context["at_hand"].pinned == [shared]
    SavedView.objects.filter(pk=shared.pk).update(is_shared=False)
    assert client.get(reverse(LIST)).context["at_hand"].pinned == []
    assert sign_in(alice).post(url("view_delete", shared.pk)).status_code == 303
    assert not ViewChoice.objects.exists()


def test_a_view_keeps_its_filters_when_it_is_renamed(sign_in: SignIn, alice: User) -> None:
    view = make_view(alice)
    sign_in(alice).post(url("view_edit", view.pk), {"name": "From Bohemia", "is_shared": "on"})
    view.refresh_from_db()
    assert (view.name, view.is_shared, view.query) == ("From Bohemia", True, [["country", "CZ"]])


def test_nothing_else_has_views(sign_in: SignIn, alice: User) -> None:
    client = sign_in(alice)
    for data in ({"for": "staff:settings"}, {}):
        page = client.get(url("view_create"), data)
        assert (page.status_code, page.url) == (303, url("view_list"))
    assert client.get(url("view_edit", 999_999)).status_code == 404
    assert client.get(url("view_delete", 1)).status_code == 405
    page = client.post(f"{url('view_create')}?for={LIST}", {"name": ""})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["name"])


def test_the_page_asks_as_much_for_three_as_for_one(
    sign_in: SignIn, alice: User, django_assert_num_queries: Callable
) -> None:
    client = sign_in(alice)
    make_view(alice)
    client.get(url("view_list"))
    with django_assert_num_queries(6) as captured:
        client.get(url("view_list"))
    make_view(alice, "Two")
    make_view(alice, "Three")
    with django_assert_num_queries(len(captured)):
        client.get(url("view_list"))
