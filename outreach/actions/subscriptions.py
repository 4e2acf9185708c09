"""What a customer decides at the foot of a mail: no more of this kind, nothing but service, or a choice of each."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from contacts.actions.consent import record_consent
from contacts.consent import newest_consent
from contacts.models import Channel, ConsentState, Contact, Purpose
from outreach.models import Message
from staff import audit

ADVERTISING = (Purpose.GREETINGS, Purpose.FEEDBACK, Purpose.MARKETING)
NO = (ConsentState.WITHDRAWN, ConsentState.OBJECTED, ConsentState.REFUSED)


@transaction.atomic
def unsubscribe(*, contact: Contact, message: Message, purpose: str, everything: bool, now: datetime) -> None:
    """Withdraw the consent that the mail rested on, or object to all advertising. Repeating it changes nothing."""
    contact = living(contact)
    proof = f"mail {message.uuid}"
    if not everything:
        _say(contact, purpose, ConsentState.WITHDRAWN, proof, now)
        return
    for each in ADVERTISING:
        _say(contact, each, ConsentState.OBJECTED, proof, now)


@transaction.atomic
def choose_preferences(
    *, contact: Contact, accepts: Mapping[str, bool], language: str, wording: Mapping[str, str], now: datetime
) -> None:
    """Record each yes and no that differs from what held, and the language the customer wants to read."""
    contact = living(contact)
    accepted = accepts_now(contact, now)
    for purpose in ADVERTISING:
        if purpose in accepts:
            no = ConsentState.WITHDRAWN if accepted[purpose] else ConsentState.REFUSED
            state = ConsentState.GIVEN if accepts[purpose] else no
            _say(contact, purpose, state, "preferences page", now, wording.get(purpose, ""), language)
    if language and language != contact.language:
        others = [code for code in contact.languages if code != language]
        Contact.objects.filter(pk=contact.pk).update(
            languages=[language, *others], version=contact.version + 1, updated_at=now
        )
        audit.record("outreach.choose_language", by=None, subject=contact, detail={"language": language}, now=now)


def living(contact: Contact) -> Contact:
    """The contact, or the one it was merged into."""
    while contact.merged_into:
        contact = contact.merged_into
    return contact


def accepts_now(contact: Contact, now: datetime) -> dict[str, bool]:
    """Each advertising purpose with whether the customer's newest word on it is yes."""
    newest = {purpose: newest_consent(contact, purpose, Channel.EMAIL, now) for purpose in ADVERTISING}
    return {purpose: said is not None and said.state == ConsentState.GIVEN for purpose, said in newest.items()}


def _say(
    contact: Contact, purpose: str, state: str, proof: str, now: datetime, wording: str = "", language: str = ""
) -> None:
    newest = newest_consent(contact, purpose, Channel.EMAIL, now)
    if newest is not None and (newest.state == state or (newest.state in NO and state in NO)):
        return
    record_consent(
        by=None,
        contact=contact,
        purpose=purpose,
        channel=Channel.EMAIL,
        state=state,
        source="page",
        proof=proof,
        wording=wording,
        wording_language=language if wording else "",
        now=now,
    )
