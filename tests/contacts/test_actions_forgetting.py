"""Segments and saved views forget whom they name when that person is erased."""

from datetime import UTC, datetime
from typing import Any

import pytest

from contacts.actions.erasing import erase_contact
from contacts.actions.merging import merge_contacts
from contacts.actions.segments import save_segment
from contacts.models import Contact, Segment
from contacts.rules import NAMELESS, clean_rules, in_words
from staff.models import AuditEntry, AuditValues, SavedView, User
from tests.factories.contacts import make_contact, make_segment
from tests.factories.staff import make_view

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)


def erase(by: User, contact: Contact) -> None:
    erase_contact(by=by, contact=contact, now=NOW)


def names_of(segment: Segment) -> list[str]:
    segment.refresh_from_db()
    return sorted(one.full_name for one in segment.contacts(NOW))


NAMING = [
    ("email", "is", "carol@customer.example"),
    ("email", "contains", "CAROL@Customer.Example"),
    ("name", "contains", "Carol Novotná"),
    ("name", "contains", "novotna carol"),
    ("name", "starts", "ＣＡＲＯＬ  Novotna"),
    ("notes", "contains", "Mrs Carol Novotná, and her dog"),
    ("referrer_name", "is", "Carol Novotná"),
    ("notes", "contains", "+420 601 000 001"),
    ("notes", "contains", "601000001"),
    ("notes", "contains", "call 00420 601 000 001"),
]
NOT_NAMING = [
    ("name", "contains", "Carol"),
    ("name", "contains", "Carolina Novotná"),
    ("email", "contains", "@customer.example"),
    ("email", "is", "carol@other.example"),
    ("notes", "contains", "000 001"),
    ("notes", "contains", "+420 777 000 001"),
    ("cost", "gte", "601000001"),
    ("country", "any_of", ["CZ"]),
]


@pytest.mark.parametrize("condition", NAMING)
def test_a_condition_that_names_them_keeps_no_word_and_meets_nobody(
    alice: User, dpo: User, carol: Contact, condition: tuple[str, str, str]
) -> None:
    make_contact("Dora — Novotná", owner=alice, notes="A dog — and a cat", email="d@customer.example")
    segment = make_segment(alice, condition)
    erase(dpo, carol)
    segment.refresh_from_db()
    assert segment.rules == {"all": [{"field": condition[0], "is": condition[1], "value": NAMELESS}]}
    assert (clean_rules(segment.rules), segment.version, names_of(segment)) == (segment.rules, 2, [])
    assert in_words(segment.rules)["members"][0]["value"] == NAMELESS


@pytest.mark.parametrize("condition", NOT_NAMING)
def test_a_condition_that_means_others_too_stays(
    alice: User, dpo: User, carol: Contact, condition: tuple[str, str, Any]
) -> None:
    segment = make_segment(alice, condition)
    before = segment.rules
    erase(dpo, carol)
    segment.refresh_from_db()
    assert (segment.rules, segment.version) == (before, 1)


@pytest.mark.parametrize(("mode", "found"), [("all", []), ("any", ["Dora"]), ("none", ["Ema"])])
def test_who_else_belongs_to_the_segment_does_not_change(
    alice: User, dpo: User, carol: Contact, mode: str, found: list[str]
) -> None:
    for name, country in (("Dora", "CZ"), ("Ema", "DK")):
        make_contact(name, owner=alice, country=country)
    rules = ("country", "any_of", ["CZ"]), ("email", "is", "carol@customer.example")
    segment = make_segment(alice, *rules, mode=mode)
    before = [name for name in names_of(segment) if name != carol.full_name]
    erase(dpo, carol)
    assert names_of(segment) == before == found


def test_conditions_in_inner_groups_and_segments_in_the_bin_forget_too(alice: User, dpo: User, carol: Contact) -> None:
    inner = {"any": [{"field": "name", "is": "contains", "value": "Carol Novotná"}, {"field": "city", "is": "filled"}]}
    segment = Segment.objects.create(name="S", owner=alice, rules={"none": [inner]}, deleted_at=NOW)
    erase(dpo, carol)
    segment.refresh_from_db()
    assert segment.rules == {
        "none": [{"any": [{"field": "name", "is": "contains", "value": NAMELESS}, {"field": "city", "is": "filled"}]}]
    }


def test_who_became_part_of_them_is_forgotten_too(alice: User, dpo: User, carol: Contact) -> None:
    twin = make_contact("Karla Veselá", owner=alice, email="karla@customer.example")
    merge_contacts(by=alice, survivor=carol, merged=twin, now=NOW)
    segments = [make_segment(alice, ("name", "is", "x")) for _ in range(2)]
    for segment, value in zip(segments, ("Karla Veselá", "karla@customer.example"), strict=True):
        segment.rules["all"][0]["value"] = value
        segment.save()
    erase(dpo, carol)
    for segment in segments:
        segment.refresh_from_db()
    assert [segment.rules["all"][0]["value"] for segment in segments] == [NAMELESS] * 2


def test_what_the_trail_keeps_of_earlier_rules_goes(alice: User, dpo: User, carol: Contact) -> None:
    def rules(value: str) -> dict[str, Any]:
        return {"all": [{"field": "email", "is": "is", "value": value}]}

    one, other = (save_segment(by=alice, name=name, rules=rules("x@y.example"), is_shared=False) for name in "ab")
    for segment, value in ((one, "carol@customer.example"), (other, "z@y.example")):
        save_segment(by=alice, name=segment.name, rules=rules(value), is_shared=False, segment=segment)
    save_segment(by=alice, name="a", rules=rules("x@y.example"), is_shared=False, segment=one)
    erase(dpo, carol)
    kept = AuditValues.objects.filter(entry__action="contacts.segment.change")
    assert [values.values["changes"]["rules"][1]["all"][0]["value"] for values in kept] == ["z@y.example"]
    assert AuditEntry.objects.filter(action="contacts.segment.change").count() == 3


@pytest.mark.parametrize("value", ["Carol Novotná", "carol@customer.example", "601 000 001", "novotna carol"])
def test_a_saved_view_loses_the_filter_and_keeps_the_others(alice: User, dpo: User, carol: Contact, value: str) -> None:
    view, other = make_view(alice), make_view(alice, name="Others")
    view.query = [["q", value], ["country", "CZ"], ["col", "city"]]
    other.query = [["q", "Carol"], ["stage", "commitment"]]
    SavedView.objects.bulk_update([view, other], ["query"])
    erase(dpo, carol)
    found = SavedView.objects.order_by("pk").values_list("query", flat=True)
    assert list(found) == [[["country", "CZ"], ["col", "city"]], [["q", "Carol"], ["stage", "commitment"]]]


def test_that_it_was_done_stands_in_the_trail_without_a_word(alice: User, dpo: User, carol: Contact) -> None:
    segment, view = make_segment(alice, ("name", "contains", "Carol Novotná")), make_view(alice)
    view.query = [["q", "Carol Novotná"]]
    view.save()
    make_segment(alice, ("name", "contains", "Dora"))
    erase(dpo, carol)
    entries = AuditEntry.objects.filter(action__endswith=".forget").order_by("pk")
    assert [(entry.action, entry.subject_id, entry.actor_id) for entry in entries] == [
        ("contacts.segment.forget", segment.pk, dpo.pk),
        ("staff.view.forget", view.pk, dpo.pk),
    ]
    assert not AuditValues.objects.filter(entry__in=entries).exists()
