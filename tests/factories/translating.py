"""Translations, the glossary, and engines that are no machines far away."""

from datetime import UTC, datetime

from contacts.models import Contact, Processing
from staff.models import User
from tests.factories.contacts import LONG_AGO, add_consent
from translating.models import EnginePermission, Term, Translation
from translating.texts import kind_of

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
CODE = "mill"
ENGINES = {CODE: "tests.translating.mill.shout"}


def permit_engine(by: User, code: str = CODE, **fields: object) -> EnginePermission:
    values = {"provider": code, "path": ENGINES.get(code, ""), "by": by, "why": "test", "at": LONG_AGO, **fields}
    return EnginePermission.objects.create(**values)


def agree(contact: Contact, code: str = CODE, **fields: object) -> None:
    add_consent(contact, Processing.TRANSLATION, channel=code, **fields)


def make_term(term: str = "Rapport", wanted: str = "", **fields: object) -> Term:
    return Term.objects.create(term=term, wanted=wanted, is_kept=not wanted, **fields)


def make_translation(row: object, text: str = "In other words", **fields: object) -> Translation:
    """Of the record's first text, into English, as a colleague would have written it."""
    kind = kind_of(type(row))
    part = kind.parts(row)[0]
    values = {
        "contact": kind.contact(row),
        "subject_type": kind.subject_type,
        "subject_id": row.pk,
        "field": part.field,
        "digest": part.digest,
        "language": "en",
        **fields,
    }
    return Translation.objects.create(text=text, **values)
