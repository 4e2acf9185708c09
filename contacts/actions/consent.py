"""What a contact said about being written to or called."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from contacts.models import Basis, Consent, Contact
from contacts.signals import consent_recorded
from staff import audit
from staff.models import User


@transaction.atomic
def record_consent(  # long: the arguments stand one a line, twice
    *,
    by: User | None,
    contact: Contact,
    purpose: str,
    channel: str,
    state: str,
    source: str,
    basis: str = Basis.CONSENT,
    wording: str = "",
    wording_language: str = "",
    proof: str = "",
    now: datetime | None = None,
) -> Consent:
    """Append what the contact said; `by` is None where the contact said it on a page of their own.

    `wording` is the sentence they were shown or read, kept with its hash. Announces `consent_recorded`.
    """
    now = now or timezone.now()
    consent = Consent(
        contact=contact,
        purpose=purpose,
        channel=channel,
        state=state,
        basis=basis,
        at=now,
        source=source,
        wording=wording,
        wording_language=wording_language,
        wording_hash=sha256(wording.encode()).hexdigest() if wording else "",
        proof=proof,
        by=by,
    )
    consent.full_clean()
    consent.save()
    audit.record(
        "contacts.consent",
        by=by,
        subject=contact,
        detail={"purpose": purpose, "channel": channel, "state": state, "source": source},
        now=now,
    )
    consent_recorded.send(Consent, contact=contact, purpose=purpose, channel=channel, state=state, now=now)
    return consent


@transaction.atomic
def record_consents(
    *, by: User, contact: Contact, about: Sequence[tuple[str, str]], now: datetime | None = None, **said: Any
) -> list[Consent]:
    """What the contact said about several purposes at once, each with its channel, at one instant: all or nothing."""
    now = now or timezone.now()
    return [
        record_consent(by=by, contact=contact, purpose=purpose, channel=channel, now=now, **said)
        for purpose, channel in about
    ]
