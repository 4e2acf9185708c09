"""What the good-time-to-call light needs to know about contacts, fetched for a whole list at once."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from contacts.calling import CallFacts, Light, call_light, light_now
from contacts.models import Channel, Consent, ConsentState, Purpose
from contacts.models.contact import Approachable
from contacts.zones import zones_of_country
from crm.lookups import among

NO_REFUSAL = (ConsentState.GIVEN, ConsentState.UNSAID)


def calls_refused(contacts: Iterable[Approachable], at: datetime) -> set[int]:
    """Ids of the contacts whose newest word about service calls is a no."""
    rows = Consent.objects.filter(
        contact__in=among([contact.pk for contact in contacts]),
        purpose=Purpose.SERVICE,
        channel=Channel.PHONE,
        at__lte=at,
    ).order_by("at", "id")
    newest = dict(rows.values_list("contact_id", "state"))
    return {pk for pk, state in newest.items() if state not in NO_REFUSAL}


def facts(contact: Approachable, *, refused: bool) -> CallFacts:
    return CallFacts(
        zone=contact.time_zone,
        zone_confirmed=contact.is_zone_confirmed,
        country=contact.country,
        region=contact.region,
        hours_start=contact.hours_from,
        hours_end=contact.hours_until,
        hours_explicit=contact.hours_from is not None,
        do_not_contact=contact.do_not_contact,
        calls_refused=refused,
        possible_zones=() if contact.is_zone_confirmed else zones_of_country(contact.country),
    )


def light_for(contact: Approachable, now: datetime) -> Light:
    return call_light(facts(contact, refused=contact.pk in calls_refused([contact], now)), now)


def light_of(contact: Approachable, newest: Mapping[tuple[str, str], Consent], now: datetime) -> Light:
    """The light where the contact's newest consents were read before."""
    said = newest.get((Purpose.SERVICE, Channel.PHONE))
    return call_light(facts(contact, refused=said is not None and said.state not in NO_REFUSAL), now)


def lights_for(contacts: Iterable[Approachable], now: datetime) -> dict[int, Light]:
    """The light of each contact by its id, without the next good time."""
    people = list(contacts)
    refused = calls_refused(people, now)
    return {person.pk: light_now(facts(person, refused=person.pk in refused), now) for person in people}
