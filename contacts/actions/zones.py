"""Where a contact's clock is: proposed from what is known, and asked about where a new address speaks against it."""

from collections.abc import Iterable

from contacts.models import Contact, ZoneSource
from contacts.zones import doubt_about, propose_zone
from staff.models import Organisation

# Proposed anew with each change, as nothing better was known.
WEAK_SOURCES = (ZoneSource.ORGANISATION, ZoneSource.PHONE)


def place_in_zone(contact: Contact, phones: Iterable[str] = ()) -> None:
    """Propose a zone while none is confirmed; the organisation's own where nothing is known. Numbers are in E.164."""
    if contact.is_zone_confirmed:
        return
    proposal = propose_zone(contact.country, contact.region, contact.city, phones)
    contact.zone_doubt = ""
    if proposal.zone:
        contact.time_zone, contact.zone_source = proposal.zone, proposal.source
    else:
        contact.time_zone = Organisation.current().time_zone
        contact.zone_source = ZoneSource.ORGANISATION


def doubt_zone(contact: Contact) -> None:
    """The contact has a new address: where it speaks against the zone that was told, that is asked, not overwritten."""
    contact.zone_doubt = doubt_about(contact.time_zone, contact.country, contact.region, contact.city)
