"""May this engine be given this customer's words? Only where the house permitted it and the customer agreed."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from contacts.consent import may_process
from contacts.models import Contact, Processing
from translating.engines import known, place_of
from translating.models import EnginePermission


@dataclass(frozen=True, slots=True)
class Offer:
    """One engine for one customer: offered, or the reason why it is not."""

    code: str
    is_open: bool
    reason: str | Promise = ""


def offers_for(contact: Contact, now: datetime) -> list[Offer]:
    """Every engine of the settings, asked anew each time: what was withdrawn counts at once."""
    codes = known()
    if not codes:
        return []
    standing = {row.provider: row for row in EnginePermission.objects.standing()}
    return [_offer(code, standing.get(code), contact, now) for code in codes]


def offer_of(code: str, contact: Contact, now: datetime) -> Offer:
    found = next((offer for offer in offers_for(contact, now) if offer.code == code), None)
    return found or Offer(code, False, _("There is no such engine."))


def _offer(code: str, permission: EnginePermission | None, contact: Contact, now: datetime) -> Offer:
    place = place_of(code)
    if permission and permission.path != place:
        return Offer(code, False, _("The house permitted it for another program or server."))
    if not permission or not permission.holds(now, place):
        return Offer(code, False, _("The house has not permitted it."))
    verdict = may_process(contact, Processing.TRANSLATION, code, now)
    return Offer(code, verdict.allowed, "" if verdict else verdict.reason)
