"""What feedback forgets with a person: the words of answers. Scores stay and count, behind no name."""

from datetime import datetime

from contacts.models import Contact
from crm.privacy import forget_words
from feedback.models import Answer, Invitation
from staff.models import AccessToken, TokenPurpose


def forget_answers(people: list[Contact], now: datetime) -> None:
    forget_words(Answer.objects.filter(response__invitation__contact__in=people))
    asked = Invitation.objects.filter(contact__in=people).values("pk")
    links = AccessToken.objects.filter(purpose=TokenPurpose.SURVEY, subject_id__in=asked)
    links.filter(revoked_at__isnull=True).update(revoked_at=now)
