"""People and companies we know, with what is needed to write to them."""

from datetime import UTC, datetime
from typing import Any

from contacts.models import (
    Channel,
    Company,
    Consent,
    ConsentState,
    Contact,
    ContactPoint,
    CultureNote,
    CultureVersion,
    CustomerGoal,
    CustomField,
    CustomOption,
    DateKind,
    Fact,
    ImportantDate,
    NeedQuestion,
    PointKind,
    Relation,
    RelationKind,
    Segment,
    ZoneSource,
)
from contacts.models.contact_point import normalise
from staff.models import User

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)


def make_contact(full_name: str = "Carol Novotná", *, owner: User | None = None, **fields: object) -> Contact:
    email = fields.pop("email", "")
    phone = fields.pop("phone", "")
    values = {
        "languages": ["cs"],
        "country": "CZ",
        "time_zone": "Europe/Prague",
        "zone_source": ZoneSource.TOLD,
        "team": owner.team if owner else None,
    }
    contact = Contact(full_name=full_name, owner=owner, **{**values, **fields})
    contact.set_search_keys()
    contact.save()
    if email:
        add_point(contact, PointKind.EMAIL, str(email))
    if phone:
        add_point(contact, PointKind.PHONE, str(phone))
    return contact


def add_point(contact: Contact, kind: str, value: str) -> ContactPoint:
    return ContactPoint.objects.create(
        contact=contact, kind=kind, value=value, normalised=normalise(kind, value, contact.country)
    )


def add_birthday(contact: Contact, month: int, day: int, year: int | None = None) -> ImportantDate:
    return ImportantDate.objects.create(contact=contact, kind=DateKind.BIRTHDAY, month=month, day=day, year=year)


def add_consent(
    contact: Contact,
    *purposes: str,
    state: str = ConsentState.GIVEN,
    channel: str = Channel.EMAIL,
    at: datetime = LONG_AGO,
) -> list[Consent]:
    return [
        Consent.objects.create(contact=contact, purpose=purpose, channel=channel, state=state, source="test", at=at)
        for purpose in purposes
    ]


def make_company(name: str = "Example Brewery", *, owner: User | None = None, **fields: object) -> Company:
    company = Company(name=name, owner=owner, team=owner.team if owner else None, **fields)
    company.set_search_keys()
    company.save()
    return company


def make_segment(
    owner: User, *conditions: tuple[Any, ...], name: str = "Segment", mode: str = "all", **fields: object
) -> Segment:
    """Conditions are (code, comparison) or (code, comparison, value)."""
    rules = [dict(zip(("field", "is", "value"), condition, strict=False)) for condition in conditions]
    return Segment.objects.create(owner=owner, name=name, rules={mode: rules}, **fields)


def make_custom_field(
    subject: str, kind: str, label: str = "Own field", *, options: tuple[str, ...] = (), **fields: object
) -> CustomField:
    field = CustomField.objects.create(subject=subject, kind=kind, label=label, label_en=label, **fields)
    for position, word in enumerate(options):
        CustomOption.objects.create(field=field, label=word, label_en=word, position=position)
    return field


def make_fact(record: Contact | Company, text: str = "A quieter lamp", **fields: object) -> Fact:
    whose = {"company": record} if isinstance(record, Company) else {"contact": record}
    fact = Fact(**whose, text=text, **{"known_since": LONG_AGO.date(), **fields})
    fact.set_search_keys()
    fact.save()
    return fact


def make_question(words: str = "What do you need?", **fields: object) -> NeedQuestion:
    return NeedQuestion.objects.create(words=words, words_en=words, **fields)


def make_relation_kind(forward: str = "reports to", backward: str = "leads", **fields: object) -> RelationKind:
    words = {"forward": forward, "forward_en": forward, "backward": backward, "backward_en": backward}
    return RelationKind.objects.create(**words, **fields)


def make_relation(
    contact: Contact, end: Contact | Company, kind: RelationKind | None = None, **fields: object
) -> Relation:
    between = "company" if isinstance(end, Company) else "people"
    whose = {"company": end} if isinstance(end, Company) else {"other": end}
    return Relation.objects.create(kind=kind or make_relation_kind(between=between), contact=contact, **whose, **fields)


def make_goal(contact: Contact, words: str = "Half the energy bill", **fields: object) -> CustomerGoal:
    return CustomerGoal.objects.create(contact=contact, words=words, **{"reviewed_on": LONG_AGO.date(), **fields})


def make_note(text: str = "Many people shake hands.", **fields: object) -> CultureNote:
    """A note that is shown and that nobody has reviewed, with the version that it came in."""
    given: dict[str, Any] = {"country": "CZ", "topic": "greeting", "source": "A guide", "is_shown": True}
    note = CultureNote.objects.create(text=text, text_en=text, **{**given, "valid_as_of": LONG_AGO.date(), **fields})
    CultureVersion.objects.create(note=note, number=note.version, step="shipped", content=note.content())
    return note
