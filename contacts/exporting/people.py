"""What of a contact leaves in a file: all that an import reads back, and nothing that the reader may not see."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from contacts import labels
from contacts.custom import facts_by_record
from contacts.importing.hours import hours_text
from contacts.importing.own_fields import OwnColumn
from contacts.importing.own_ids import own_id_text
from contacts.models import (
    Contact,
    ContactPoint,
    DateKind,
    Fact,
    Grounds,
    ImportantDate,
    PointKind,
    Stage,
    StageChange,
    ZoneSource,
)
from contacts.models.custom import Subject
from contacts.models.stage import NO_GROUNDS, UNRECORDED
from contacts.querysets import details_seen
from crm.lookups import among
from staff.models import User
from staff.policy import FieldGroup, hidden_fields

CHUNK = 500
TEXTS = (
    *("full_name", "name_locale", "given", "given2", "surname_prefix", "surname_core", "surname2", "generation"),
    *("credentials", "grammatical_gender", "called", "latin_name", "reading", "job_title", "notes"),
    *("street", "city", "region", "postcode", "country", "latin_address", "external_id"),
)
COMPANY_PLACE = ("street", "city", "region", "postcode", "country")


@dataclass
class ExportedPerson:
    """The texts of one contact by the names of its fields; addresses and numbers are (value, label) in order."""

    texts: dict[str, str]
    emails: list[tuple[str, str]] = field(default_factory=list)
    phones: list[tuple[str, str]] = field(default_factory=list)
    own: list[str] = field(default_factory=list)


def exported_people(user: User, pks: Sequence[int], own: Sequence[OwnColumn] = ()) -> Iterator[ExportedPerson]:
    """Those of the visible contacts, in their order; a field group that the user does not see is empty.

    `own` are the house's own fields that leave with them.
    """
    for start in range(0, len(pks), CHUNK):
        yield from _chunk(user, pks[start : start + CHUNK], own)


def _chunk(user: User, pks: Sequence[int], own: Sequence[OwnColumn]) -> Iterator[ExportedPerson]:
    contacts = Contact.objects.visible_to(user).select_related("company", "owner").in_bulk(pks)
    points = defaultdict[tuple[int, str], list[tuple[str, str]]](list)
    seen = details_seen(user, ContactPoint.objects.filter(contact__in=among(list(contacts))))
    for pk, kind, value, label in seen.order_by("position", "id").values_list("contact_id", "kind", "value", "label"):
        points[pk, kind].append((value, label))
    birthdays = ImportantDate.objects.filter(contact__in=among(list(contacts)), kind=DateKind.BIRTHDAY).order_by()
    facts = facts_by_record(Subject.CONTACT, list(contacts), [column.field.pk for column in own], user)
    needs = _needs_of(list(contacts), user)
    exits = exits_of([contact.pk for contact in contacts.values() if contact.stage == Stage.DISSOLUTION])
    by_contact = {birthday.contact_id: birthday for birthday in birthdays}
    for pk in pks:
        if contact := contacts.get(pk):
            person = _person(user, contact, by_contact.get(pk))
            person.texts |= _grounds(exits.get(pk, NO_GROUNDS)) | {"needs": "\n".join(needs[pk])}
            person.emails, person.phones = points[pk, PointKind.EMAIL], points[pk, PointKind.PHONE]
            known = facts.get(pk, {})
            person.own = [column.write(known[at]) if (at := column.field.pk) in known else "" for column in own]
            yield person


def _person(user: User, contact: Contact, birthday: ImportantDate | None) -> ExportedPerson:
    hidden = hidden_fields(user, contact)
    texts = {name: "" if name in hidden else str(getattr(contact, name)) for name in TEXTS}
    texts |= {
        "own_id": own_id_text(contact.pk),
        "surname": texts.pop("surname_core"),
        "gender": texts.pop("grammatical_gender"),
        "titles": " ".join(contact.titles),
        "languages": "; ".join(contact.languages),
        "company": contact.company.name if contact.company else "",
        "website": contact.company.website if contact.company else "",
        **{f"company_{part}": getattr(contact.company, part, "") for part in COMPANY_PLACE},
        "hours": hours_text(contact.hours_from, contact.hours_until),
        "lunch": hours_text(contact.lunch_from, contact.lunch_until),
        "birthday": "" if birthday is None or "dates" in hidden else _day(birthday),
        # One that was guessed is guessed again from the address.
        "time_zone": contact.time_zone if _is_known(contact) else "",
        "stage": labels.word("stage", contact.stage),
        **_where_from(contact),
        "owner": contact.owner.full_name if contact.owner else "",
    }
    return ExportedPerson(texts)


def _needs_of(pks: Sequence[int], user: User) -> Mapping[int, list[str]]:
    """What each still needs, in one line each; what is guarded would come back from a file as what everybody reads."""
    found = defaultdict[int, list[str]](list)
    needs = Fact.objects.visible_to(user).open_needs().filter(contact__in=among(pks), group=FieldGroup.BASIC)
    for pk, text in needs.order_by("known_since", "pk").values_list("contact_id", "text"):
        found[pk].append(" ".join(text.split()))
    return found


def _where_from(contact: Contact) -> dict[str, str]:
    cost, company = contact.cost, contact.company
    return {
        "roles": "; ".join(labels.word("role", role) for role in contact.roles),
        "source": labels.word("source", contact.source),
        "campaign": contact.campaign,
        "referrer_name": contact.referrer_name,
        "cost": f"{cost.amount.normalize():f} {cost.currency}" if cost is not None else "",
        "industry": labels.word("industry", company.industry) if company else "",
        "size_band": labels.word("size_band", company.size_band) if company else "",
    }


def exits_of(pks: Sequence[int]) -> dict[int, Grounds]:
    """Why each of these left, the last time."""
    changes = StageChange.objects.filter(contact__in=among(pks), after=Stage.DISSOLUTION).order_by("at", "pk")
    return {change.contact_id: change.grounds for change in changes}


def _grounds(grounds: Grounds) -> dict[str, str]:
    """A reason that nobody asked for goes by its code: it is no word that a table may choose."""
    reason = grounds.exit_reason
    return {
        "exit_reason": reason if reason == UNRECORDED else labels.word("exit_reason", reason),
        "ended_by": grounds.ended_by,
        "win_back_on": "never" if grounds.is_final else str(grounds.win_back_on or ""),
        "stage_reason": grounds.reason,
    }


def _is_known(contact: Contact) -> bool:
    return contact.is_zone_confirmed and contact.zone_source != ZoneSource.ORGANISATION


def _day(birthday: ImportantDate) -> str:
    year = f"{birthday.year:04}-" if birthday.year else "--"
    return f"{year}{birthday.month:02}-{birthday.day:02}"


def most_points(user: User, pks: Sequence[int]) -> dict[str, int]:
    """How many addresses and numbers one of the contacts has at most, by kind."""
    most = {PointKind.EMAIL.value: 1, PointKind.PHONE.value: 1}
    for start in range(0, len(pks), CHUNK):
        seen = details_seen(user, ContactPoint.objects.filter(contact__in=among(pks[start : start + CHUNK])))
        counts = defaultdict[tuple[int, str], int](int)
        for pk, kind in seen.order_by().values_list("contact_id", "kind"):
            counts[pk, kind] += 1
            most[kind] = max(most[kind], counts[pk, kind])
    return most
