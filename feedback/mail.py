"""What only this room knows for the survey's mail: the customer's own link."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from feedback.models import Invitation
from outreach.models import Message
from staff import tokens
from staff.models import TokenPurpose


def variables(message: Message, now: datetime) -> dict[str, str]:
    """`survey_url`, and `score_1_url` and so on, which only preselect a score of the first question.

    A link is issued each time that the mail is rendered: a try that may have arrived keeps its own.
    """
    invitation = Invitation.objects.select_related("survey").get(message=message)
    token = tokens.issue(TokenPurpose.SURVEY, subject_id=invitation.pk, expires_at=invitation.expires_at, now=now)
    address = settings.PUBLIC_URL + reverse("feedback:survey", args=[token])
    scores = next((question.scale for question in invitation.survey.questions.all() if question.scale), range(0))
    return {"survey_url": address, **{f"score_{score}_url": f"{address}?score={score}" for score in scores}}
