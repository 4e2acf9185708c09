"""The forms of lists: segments, saved views, changes of many, own fields; for test_hostile_text.py."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from contacts.models import BulkRun, CustomField, Segment
from staff.models import SavedView
from tests.factories.contacts import make_custom_field, make_segment
from tests.factories.staff import make_view
from tests.trust.filling import Case, newest


def segment_page(world: Any, url: str) -> Case:
    lines = {"line": ["0//", "1/0/stage"], "is-1": "any_of", "chosen-1": "awareness"}
    return Case(url, {"name": "Some", "do": "save", **lines}, newest(Segment), unread=("version",))


def view_page(world: Any) -> Case:
    return Case(f"{reverse('staff:view_create')}?for=contacts:contact_list", {"name": "Some"}, newest(SavedView))


def bulk_page(world: Any) -> Case:
    stored = {"tag": lambda: newest(BulkRun)().value}
    return Case(f"{reverse('contacts:bulk_start')}?which=all", {"change": "tag", "tag": "VIP"}, stored=stored)


def field_page(world: Any, url: str) -> Case:
    data = {"subject": "contact", "kind": "text", "group": "basic", "position": "1", "label_en": "Own"}
    return Case(url, data, newest(CustomField), unread=("options",))


LISTS: dict[str, Callable[[Any], Case]] = {
    "contacts:segment_create": lambda world: segment_page(world, reverse("contacts:segment_create")),
    "contacts:segment_edit": lambda world: segment_page(
        world, reverse("contacts:segment_edit", args=[make_segment(world.alice, ("stage", "any_of", ["awareness"])).pk])
    ),
    "contacts:bulk_start": bulk_page,
    "staff:view_create": view_page,
    "staff:view_edit": lambda world: Case(
        reverse("staff:view_edit", args=[make_view(world.alice).pk]), {"name": "Some"}, newest(SavedView)
    ),
}
SETTINGS: dict[str, Callable[[Any], Case]] = {
    "contacts:custom_field_create": lambda world: field_page(world, reverse("contacts:custom_field_create")),
    "contacts:custom_field_edit": lambda world: field_page(
        world, reverse("contacts:custom_field_edit", args=[make_custom_field("contact", "text").pk])
    ),
}
