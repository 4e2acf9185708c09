"""What Alice and Bob know of some relationships: their kinds, a tense one, rules that were agreed and once not kept."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from contacts.models import Contact
from crm.clock import local, zone
from demo.house import House
from interactions.actions.relationships import note_bond, note_tension, save_agreement, save_breach
from interactions.actions.strengths import recount
from interactions.actions.watching import watch
from interactions.models import AgreementSource, BondKind, BrokenBy, TensionLevel

KINDS = (BondKind.ADVISORY, BondKind.TRANSACTIONAL, BondKind.SOCIAL, BondKind.PARTNER)


def build_relationships(people: Sequence[Contact], house: House, now: datetime) -> None:
    """Then all are counted and watched, as the night would."""
    alice, bob = house["alice"], house["bob"]
    hers = [contact for contact in people if contact.owner_id == alice.pk]
    for number, contact in enumerate(hers[:8]):
        at = now - timedelta(days=200 - 20 * number)
        note_bond(by=alice, contact=contact, kind=KINDS[number % len(KINDS)], now=at)
    note_bond(by=alice, contact=people[0], kind=BondKind.PARTNER, reason="We plan both floors together.", now=now)
    _agree(people[0], house, now)
    today = local(now, zone(alice.time_zone)).date()
    if len(hers) > 5:
        note_tension(
            by=bob,
            contact=hers[4],
            level=TensionLevel.TENSE,
            reason="The third delivery came late, and nobody called.",
            keeper=alice,
            review_on=today + timedelta(days=5),
            now=now - timedelta(days=2),
        )
        reason = "The price of the new screens was a surprise."
        note_tension(by=alice, contact=hers[5], level=TensionLevel.STRAINED, reason=reason, now=now - timedelta(days=6))
    recount(now=now)
    watch(now=now)


def _agree(contact: Contact, house: House, now: datetime) -> None:
    alice, bob = house["alice"], house["bob"]
    agreed_on = now.date() - timedelta(days=300)
    asked = {"words": "Call only after ten.", "source": AgreementSource.ASKED, "agreed_on": agreed_on}
    rule = save_agreement(by=alice, contact=contact, fields=asked, now=now - timedelta(days=300))
    offered = {"words": "Invoices go to the office, not to him.", "source": AgreementSource.OFFERED}
    save_agreement(by=alice, contact=contact, fields={**offered, "agreed_on": agreed_on}, now=now)
    told = {
        "broken_by": BrokenBy.WE,
        "happened_on": now.date() - timedelta(days=96),
        "words": "The fitter called at eight.",
        "followed": "Bob apologised, and the fitter has the hours on his sheet now.",
    }
    save_breach(by=bob, agreement=rule, fields=told, now=now - timedelta(days=95))
