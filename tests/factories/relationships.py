"""What relationships are, what was agreed in them, and what was found."""

from datetime import date, datetime

from contacts.models import Contact
from interactions.models import Agreement, Bond, Breach, Signal, Tension
from staff.models import User
from tests.factories.contacts import LONG_AGO


def make_signal(contact: Contact, kind: str = "silent", *, at: datetime = LONG_AGO, **fields: object) -> Signal:
    values = {"mark": f"test/{contact.pk}", "since": at, "found_at": at, **fields}
    facts = {"days": 64, "usual": 21, "contacts": 7, "entries": []}
    return Signal.objects.create(contact=contact, kind=kind, **{"facts": facts, **values})


def make_bond(contact: Contact, by: User, kind: str = "social", *, at: datetime = LONG_AGO, **fields: object) -> Bond:
    return Bond.objects.create(contact=contact, by=by, kind=kind, at=at, **fields)


def make_tension(
    contact: Contact, by: User, level: str = "strained", *, at: datetime = LONG_AGO, **fields: object
) -> Tension:
    values = {"review_on": date(2026, 7, 1)} if level == "tense" else {}
    reason = {"reason": "A late delivery"}
    return Tension.objects.create(contact=contact, by=by, level=level, at=at, **{**reason, **values, **fields})


def make_agreement(contact: Contact, words: str = "Call only after ten", **fields: object) -> Agreement:
    values = {"source": "asked", "agreed_on": LONG_AGO.date(), **fields}
    return Agreement.objects.create(contact=contact, words=words, **values)


def make_breach(agreement: Agreement, words: str = "We called at eight", **fields: object) -> Breach:
    values = {"broken_by": "we", "happened_on": date(2026, 3, 2), **fields}
    return Breach.objects.create(agreement=agreement, words=words, **values)
