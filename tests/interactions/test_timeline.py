"""How an entry of the timeline reads."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation
from django.utils.html import strip_tags

from interactions.models import Interaction
from interactions.templatetags.timeline import timeline_of

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def make_entry(contact, at=NOON, **fields):
    """An entry as a page has it; none of these is stored."""
    return Interaction(**{"contact": contact, "contact_zone": contact.time_zone, "at": at, "kind": "call", **fields})


def html_of(*entries, **options):
    return timeline_of(entries, NOON, **options)


def words_of(html):
    return " ".join(strip_tags(html.replace("<", " <")).split())


def test_an_entry_tells_what_happened(alice, carol):
    entry = make_entry(
        *(carol, NOON),
        **{"by": alice, "minutes": 1, "direction": "in", "sentiment": 1, "is_automatic": True},
        **{"summary": "Asked for a quote", "points": ["Soon", "Cheap"], "next_step": "Send it"},
    )
    words = words_of(html_of(entry))
    assert words.startswith("Friday, ")
    told = words[words.index("Call ") :]
    assert [part in told for part in ("· 1 minute · from the customer ·", "automatic happy Asked for a quote")] == [
        True,
        True,
    ]
    assert told.endswith("Soon Cheap Next: Send it")


def test_each_day_has_one_heading(carol):
    entries = [make_entry(carol, NOON - timedelta(days=days)) for days in (0, 0, 1)]
    assert html_of(*entries).count('<h3 class="timeline-day">') == 2
    assert html_of(*entries, heading="h2").count('<h2 class="timeline-day">') == 2


def test_the_customer_is_named_where_it_is_asked(carol):
    entry = make_entry(carol, NOON)
    assert [carol.full_name in html_of(entry, with_contact=wanted) for wanted in (True, False)] == [True, False]


@pytest.mark.parametrize("field", ["summary", "next_step", "points"])
def test_words_of_people_stay_words(carol, field):
    html = html_of(make_entry(carol, NOON, **{field: [SCRIPT] if field == "points" else SCRIPT}))
    assert (SCRIPT in html, html.count("&lt;script&gt;")) == (False, 1)


def test_names_of_people_stay_words(alice, carol):
    for person in (alice, carol):
        person.full_name = SCRIPT
        person.save(update_fields=["full_name"])
    html = html_of(make_entry(carol, NOON, by=alice), with_contact=True)
    assert (SCRIPT in html, html.count("&lt;script&gt;")) == (False, 2)


def test_labels_follow_the_reader_and_not_who_read_first(carol):
    entry = make_entry(carol, NOON, direction="out")
    english = html_of(entry)
    with translation.override("cs"):
        czech = html_of(entry)
    assert ["to the customer" in english, "to the customer" in czech] == [True, False]


def test_an_entry_tells_the_customers_clock_where_it_is_another(carol):
    carol.time_zone, carol.zone_source = "Asia/Tokyo", "told"
    with timezone.override("Europe/Prague"):
        told = [words_of(html_of(make_entry(carol), **options)) for options in ({}, {"contact": carol})]
        carol.time_zone = "Europe/Berlin"
        quiet = words_of(html_of(make_entry(carol)))
    assert ["· Fri 21:00 in Tokyo, you +8 h ·" in words for words in told] == [True, True]
    assert "Berlin" not in quiet
