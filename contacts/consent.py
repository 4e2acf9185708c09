"""May we write to, or call, this person? One question, asked by every sender; it fails closed.

And may we give their words to somebody who does something with them for us? Asked before each time, as strictly.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.models import Basis, Channel, Consent, ConsentState, Contact, Processing, Purpose


@dataclass(frozen=True)
class Verdict:
    """The answer, with the reason in words and as a code for the outbox. True only where `allowed`."""

    allowed: bool
    code: str
    reason: str | Promise

    def __bool__(self) -> bool:
        return self.allowed


NOBODY = Verdict(False, "gone", _("The contact is in the bin or merged into another."))
DO_NOT_CONTACT = Verdict(False, "do_not_contact", _("The contact asked not to be contacted."))
UNKNOWN = Verdict(False, "consent_unknown", _("No consent is recorded for this purpose."))
BY_CONTRACT = Verdict(True, "contract", _("Service messages are part of the contract."))
NEGATIVE = {
    ConsentState.REFUSED: Verdict(False, "consent_refused", _("The contact refused this purpose.")),
    ConsentState.WITHDRAWN: Verdict(False, "consent_withdrawn", _("The contact withdrew the consent.")),
    ConsentState.OBJECTED: Verdict(False, "consent_objected", _("The contact objected to this purpose.")),
}
GIVEN = Verdict(True, "consent_given", _("The contact agreed."))


def newest_consent(contact: Contact, purpose: str, channel: str, at: datetime) -> Consent | None:
    rows = Consent.objects.filter(contact=contact, purpose=purpose, channel=channel, at__lte=at)
    return rows.order_by("-at", "-id").first()


def newest_consents(contact: Contact, at: datetime) -> dict[tuple[str, str], Consent]:
    """What the contact said last, by purpose and channel, all read at once."""
    rows = Consent.objects.filter(contact=contact, at__lte=at).order_by("at", "id")
    rows = rows.only("purpose", "channel", "state", "basis")
    return {(row.purpose, row.channel): row for row in rows}


def may_contact(contact: Contact, purpose: str, channel: str, at: datetime) -> Verdict:
    """Whether `purpose` over `channel` is allowed at the instant; whatever is unknown is refused.

    A one-to-one message by a colleague has the purpose `service`: its basis is the contract, so it is
    allowed until the contact objected. Every other purpose needs a consent given and not taken back.
    """
    return verdict_on(contact, purpose, channel, newest_consent(contact, purpose, channel, at))


def verdict_on(contact: Contact, purpose: str, channel: str, newest: Consent | None) -> Verdict:
    """The same rule where the newest consent was read before."""
    if contact.is_in_bin or contact.merged_into_id is not None:
        return NOBODY
    if contact.do_not_contact:
        return DO_NOT_CONTACT
    if purpose not in Purpose.values or channel not in Channel.values:
        return UNKNOWN
    if newest is None or newest.state == ConsentState.UNSAID:
        return BY_CONTRACT if purpose == Purpose.SERVICE else UNKNOWN
    if newest.state == ConsentState.GIVEN:
        return GIVEN if newest.basis != Basis.CONTRACT or purpose == Purpose.SERVICE else UNKNOWN
    return NEGATIVE.get(ConsentState(newest.state), UNKNOWN)


def may_process(contact: Contact, processing: str, provider: str, at: datetime) -> Verdict:
    """Whether the contact's words may be given to the provider at the instant: only where they said yes themselves."""
    return verdict_on_processing(contact, processing, newest_consent(contact, processing, provider, at))


def verdict_on_processing(contact: Contact, processing: str, newest: Consent | None) -> Verdict:
    """The same rule where the newest consent was read before. No contract and no earlier purchase stands for a yes."""
    if contact.is_in_bin or contact.merged_into_id is not None:
        return NOBODY
    if processing not in Processing.values or newest is None or newest.state == ConsentState.UNSAID:
        return UNKNOWN
    if newest.state == ConsentState.GIVEN:
        return GIVEN if newest.basis == Basis.CONSENT else UNKNOWN
    return NEGATIVE.get(ConsentState(newest.state), UNKNOWN)
