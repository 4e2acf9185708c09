"""The forms in which texts are translated; for test_hostile_text.py."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.urls import reverse

from tests.factories.feedback import make_response
from tests.factories.interactions import make_entry
from tests.factories.outreach import make_message
from tests.factories.translating import CODE
from tests.trust.filling import Case, newest
from translating.models import EnginePermission, Translation

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)


def translating_page(kind: str, row: Any, *fields: str) -> Case:
    """The words of each text stand in the newest row of its field."""
    stored = {f"text_{field}": _words_of(row, field) for field in fields}
    words = dict.fromkeys(stored, "Words")
    return Case(reverse(f"translating:{kind}", args=[row.pk]), words, stored=stored)


def _words_of(row: Any, field: str) -> Callable[[], object]:
    said = newest(Translation, subject_id=row.pk, field=field)
    return lambda: getattr(said(), "text", "")


def entry_page(world: Any) -> Case:
    entry = make_entry(world.carol, NOW, by=world.alice, summary="Ptala se na lampy.")
    return translating_page("entry", entry, "summary")


def mail_page(world: Any) -> Case:
    mail = make_message(world.carol, subject="Lampy", body="Lampy jsou na cestě.", sender=world.alice)
    return translating_page("mail", mail, "subject", "body")


def answer_page(world: Any) -> Case:
    response = make_response(world.carol, 3, comment="Bylo to moc drahé.")
    answer = response.answers.exclude(text="").get()
    return translating_page("answer", response, f"question/{answer.question_id}")


def permit_page(world: Any) -> Case:
    address, page = reverse("translating:engine_permit"), reverse("translating:engines")
    return Case(address, {"provider": CODE, "why": "Because"}, newest(EnginePermission), page=page)


TRANSLATIONS: dict[str, Callable[[Any], Case]] = {
    "translating:entry": entry_page,
    "translating:mail": mail_page,
    "translating:answer": answer_page,
}
PERMITS: dict[str, Callable[[Any], Case]] = {"translating:engine_permit": permit_page}
