"""The card as it is put together from other rooms' parts, for those who may see them."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from contacts.models import Consent
from tests.factories.interactions import make_entry, make_follow_up
from tests.factories.promises import make_due
from tests.factories.sales import make_purchase

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
HTMX = {"HX-Request": "true"}


def card(contact):
    return reverse("contacts:contact_detail", args=[contact.pk])


def panels(contact):
    return reverse("contacts:contact_panels", args=[contact.pk])


def history(contact, by, number):
    make_entry(contact, NOW, by=by, summary=f"Call {number}")
    make_follow_up(by, contact, now=NOW, in_hours=24 + number)
    make_due(by, contact, now=NOW, in_hours=24 + number)
    make_purchase(contact, NOW, number=f"A-{number}")
    Consent.objects.create(contact=contact, purpose="greetings", channel="email", state="given", source="call")


def test_the_card_links_only_panels_that_open(sign_in, alice, bob, marketer, carol):
    placed = {}
    for user in (alice, bob, marketer):
        client = sign_in(user)
        offered = client.get(card(carol)).context["panels"]
        placed[user] = [panel.url.rsplit("/", 2)[1] for panel in offered]
        assert [client.get(panel.url).status_code for panel in offered] == [200] * len(offered)
    assert placed == {
        alice: [
            "clocks",
            "promises",
            "relationship",
            "speakers",
            "needs",
            "meeting",
            "stages",
            "sales",
            "loyalty",
            "feedback",
            "mails",
            "ties",
            "shares",
            "merges",
        ],
        bob: [
            *("clocks", "promises", "relationship", "speakers", "needs", "meeting", "stages"),
            *("sales", "mails", "ties", "shares"),
        ],
        marketer: ["speakers", "needs", "meeting", "stages", "mails", "ties"],
    }


def test_the_card_brings_the_timeline_and_what_is_next(sign_in, alice, carol):
    make_entry(carol, NOW, by=alice, summary="Asked for a quote")
    make_follow_up(alice, carol, now=NOW, title="Send the quote")
    page = sign_in(alice).get(card(carol)).content.decode()
    assert [page.count(words) for words in ("Asked for a quote", "<bdi>Send the quote</bdi>", "<html")] == [1, 1, 1]


def test_who_may_not_see_the_timeline_gets_a_card_without_it(sign_in, alice, marketer, carol):
    make_entry(carol, NOW, by=alice, summary="Asked for a quote")
    page = sign_in(marketer).get(card(carol)).content.decode()
    assert [words in page for words in (carol.full_name, "Asked for a quote", "timeline-title")] == [True, False, False]


def test_all_panels_come_in_one_answer(sign_in, alice, bob, charlie, carol):
    make_purchase(carol, NOW, number="A-4711")
    pages = {user: sign_in(user).get(panels(carol), headers=HTMX) for user in (alice, bob, charlie)}
    assert [page.status_code for page in pages.values()] == [200, 200, 404]
    html = pages[alice].content.decode()
    assert [words in html for words in ("A-4711", "No points yet.", "No answers yet.", "No mail was sent")] == [
        True
    ] * 4
    assert (html.count('<section class="card">'), "<html" in html) == (14, False)
    assert pages[bob].content.decode().count('<section class="card">') == 11
    assert "A-4711" not in pages[charlie].content.decode()


def test_what_happened_too_stands_below_the_timeline_where_there_is_one(sign_in, bob, marketer, carol):
    page = sign_in(bob).get(panels(carol), headers=HTMX).content.decode()
    beside, below = page.split('id="panels-below" hx-swap-oob="innerHTML"')
    assert (beside.count('<section class="card">'), below.count('<section class="card">')) == (9, 2)
    page = sign_in(marketer).get(panels(carol), headers=HTMX).content.decode()
    assert (page.count('<section class="card">'), "panels-below" in page) == (6, False)
    assert "panels-below" not in sign_in(marketer).get(card(carol)).content.decode()


def test_without_htmx_the_panels_lead_to_the_card(sign_in, alice, charlie, carol):
    page = sign_in(alice).get(panels(carol))
    assert (page.status_code, page["Location"]) == (303, card(carol))
    assert sign_in(charlie).get(panels(carol)).status_code == 404


def test_the_panels_are_only_read(sign_in, alice, carol):
    assert sign_in(alice).post(panels(carol)).status_code == 405


@pytest.mark.parametrize(("address", "headers", "queries"), [(card, {}, 18), (panels, HTMX, 37)])
def test_a_rich_history_asks_as_much_as_a_short_one(
    sign_in, alice, carol, django_assert_num_queries, address, headers, queries
):
    client = sign_in(alice)
    history(carol, alice, 0)
    client.get(address(carol), headers=headers)
    with django_assert_num_queries(queries):
        client.get(address(carol), headers=headers)
    for number in range(1, 15):
        history(carol, alice, number)
    with django_assert_num_queries(queries):
        client.get(address(carol), headers=headers)
