"""Asking customers, and keeping what they answer."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import Contact
from crm.clock import day_bounds, local, to_utc
from feedback import reasons
from feedback.models import Answer, Invitation, InvitationState, Question, Response, Survey, Trigger
from feedback.signals import response_completed
from interactions.actions import add_entry
from interactions.models import Direction, Interaction, Kind
from outreach import rules
from outreach.actions.planning import plan_message
from staff import audit
from staff.models import User

DAY_BEGINS, DAY_ENDS = time(8), time(20)
ASKED_ABOUT = (Kind.CALL, Kind.MEETING, Kind.VIDEO, Kind.VISIT)
FRESH = timedelta(days=3)


class SurveyClosed(ValidationError):
    """The time to answer is over."""

    def __init__(self) -> None:
        super().__init__(_("The time to answer is over."), code="closed")


def invite_after(*, interaction: Interaction, by: User | None, now: datetime) -> Invitation | None:
    """Ask about a conversation; None where nobody talked, or no survey asks about conversations."""
    if interaction.kind not in ASKED_ABOUT or interaction.direction == Direction.INTERNAL:
        return None
    survey = Survey.objects.filter(trigger=Trigger.AFTER_CONVERSATION, is_active=True).order_by("pk").first()
    if survey is None:
        return None
    return invite(
        survey=survey,
        contact=interaction.contact,
        wave=f"interaction/{interaction.pk}",
        interaction=interaction,
        by=by,
        now=now,
    )


@transaction.atomic
def invite(
    *,
    survey: Survey,
    contact: Contact,
    wave: str,
    by: User | None,
    interaction: Interaction | None = None,
    now: datetime | None = None,
) -> Invitation:
    """Ask a contact once in a wave: plan the mail, or keep the reason why it is not sent.

    A colleague who asks again by hand is not held to the reason of before.
    """
    now = now or timezone.now()
    # Two conversations logged at once must not both pass the cooldown.
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    standing = Invitation.objects.filter(survey=survey, contact=contact, wave=wave).first()
    if standing:
        is_by_hand = standing.state == InvitationState.DROPPED and standing.interaction_id is None
        return _ask_after_all(standing, contact, by, now) if is_by_hand else standing
    reason = reasons.reason_not_to_ask(survey, contact, now)
    if not reason and interaction and interaction.at < now - FRESH:
        reason = reasons.LONG_AGO
    expires_at = _end_of_day(_leaves_at(survey, contact, now), survey.valid_days, contact)
    invitation = Invitation.objects.create(
        survey=survey,
        contact=contact,
        wave=wave,
        interaction=interaction,
        state=InvitationState.DROPPED if reason else InvitationState.INVITED,
        reason=reason,
        created_at=now,
        expires_at=expires_at,
    )
    if not reason:
        _plan_mail(invitation, by, now)
    detail = {"contact": contact.pk, "survey": survey.code, "reason": reason}
    audit.record("feedback.invite", by=by, subject=invitation, detail=detail, now=now)
    return invitation


@transaction.atomic
def ask_after_consent(*, contact: Contact, now: datetime) -> Invitation | None:
    """The contact has just agreed to surveys: ask about the fresh conversation that was passed over."""
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    passed_over = Invitation.objects.not_sent().filter(
        contact=contact, reason__in=reasons.WANTING_CONSENT, interaction__at__gte=now - FRESH
    )
    invitation = passed_over.select_related("survey").order_by("-interaction__at", "-pk").first()
    if invitation is None or reasons.reason_not_to_ask(invitation.survey, contact, now):
        return None
    return _ask_after_all(invitation, contact, None, now)


def _ask_after_all(invitation: Invitation, contact: Contact, by: User | None, now: datetime) -> Invitation:
    """Look again at a contact who was passed over: plan the mail, or keep the reason that holds now."""
    survey = invitation.survey
    invitation.contact, invitation.reason = contact, reasons.reason_not_to_ask(survey, contact, now)
    invitation.state = InvitationState.DROPPED if invitation.reason else InvitationState.INVITED
    # The cooldown counts from the day of asking.
    invitation.created_at = now
    invitation.expires_at = _end_of_day(_leaves_at(survey, contact, now), survey.valid_days, contact)
    invitation.save(update_fields=["state", "reason", "created_at", "expires_at"])
    if not invitation.reason:
        _plan_mail(invitation, by, now)
    detail = {"contact": contact.pk, "survey": survey.code, "reason": invitation.reason}
    audit.record("feedback.invite", by=by, subject=invitation, detail=detail, now=now)
    return invitation


@transaction.atomic
def record_response(
    *, invitation: Invitation, answers: Mapping[int, int | str], language: str, now: datetime | None = None
) -> Response:
    """Keep what the customer answered, by question; a later answer replaces an earlier, which stays as history.

    However many submits come at once, one of them completes the response and announces it. Raises SurveyClosed.
    """
    now = now or timezone.now()
    if not invitation.is_open(now) or invitation.state == InvitationState.DROPPED:
        raise SurveyClosed
    invited = Invitation.objects.filter(pk=invitation.pk, state=InvitationState.INVITED)
    is_first = bool(invited.update(state=InvitationState.ANSWERED))
    if is_first:
        response = Response.objects.create(invitation=invitation, language=language, completed_at=now)
    else:
        response = Response.objects.select_for_update().get(invitation=invitation)
    questions = {question.pk: question for question in invitation.survey.questions.all()}
    changes = [_answer(response, questions[pk], given, now) for pk, given in answers.items()]
    if is_first:
        _announce(response, invitation, now)
    elif any(changes):
        response.changed_at, response.language = now, language
        response.save(update_fields=["changed_at", "language"])
        audit.record("feedback.answer.change", by=None, subject=response, customer=invitation.contact_id, now=now)
    return response


def humane(moment: datetime, contact: Contact) -> datetime:
    """The moment itself by day at the contact's, else eight in their next morning."""
    there = local(moment, contact.zone)
    if DAY_BEGINS <= there.time() < DAY_ENDS:
        return moment
    morning = there.date() + timedelta(days=1 if there.time() >= DAY_ENDS else 0)
    return to_utc(morning, DAY_BEGINS, contact.zone)


