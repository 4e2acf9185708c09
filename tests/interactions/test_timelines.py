"""Which entries stand on whose timeline, in which order, and what stands around them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.actions.erasing import erase_contact
from contacts.actions.merging import merge_contacts, undo_merge
from interactions.actions import correct_interaction
from interactions.models import Interaction, Party
from interactions.timelines import put_around, timeline_page
from staff.models import User
from tests.factories.contacts import make_contact
from tests.factories.interactions import make_entry
from tests.factories.promises import make_due

NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)


@pytest.fixture
def dana(alice):
    return make_contact("Dana", owner=alice)


@pytest.fixture
def foreigner(charlie):
    return make_contact("Foreigner", owner=charlie)


def talk(contact, *, days=0, people=(), users=(), **fields) -> Interaction:
    entry = make_entry(contact, NOW - timedelta(days=days), **fields)
    rows = [{"contact": one} for one in people] + [{"user": one} for one in users]
    Party.objects.bulk_create(Party(interaction=entry, at=entry.at, **row) for row in rows)
    return entry


def shown(*people, narrow=lambda entries: entries, number=1, size=50) -> list[int]:
    return [entry.pk for entry in timeline_page([one.pk for one in people], narrow, number, size)]


def around(entry: Interaction, by: User, contact=None):
    (read,) = timeline_page([(contact or entry.contact).pk], lambda rows: rows.filter(pk=entry.pk), 1, 1)
    put_around([read], by=by, contact=contact)
    return read.around


def test_an_entry_stands_with_everybody_who_took_part_newest_first(carol, dana):
    mine, shared, theirs = talk(carol, days=2), talk(dana, days=1, people=[carol]), talk(dana)
    assert shown(carol) == [shared.pk, mine.pk]
    assert shown(dana) == [theirs.pk, shared.pk]


def test_an_entry_has_what_was_promised_in_it_however_often_it_is_corrected(organisation, alice, carol):
    entry = talk(carol, by=alice)
    promise = make_due(alice, carol, now=NOW, entry=entry)
    make_due(alice, carol, now=NOW)
    assert around(entry, alice, carol).promises == [promise]
    newer = correct_interaction(by=alice, entry=entry, kind="call", direction="in", at=entry.at)
    assert around(newer, alice, carol).promises == [promise]


def test_a_promise_to_somebody_whom_i_do_not_see_stays_out(organisation, alice, charlie, carol, foreigner):
    entry = talk(foreigner, people=[carol], by=charlie)
    promise = make_due(charlie, foreigner, now=NOW, entry=entry)
    assert [list(around(entry, user, carol).promises) for user in (charlie, alice)] == [[promise], []]


def test_several_people_have_each_entry_once(carol, dana):
    shared, alone = talk(carol, people=[dana]), talk(dana, days=1)
    assert shown(carol, dana) == [shared.pk, alone.pk]


def test_pages_go_on_where_the_last_one_ended_over_both_walks(carol, dana):
    entries = [
        talk(*((carol,) if day % 2 else (dana,)), days=day, people=[dana if day % 2 else carol]) for day in range(7)
    ]
    ids = [entry.pk for entry in entries]
    assert [shown(carol, number=page, size=3) for page in (1, 2, 3)] == [ids[:3], ids[3:6], ids[6:]]


def test_of_the_people_those_are_named_whom_the_reader_sees(alice, bob, carol, dana, foreigner):
    entry = talk(carol, people=[dana, foreigner], users=[bob])
    told = around(entry, alice, carol)
    assert (told.people, told.unseen, told.colleagues) == ([dana], 1, [bob])


def test_on_the_page_of_who_took_part_its_own_contact_is_named_if_seen(alice, charlie, carol, foreigner):
    entry = talk(carol, people=[foreigner])
    assert (around(entry, alice, carol).unseen, around(entry, charlie, foreigner).people) == (1, [])
    assert (around(entry, charlie, foreigner).main, around(entry, charlie, foreigner).unseen) == (None, 1)


def test_who_sees_one_of_the_contacts_sees_the_entry(alice, bob, charlie, marketer, carol, foreigner):
    entry, other = talk(carol, people=[foreigner]), talk(carol, days=1)
    seen = {user: set(Interaction.objects.visible_to(user)) for user in (alice, bob, charlie, marketer)}
    assert list(seen.values()) == [{entry, other}, {entry, other}, {entry}, set()]


def test_what_was_corrected_stands_beneath_what_corrects_it(alice, carol):
    first = talk(carol, by=alice, summary="Eight lamps", kind="call")
    second = correct(alice, first, "Nine lamps")
    third = correct(alice, second, "Ten lamps")
    assert shown(carol) == [third.pk]
    assert [entry.summary for entry in around(third, alice, carol).corrected] == ["Nine lamps", "Eight lamps"]


def correct(by: User, entry: Interaction, summary: str) -> Interaction:
    told = {"kind": entry.kind, "direction": entry.direction, "at": entry.at, "summary": summary}
    return correct_interaction(by=by, entry=entry, now=NOW + timedelta(hours=1), **told)


def test_only_who_wrote_it_is_offered_to_correct_it(alice, bob, carol):
    entry = talk(carol, by=alice)
    assert [around(entry, user, carol).may_correct for user in (alice, bob)] == [True, False]


@pytest.mark.parametrize(
    ("text", "found"),
    [("lampy", 2), ("LAMPY", 2), ("svitidlo", 1), ("Příště", 1), ("la", 2), ("ampy", 2), ("nothing", 0)],
)
def test_words_are_found_folded_in_what_was_told(carol, text, found):
    talk(carol, summary="Lampy jsou krásné")
    talk(carol, points=["Svítidlo bliká", "Dvě lampy"], next_step="Zavolat příště")
    assert len(shown(carol, narrow=lambda rows: rows.telling(text))) == found


def test_all_words_have_to_be_there(carol):
    entry = talk(carol, summary="Lamps", points=["Too dear"])
    talk(carol, summary="Lamps")
    assert shown(carol, narrow=lambda rows: rows.telling("dear lamps")) == [entry.pk]


@pytest.mark.parametrize("rich", [True, False])
def test_fifty_entries_ask_as_much_as_one(alice, bob, carol, dana, rich):
    def add(count: int) -> None:
        for _ in range(count):
            if rich:
                subject = talk(carol, days=3, by=bob)
                entry = talk(carol, days=2, people=[dana], users=[bob], by=alice, about=subject)
                correct(alice, entry, "Better")
            else:
                talk(carol, by=alice)

    asked = []
    timeline_page([carol.pk], lambda rows: rows, 1, 50)
    put_around([], by=alice)  # their roles are read once
    for count in (1, 2, 47):
        add(count)
        with CaptureQueriesContext(connection) as caught:
            page = timeline_page([carol.pk], lambda rows: rows, 1, 50)
            put_around(page.rows, by=alice, contact=carol)
        asked.append(len(caught))
    assert len(page) == 50
    assert asked == ([5, 5, 5] if rich else [2, 2, 2])


def test_a_merge_takes_along_where_somebody_took_part_and_undoing_brings_it_back(alice, carol, dana):
    twin = make_contact("Carol N.", owner=alice)
    beside, own, both = talk(dana, people=[twin]), talk(twin, days=1), talk(dana, days=2, people=[carol, twin])
    merge = merge_contacts(by=alice, survivor=carol, merged=twin, now=NOW)
    assert shown(carol) == [beside.pk, own.pk, both.pk]
    undo_merge(by=alice, merge=merge, now=NOW)
    assert (shown(carol), shown(twin)) == ([both.pk], [beside.pk, own.pk, both.pk])


def test_what_a_merge_makes_one_person_stands_once(alice, carol):
    twin = make_contact("Carol N.", owner=alice)
    entry = talk(twin, people=[carol])
    merge_contacts(by=alice, survivor=carol, merged=twin, now=NOW)
    assert shown(carol) == [entry.pk]
    assert around(entry, alice, carol).people == []


def test_who_took_part_is_forgotten_where_others_speak_of_them(dpo, carol, dana):
    named = talk(dana, people=[carol], summary="Carol Novotná was there")
    other = talk(dana, people=[carol], summary="Nothing new")
    unrelated = talk(dana, summary="A day like any other")
    erase_contact(by=dpo, contact=carol, now=NOW)
    words = dict(Interaction.objects.values_list("pk", "summary"))
    assert [words[entry.pk] for entry in (named, other, unrelated)] == ["", "Nothing new", "A day like any other"]
