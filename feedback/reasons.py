"""Why a survey was not sent, as a code for the row and in words for the reader."""

from datetime import datetime, timedelta

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts import consent
from contacts.models import Channel, Contact, PointKind, Purpose
from feedback.models import Invitation, InvitationState, Survey
from outreach.models import Hold, State

CLOSED = "survey_closed"
LONG_AGO = "long_ago"
NO_ADDRESS = "no_address"
COOLDOWN = "cooldown"
HOLD = "hold"

WORDS: dict[str, str | Promise] = {
    CLOSED: _("The survey is closed."),
    LONG_AGO: _("The conversation was too long ago."),
    NO_ADDRESS: _("The contact has no e-mail address."),
    COOLDOWN: _("The contact was asked a short while ago."),
    HOLD: _("The contact is not to be written to at the moment."),
    **{
        verdict.code: verdict.reason
        for verdict in (consent.NOBODY, consent.DO_NOT_CONTACT, consent.UNKNOWN, *consent.NEGATIVE.values())
    },
}

# What a later consent heals.
WANTING_CONSENT = [verdict.code for verdict in (consent.UNKNOWN, *consent.NEGATIVE.values())]

NEVER_LEFT = (State.FAILED, State.CANCELLED, State.EXPIRED, State.SKIPPED)


def in_words(code: str) -> str:
    return str(WORDS.get(code, code))


def reason_not_to_ask(survey: Survey, contact: Contact, now: datetime) -> str:
    """The first gate that is shut, as a code; empty where the contact may be asked now."""
    if not survey.is_open(now):
        return CLOSED
    verdict = consent.may_contact(contact, Purpose.FEEDBACK, Channel.EMAIL, now)
    if not verdict:
        return verdict.code
    if not contact.points.filter(kind=PointKind.EMAIL).exists():
        return NO_ADDRESS
    if _was_asked_since(contact, now - timedelta(days=survey.cooldown_days)):
        return COOLDOWN
    if Hold.objects.filter(Q(until=None) | Q(until__gt=now), contact=contact).exists():
        return HOLD
    return ""


def _was_asked_since(contact: Contact, moment: datetime) -> bool:
    """By any survey whose mail left or still may; the clock starts when it left."""
    asked = Invitation.objects.filter(contact=contact).exclude(state=InvitationState.DROPPED)
    asked = asked.exclude(message__state__in=NEVER_LEFT)
    return (
        asked.annotate(asked_at=Coalesce(F("message__sent_at"), F("created_at"))).filter(asked_at__gt=moment).exists()
    )
