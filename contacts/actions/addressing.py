"""Saying how a contact is addressed, confirming what a rule suggests, and on which footing a team is with them."""

from datetime import date, datetime
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.actions.contacts import update_contact
from contacts.models import Contact, Footing, NameSource
from contacts.name_sources import forms_of, with_form
from contacts.suggested_forms import suggestions_for
from staff import audit
from staff.models import Team, User


class Terms(NamedTuple):
    """Formal, informal, or "" where nobody knows; and the day on which first names were agreed on."""

    register: str
    agreed_on: date | None = None


@transaction.atomic
def save_forms_of_address(
    *,
    by: User,
    contact: Contact,
    fields: dict[str, Any],
    source: str = NameSource.COLLEAGUE,
    terms: Terms | None = None,
    now: datetime | None = None,
) -> Contact:
    """Write forms of address, and how the team of whoever says so stands with the contact.

    Raises StaleRecord where `contact.version` is no longer the newest.
    """
    now = now or timezone.now()
    update_contact(by=by, contact=contact, fields=fields, source=source, now=now)
    if terms is not None and by.team is not None:
        set_footing(by=by, contact=contact, team=by.team, terms=terms, source=source, now=now)
    return contact


@transaction.atomic
def set_footing(
    *,
    by: User,
    contact: Contact,
    team: Team,
    terms: Terms,
    source: str = NameSource.COLLEAGUE,
    now: datetime | None = None,
) -> None:
    """Say on which footing the team is with the contact; what stands already stays as it was said."""
    now = now or timezone.now()
    stored = Footing.objects.select_for_update().filter(contact=contact, team=team).first()
    before = Terms(stored.register, stored.agreed_on) if stored else Terms("")
    if terms == before:
        return
    if terms.register:
        footing = stored or Footing(contact=contact, team=team)
        footing.register, footing.agreed_on = terms
        footing.source, footing.confirmed_by, footing.confirmed_at = source, by, now
        footing.full_clean(exclude=("contact", "team", "confirmed_by"))
        footing.save()
    elif stored:
        stored.delete()
    values = {"changes": {"footing": [_plain(before), _plain(terms)]}}
    audit.record("contacts.footing.change", by=by, subject=contact, detail={"team": team.pk}, values=values, now=now)


@transaction.atomic
def confirm_form(*, by: User, contact: Contact, form: str, value: str, now: datetime | None = None) -> Contact:
    """Take over what a rule suggests for a form, or say that what stands there is right.

    Doing it twice is doing it once. Raises ValidationError where the value is neither suggested nor there.
    """
    stored = Contact.objects.select_for_update().get(pk=contact.pk)
    known = forms_of(stored)
    if form in known and value in ("", known[form]):
        if form in stored.name_sources:
            return stored
        return update_contact(by=by, contact=stored, fields={}, confirmed=(form,), now=now)
    suggested = (one for one in suggestions_for(stored) if one.form == form)
    if not any(value in one.values for one in suggested):
        raise ValidationError(_("This is not suggested any more. Look at the page again."))
    return update_contact(by=by, contact=stored, fields=with_form(stored, form, value), source=NameSource.RULE, now=now)


def _plain(terms: Terms) -> str:
    return " ".join(filter(None, (terms.register, str(terms.agreed_on or ""))))
