"""How the invented people like to be met, what the house wrote about countries, and what waits for a second person."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from contacts.actions.culture import flag, propose, publish
from contacts.models import Contact, CultureNote, Fact, FactKind, FactSource
from demo.house import House

# Of Pan Novák: what he said himself, then what Alice saw.
TOLD = (
    ("address", "Call me Jan, we are past titles"),
    ("communication", "Send it in writing first, then call"),
)
LEARNED = (
    ("punctuality", "He is there five minutes early, every time"),
    ("gifts", "Gives everything to the raffle of his choir"),
)
OF_OTHERS = (
    ("communication", "No small talk before ten, please"),
    ("calendar", "Friday afternoon belongs to the children"),
    ("address", "First names from the second meeting on"),
)
# Country, topic, kind, words, source: what a house writes of its own experience.
WRITTEN = (
    ("DK", "response", "tendency", "Answers to our offers often come within two days.", "Our own mails of 2026"),
    ("CZ", "contacting", "convention", "Ask for consent before news by e-mail, and keep the proof.", "Our own lawyer"),
    ("JP", "economy", "tendency", "Many orders fall into March, before the business year ends.", "Our own orders"),
    ("LT", "selling", "tendency", "Some customers ask for the offer in Lithuanian.", "Our own talks of 2026"),
)  # fmt: skip


def build_manners(people: Sequence[Contact], house: House, now: datetime) -> None:
    if not people:
        return
    _facts(people, house, now.date())
    _notes(house, now)


def _facts(people: Sequence[Contact], house: House, today: date) -> None:
    novak, alice = people[0], house["alice"]
    rows = [_fact(novak, topic, text, FactSource.TOLD, today - timedelta(days=40), alice) for topic, text in TOLD]
    rows += [
        _fact(novak, topic, text, FactSource.IMPRESSION, today - timedelta(days=90), alice) for topic, text in LEARNED
    ]
    # Nobody's but Alice's own.
    rows[-1].is_private = True
    for number, contact in enumerate(people[1:40:4]):
        topic, text = OF_OTHERS[number % len(OF_OTHERS)]
        rows.append(_fact(contact, topic, text, FactSource.TOLD, today - timedelta(days=20 + number), contact.owner))
    Fact.objects.bulk_create(rows)


def _fact(contact: Contact, topic: str, text: str, source: FactSource, since: date, by: object) -> Fact:
    fact = Fact(contact=contact, kind=FactKind.PREFERENCE, topic=topic, text=text, source=source, known_since=since)
    fact.created_by = by  # type: ignore[assignment]  # a colleague
    fact.set_search_keys()
    return fact


def _notes(house: House, now: datetime) -> None:
    """Most are published; one edit waits, and one note is flagged."""
    lead, marketer = house["lead"], house["marketer"]
    for country, topic, kind, text, source in WRITTEN:
        fields = {"country": country, "topic": topic, "kind": kind, "text_en": text, "source": source}
        note = propose(by=lead, fields={**fields, "valid_as_of": now.date()}, now=now)
        publish(by=marketer, note=note, version=note.version, now=now)
    greeting = CultureNote.objects.get(key="CZ-5")
    milder = "A first meeting often begins with a handshake; some people keep to surnames for years."
    propose(
        by=marketer,
        note=greeting,
        fields={"text_en": milder},
        version=greeting.version,
        reason="As our Prague customers tell it",
        now=now,
    )
    holidays = CultureNote.objects.get(key="DK-8")
    flag(by=house["alice"], note=holidays, reason="Our Danish customers do send wine at Christmas.", now=now)
