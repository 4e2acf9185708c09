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
    CustomField,
    CustomOption,
    DateKind,
    ImportantDate,
    PointKind,
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
