"""Saying what a relationship is, how tense it is, what was agreed, and where that was not kept."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from contacts.models import Contact
from interactions.actions.watching import watch
from interactions.care import HOLD, leads_of, tension_of
from interactions.models import Agreement, Bond, Breach, Tension, TensionLevel
from outreach.actions.holding import hold, let_go
from staff import audit
from staff.actions import notify
from staff.models import Organisation, User

NOTICE = "relationship_tense"


@transaction.atomic
def note_bond(*, by: User, contact: Contact, kind: str, reason: str = "", now: datetime | None = None) -> Bond:
    """The relationship is of this kind from now on; the newest row where it already is."""
    now = now or timezone.now()
    standing: Bond | None = Bond.objects.newest(contact)
    if standing is not None and standing.kind == kind:
        return standing
    bond = Bond(contact=contact, kind=kind, reason=reason, at=now, by=by)
    bond.full_clean(exclude=("contact", "by"))
    bond.save()
    audit.record("interactions.bond", by=by, subject=contact, detail={"kind": kind}, now=now)
    return bond


@transaction.atomic
def note_tension(
    *,
    by: User,
    contact: Contact,
    level: str,
    reason: str = "",
    keeper: User | None = None,
    review_on: date | None = None,
    now: datetime | None = None,
) -> Tension:
    """The relationship is as tense as this from now on.

    While it is tense, it is a signal at once, the leads of the team know, and nothing but service mail leaves. Raise
    ValidationError for a tension without its reason, or a tense relationship that nobody would look at again.
    """
    now = now or timezone.now()
    of_tense = {"keeper": keeper, "review_on": review_on} if level == TensionLevel.TENSE else {}
    tension = Tension(contact=contact, level=level, reason=reason, at=now, by=by, **of_tense)
    tension.full_clean(exclude=("contact", "by", "keeper"))
    tension.save()
    audit.record("interactions.tension", by=by, subject=contact, detail={"level": level}, now=now)
    follow_tension(contact)
    if tension.is_tense:
        _tell_leads(tension, by, now)
    watch(now=now, only=[contact.pk])
    return tension


def follow_tension(contact: Contact) -> None:
    """Hold back what is not asked for while the relationship is tense, and let go afterwards."""
    standing = tension_of(contact)
    if standing is None or not standing.is_tense:
        let_go(contact=contact, key=HOLD)
        return
    with override(Organisation.current().default_language):
        reason = gettext("The relationship is tense.")
    hold(contact=contact, key=HOLD, reason=reason)


def _tell_leads(tension: Tension, by: User, now: datetime) -> None:
    for lead in leads_of(tension.contact).exclude(pk=by.pk):
        notify(
            user=lead,
            kind=NOTICE,
            params={"contact": tension.contact.full_name, "by": by.full_name},
            url=reverse("contacts:contact_detail", args=[tension.contact_id]),
            key=f"tension/{tension.pk}",
            now=now,
        )


@transaction.atomic
def save_agreement(
    *,
    by: User,
    contact: Contact,
    fields: dict[str, Any],
    agreement: Agreement | None = None,
    now: datetime | None = None,
) -> Agreement:
    """Write down what was agreed, or until when it held."""
    now = now or timezone.now()
    verb = "interactions.agreement.change" if agreement else "interactions.agreement.create"
    agreement = agreement or Agreement(contact=contact, created_by=by, created_at=now)
    for name, value in fields.items():
        setattr(agreement, name, value)
    agreement.full_clean(exclude=("contact", "created_by"))
    agreement.save()
    audit.record(verb, by=by, subject=contact, detail={"agreement": agreement.pk}, now=now)
    return agreement


@transaction.atomic
def save_breach(
    *,
    by: User,
    agreement: Agreement,
    fields: dict[str, Any],
    breach: Breach | None = None,
    now: datetime | None = None,
) -> Breach:
    """Write down that a rule was not kept, and what followed, then or later."""
    now = now or timezone.now()
    verb = "interactions.breach.change" if breach else "interactions.breach.create"
    breach = breach or Breach(agreement=agreement, created_by=by, created_at=now)
    for name, value in fields.items():
        setattr(breach, name, value)
    breach.full_clean(exclude=("agreement", "created_by"))
    breach.save()
    audit.record(verb, by=by, subject=agreement.contact, detail={"breach": breach.pk}, now=now)
    return breach
