"""Recipes of the world's lists of contacts: segments, own facts, views and changes of many."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from contacts.models import BulkRun, CustomField, Segment
from staff.models import SavedView
from tests.trust.canaries import World
from tests.trust.expected import BINS, Whose


def segment(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    if whose not in BINS:
        asked = {"field": "job_title", "is": "contains", "value": world.word("contacts.Segment", "rules", whose)}
        yield {"owner": world.owner(whose), "rules": {"all": [asked]}, "watched_since": world.now - timedelta(days=9)}


def fact(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    field, _made = CustomField.objects.get_or_create(
        subject="contact", kind="text", group="sensitive", label="Own", label_en="Own"
    )
    yield {"field": field, "kind": "text", "contact": world.contact(whose)}


def conversation_field() -> CustomField:
    of = {"subject": "interaction", "kind": "text", "group": "basic"}
    return CustomField.objects.get_or_create(**of, label="Said", label_en="Said")[0]


def bulk(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    if whose not in BINS:
        yield {"by": world.owner(whose), "change": "stage", "value": "commitment", "finished_at": world.now}


def bulk_row(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    """The reader changed them all once, whoever looks after them now."""
    yield {"run": world.rows[BulkRun, Whose.OWN], "contact": world.contact(whose), "state": "done"}


def view(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    if whose not in BINS:
        query = [["q", world.word("staff.SavedView", "query", whose)]]
        yield {"owner": world.owner(whose), "page": "contacts:contact_list", "query": query}


def draft(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    if whose not in BINS:
        of = {"subject_type": "contacts.Contact", "subject_id": world.contact(whose).pk}
        about = {**of, "customer_id": world.contact(whose).pk}
        yield {"user": world.owner(whose), "page": "interactions:log", **about, "saved_at": world.now}


def choice(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    if whose == Whose.OWN:
        yield {"user": world.reader, "view": world.rows[SavedView, whose], "page": "contacts:contact_list"}


def stay(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    """Each customer was in the segment of the reader, whoever looks after them now."""
    segment = world.rows[Segment, Whose.OWN]
    gone = {"entered_at": world.now - timedelta(days=8), "left_at": world.now - timedelta(days=1)}
    yield {"segment": segment, "contact": world.contact(whose), **gone}
