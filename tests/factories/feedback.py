"""Surveys, who was asked, what they answered."""

from datetime import UTC, datetime, timedelta

from contacts.models import Contact
from feedback import ready_made
from feedback.models import Answer, Invitation, InvitationState, Response, Survey
from outreach import rules
from outreach.actions.planning import plan_message
from outreach.models import Message
from staff import tokens
from staff.models import TokenPurpose

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)


def make_survey(code: str = "after_conversation", **fields: object) -> Survey:
    ready_made.install()
    Survey.objects.filter(code=code).update(**fields)
    return Survey.objects.get(code=code)


def make_invitation(contact: Contact, survey: Survey | None = None, **fields: object) -> Invitation:
    at = fields.pop("created_at", NOW)
    survey = survey or make_survey()
    values = {"wave": f"test/{Invitation.objects.count()}", "expires_at": at + timedelta(days=14)}
    return Invitation.objects.create(survey=survey, contact=contact, created_at=at, **{**values, **fields})


def make_link(invitation: Invitation, **fields: object) -> str:
    values = {"expires_at": invitation.expires_at, **fields}
    return tokens.issue(TokenPurpose.SURVEY, subject_id=invitation.pk, **values)


def make_response(
    contact: Contact, score: int, *, at: datetime = NOW, comment: str = "", survey: Survey | None = None
) -> Response:
    """A finished response, written straight into the rows: nobody is told."""
    invitation = make_invitation(contact, survey, created_at=at, state=InvitationState.ANSWERED)
    response = Response.objects.create(invitation=invitation, language="en", completed_at=at)
    scale, text = invitation.survey.questions.order_by("position")
    Answer.objects.create(response=response, question=scale, value=score, at=at)
    if comment:
        Answer.objects.create(response=response, question=text, text=comment, at=at)
    return response


def plan_survey_mail(invitation: Invitation) -> Message:
    """The planned mail of an invitation that was made without one."""
    invitation.message = plan_message(
        rule=rules.SURVEY,
        occurrence=f"survey/{invitation.pk}",
        contact=invitation.contact,
        not_before=invitation.created_at,
        not_after=invitation.expires_at,
        now=invitation.created_at,
    )
    invitation.save(update_fields=["message"])
    return invitation.message