def _end_of_day(moment: datetime, days: int, contact: Contact) -> datetime:
    """Valid through the whole last day at the contact's."""
    last_day = local(moment, contact.zone).date() + timedelta(days=days)
    return day_bounds(last_day, contact.zone)[1]


def _leaves_at(survey: Survey, contact: Contact, now: datetime) -> datetime:
    return humane(now + timedelta(minutes=survey.delay_minutes), contact)


def _plan_mail(invitation: Invitation, by: User | None, now: datetime) -> None:
    contact = invitation.contact
    invitation.message = plan_message(
        rule=rules.SURVEY,
        occurrence=f"survey/{invitation.pk}",
        contact=contact,
        not_before=_leaves_at(invitation.survey, contact, now),
        not_after=invitation.expires_at,
        zone=contact.time_zone,
        sender=contact.owner,
        by=by,
        now=now,
    )
    invitation.save(update_fields=["message"])


def _answer(response: Response, question: Question, given: int | str, now: datetime) -> bool:
    """Keep one answer; True where it differs from the one that counted."""
    value, text = (given, "") if isinstance(given, int) else (None, given)
    current = response.answers.filter(question=question, is_current=True).first()
    if current and (current.value, current.text) == (value, text):
        return False
    if current:
        current.is_current = False
        current.save(update_fields=["is_current"])
    if given != "":
        Answer.objects.create(response=response, question=question, value=value, text=text, at=now)
    return current is not None or given != ""


def _announce(response: Response, invitation: Invitation, now: datetime) -> None:
    """The timeline says that there is an answer; the score is shown only where named answers are."""
    add_entry(
        contact=invitation.contact,
        kind=Kind.ANSWER,
        source=f"feedback.response/{response.pk}",
        at=now,
        params={"survey": invitation.survey.code, "response": response.pk},
    )
    audit.record("feedback.answer", by=None, subject=response, customer=invitation.contact_id, now=now)
    response_completed.send(sender=Response, response=response, now=now)
