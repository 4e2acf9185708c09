"""The only way to answers for a colleague, and to a survey for the customer who holds its link."""

from dataclasses import dataclass
from datetime import datetime

from feedback.models import Answer, Invitation, InvitationState, Question, Response, Survey
from staff.models import AccessToken, TokenPurpose
from staff.policy import Action, register
from staff.rows import House, Through
from staff.tokens import find

for asked in (Survey, Question):
    register(asked, House(), view=Action.VIEW_FEEDBACK, change=Action.CONFIGURE)
register(Invitation, Through("contact"), view=Action.VIEW_FEEDBACK)
register(Response, Through("invitation__contact"), view=Action.VIEW_FEEDBACK)
register(Answer, Through("response__invitation__contact"), view=Action.VIEW_FEEDBACK)


@dataclass(frozen=True)
class SurveyLink:
    """What a customer's link opens."""

    token: AccessToken
    invitation: Invitation

    def is_open(self, now: datetime) -> bool:
        invitation = self.invitation
        return (
            self.token.is_open(now)
            and invitation.is_open(now)
            and invitation.state != InvitationState.DROPPED
            and not invitation.contact.is_in_bin
        )


def survey_link(token: str) -> SurveyLink | None:
    """The survey behind a link, open or not; None for a guess and for a link of another purpose."""
    found = find(TokenPurpose.SURVEY, token)
    if found is None:
        return None
    invitations = Invitation.objects.select_related("survey", "contact")
    invitation = invitations.prefetch_related("survey__questions").filter(pk=found.subject_id).first()
    return SurveyLink(found, invitation) if invitation else None
