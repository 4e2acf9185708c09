"""The automatic receipt: a mail that tells the customer when to expect an answer."""

from datetime import datetime, timedelta

from django.utils import translation
from django.utils.formats import date_format

from contacts.models import Contact
from crm.clock import local
from crm.templatetags.crm_ui import zone_city
from interactions.models import ResponseClock
from outreach import reasons, rules
from outreach.actions.planning import cancel_message, plan_message, step_of
from outreach.languages import customers_languages
from outreach.rendering import template_words
from staff.models import Organisation

# Of a message that was written down later than this nobody needs to be told that it arrived.
FRESH = timedelta(hours=12)


def plan_receipt(clock: ResponseClock, *, now: datetime) -> None:
    """Once a day and customer, on their own calendar, and not for what is answered, due already or of long ago."""
    if not clock.is_open or clock.due_at is None or clock.due_at <= now or clock.started_at < now - FRESH:
        return
    contact = clock.contact
    message = plan_message(
        rule=rules.RECEIPT,
        occurrence=f"receipt/{local(now, contact.zone).date()}",
        contact=contact,
        not_before=now,
        not_after=min(clock.due_at, now + FRESH),
        zone=contact.time_zone,
        variables={"answer_by": answer_by(contact, clock.due_at)},
        now=now,
    )
    # One that stands already belongs to the clock before.
    if not ResponseClock.objects.filter(receipt=message).exists():
        clock.receipt = message
        clock.save(update_fields=["receipt"])


def answer_by(contact: Contact, due_at: datetime) -> str:
    """The moment as the customer reads it: in the language of the mail, on their own clock."""
    template = step_of(rules.RECEIPT).template
    languages = customers_languages(contact, Organisation.current())
    language = template_words(template, languages).language if template else next(languages)
    there = local(due_at, contact.zone)
    with translation.override(language):
        return f"{date_format(there, 'DATE_FORMAT')}, {there:%H:%M} ({zone_city(contact.time_zone)})"


def withdraw_receipt(clock: ResponseClock, *, now: datetime) -> None:
    """A receipt that has not left has nothing more to say."""
    if clock.receipt is not None:
        cancel_message(clock.receipt, reason=reasons.ANSWERED, now=now)
