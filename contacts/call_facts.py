"""What the good-time-to-call light needs to know about contacts, fetched for a whole list at once."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from functools import lru_cache

from django.utils import timezone

from contacts.calling import HUMANE_UNTIL, NOON, CallFacts, Light, Span, call_light, light_now
from contacts.house_calendars import house_calendar
from contacts.models import Channel, Consent, ConsentState, Purpose, ZoneSource
from contacts.models.contact import Approachable
from contacts.ramadan import ramadans
from contacts.zones import clocks_of_country
from crm.lookups import among

NO_REFUSAL = (ConsentState.GIVEN, ConsentState.UNSAID)
NONE_STATED = (None, None)
FASTING_HOURS = (NOON, HUMANE_UNTIL)


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


def facts(contact: Approachable, *, refused: bool, at: datetime | None = None) -> CallFacts:
    """`at` tells which seasons matter: those of its year, and of the years beside it."""
    year = (at or timezone.now()).year
    calendar = house_calendar(contact.country, contact.region, year, contact.team_id)
    own, lunch = _pair(contact.hours_from, contact.hours_until), _pair(contact.lunch_from, contact.lunch_until)
    hours_start, hours_end = own or calendar.hours or NONE_STATED
    lunch_start, lunch_end = lunch or calendar.lunch or NONE_STATED
    return CallFacts(
        zone=contact.time_zone,
        zone_confirmed=contact.is_zone_confirmed,
        country=contact.country,
        region=contact.region,
        hours_start=hours_start,
        hours_end=hours_end,
        hours_explicit=hours_start is not None,
        lunch_start=lunch_start,
        lunch_end=lunch_end,
        do_not_contact=contact.do_not_contact,
        calls_refused=refused,
        possible_zones=possible_zones(contact)[1:],
        special_hours=calendar.special_hours,
        fasting=fasting(year) if contact.fasting_told_on else (),
        short_friday=calendar.short_friday,
        decreed_until=calendar.decreed_until,
    )


def possible_zones(contact: Approachable) -> tuple[str, ...]:
    """Their zone first, then every other of the country, until an address or somebody's word says which."""
    if contact.is_zone_confirmed or contact.zone_source == ZoneSource.ADDRESS:
        return (contact.time_zone,)
    return tuple(dict.fromkeys((contact.time_zone, *clocks_of_country(contact.country))))


@lru_cache(maxsize=16)
def fasting(year: int) -> tuple[Span, ...]:
    """Who fasts works in the morning; from noon until the sun is down they are better left alone."""
    near = (span for around in (year - 1, year, year + 1) for span in ramadans(around))
    return tuple(Span(first, last, *FASTING_HOURS) for first, last in near)


def _pair(start: time | None, end: time | None) -> tuple[time, time] | None:
    return (start, end) if start and end else None


def light_for(contact: Approachable, now: datetime) -> Light:
    return call_light(facts(contact, refused=contact.pk in calls_refused([contact], now), at=now), now)


def light_of(contact: Approachable, newest: Mapping[tuple[str, str], Consent], now: datetime) -> Light:
    """The light where the contact's newest consents were read before."""
    said = newest.get((Purpose.SERVICE, Channel.PHONE))
    return call_light(facts(contact, refused=said is not None and said.state not in NO_REFUSAL, at=now), now)


def lights_for(contacts: Iterable[Approachable], now: datetime) -> dict[int, Light]:
    """The light of each contact by its id, without the next good time."""
    people = list(contacts)
    refused = calls_refused(people, now)
    return {person.pk: light_now(facts(person, refused=person.pk in refused, at=now), now) for person in people}
