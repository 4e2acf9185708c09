"""Where our attention goes: shares by segment, and the customers behind each number."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.models import Contact
from staff.models import Role
from tests.factories.contacts import make_contact, make_segment
from tests.factories.interactions import make_entry
from tests.factories.sales import make_purchase
from tests.factories.staff import make_user

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
URL = reverse("metrics:attention")


@pytest.fixture(autouse=True)
def the_day(stop_clock):
    stop_clock(NOW)


def ago(days):
    return NOW - timedelta(days=days)


@pytest.fixture
def busy(alice):
    """Two customers of whom one has most of the talk and the other most of the money."""
    talker = make_contact("Talker", owner=alice, country="DK", last_contact_at=ago(1))
    buyer = make_contact("Buyer", owner=alice, country="CZ", last_contact_at=ago(200))
    for days in (1, 2, 3):
        make_entry(talker, ago(days), by=alice)
    make_entry(buyer, ago(200), by=alice)
    make_purchase(talker, ago(5), "100")
    make_purchase(buyer, ago(5), "300")
    # None of these is a touch, or revenue, of the last twelve months.
    make_entry(buyer, ago(2), by=alice, kind="note")
    make_entry(buyer, ago(2), by=alice, direction="internal")
    make_entry(buyer, ago(2), by=alice, is_automatic=True)
    make_entry(buyer, ago(500), by=alice)
    make_purchase(buyer, ago(5), "1000", status="pending")
    make_purchase(buyer, ago(5), "1000", currency="USD")
    make_purchase(buyer, ago(500), "1000")
    Contact.objects.filter(pk=buyer.pk).update(last_contact_at=ago(200))
    return talker, buyer


def part(segment, code, **query):
    return reverse("metrics:attention_customers", args=[segment.pk]), {"part": code, **query}


def listed(page):
    return [(row["contact"].full_name, row["figure"]) for row in page.context["people"]]


def test_each_segment_has_its_shares_side_by_side(sign_in, alice, charlie, busy):
    make_entry(make_contact("Foreign", owner=charlie, country="DK"), ago(1), by=charlie)
    make_segment(alice, ("country", "any_of", ["DK"]), name="Danes")
    [row] = sign_in(alice).get(URL).context["rows"]
    assert {name: row[name] for name in row if name != "segment"} == {
        "customers": 1, "customers_share": "50.0%", "touches": 3, "touches_share": "75.0%",
        "revenue": "100.00\N{NO-BREAK SPACE}EUR", "revenue_share": "25.0%", "untouched": 0, "lead": "+50",
    }  # fmt: skip


def test_each_number_opens_its_customers(sign_in, alice, busy):
    segment = make_segment(alice, ("name", "starts", ""), mode="any", name="Some")
    segment.rules = {"all": [{"field": "country", "is": "any_of", "value": ["CZ", "DK"]}]}
    segment.save()
    client = sign_in(alice)
    found = {
        code: listed(client.get(*part(segment, code))) for code in ("customers", "touches", "revenue", "untouched")
    }
    assert found == {
        "customers": [("Buyer", ""), ("Talker", "")],
        "touches": [("Talker", 3), ("Buyer", 1)],
        "revenue": [("Buyer", "300.00\N{NO-BREAK SPACE}EUR"), ("Talker", "100.00\N{NO-BREAK SPACE}EUR")],
        "untouched": [("Buyer", "")],
    }
    [row] = client.get(URL).context["rows"]
    assert (row["customers"], row["touches"], row["untouched"]) == (2, 4, 1)
    assert listed(client.get(*part(segment, "untouched", quiet="365"))) == []


def test_the_period_is_chosen_and_a_bad_one_is_told(sign_in, alice, busy):
    make_segment(alice, ("country", "any_of", ["DK"]))
    client = sign_in(alice)
    chosen = client.get(URL, {"from": "2026-11-21", "last": "2026-11-22"})
    bad = client.get(URL, {"from": "2026-11-21", "last": "2020-01-01"})
    assert chosen.context["rows"][0]["touches"] == 1
    assert (bad.status_code, bool(bad.context["refusal"])) == (422, True)


def test_figures_that_a_role_does_not_read_of_all_are_left_out(sign_in, marketer, busy):
    segment = make_segment(marketer, ("country", "any_of", ["DK"]))
    client = sign_in(marketer)
    page = client.get(URL)
    assert (page.context["rows"][0]["customers"], page.context["rows"][0]["touches"]) == (1, None)
    assert "Touches" not in page.content.decode().partition("<tbody>")[0].partition("<thead>")[2]
    assert [client.get(*part(segment, code)).status_code for code in ("customers", "touches", "revenue", "x")] == [
        200, 404, 404, 404
    ]  # fmt: skip


def test_a_segment_that_is_not_mine_is_found_nowhere(sign_in, alice, bob, charlie, busy):
    segment = make_segment(alice, ("country", "any_of", ["DK"]))
    refused = [sign_in(user).get(*part(segment, "customers")).status_code for user in (bob, charlie)]
    assert refused == [404, 404]
    assert sign_in(bob).get(URL).context["rows"] == []
    segment.is_shared = True
    segment.save()
    assert listed(sign_in(charlie).get(*part(segment, "customers"))) == []
    assert listed(sign_in(bob).get(*part(segment, "customers"))) == [("Talker", "")]


def test_who_sees_no_figures_is_refused_and_who_sees_no_customers_has_no_segments(sign_in, dpo, alice, busy):
    segment = make_segment(alice, ("country", "any_of", ["DK"]), is_shared=True)
    assert sign_in(dpo).get(URL).status_code == 403
    client = sign_in(make_user("Analyst", Role.ANALYST))
    page = client.get(URL)
    assert (page.context["rows"], reverse("contacts:segment_list") in page.content.decode()) == ([], False)
    assert (client.get(*part(segment, "customers")).status_code, client.post(URL).status_code) == (404, 405)


def test_it_asks_as_much_for_many_customers_and_once_a_figure_for_many_segments(sign_in, alice, busy):
    client = sign_in(alice)
    make_segment(alice, ("country", "any_of", ["DK"]))
    client.get(URL)
    with CaptureQueriesContext(connection) as few:
        client.get(URL)
    for number in range(4):
        make_segment(alice, ("country", "any_of", ["CZ"]), name=f"Segment {number}")
        make_entry(make_contact(f"More {number}", owner=alice), ago(1), by=alice)
    with CaptureQueriesContext(connection) as many:
        client.get(URL)
    assert len(many) == len(few)


def test_the_list_of_segments_leads_here(sign_in, alice, marketer, busy):
    make_segment(alice, ("country", "any_of", ["DK"]), is_shared=True)
    pages = [sign_in(user).get(reverse("contacts:segment_list")).content.decode() for user in (alice, marketer)]
    assert [URL in page for page in pages] == [True, True]
