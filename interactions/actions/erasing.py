"""What interactions forgets with a person: what was said, written and planned."""

from datetime import datetime

from contacts.models import Contact
from crm.privacy import forget_words
from interactions.models import Debrief, FollowUp, FollowUpState, Interaction, Recap, RecapAnswer
from staff.models import AccessToken, TokenPurpose


def forget_conversations(people: list[Contact], now: datetime) -> None:
    """Each entry stays as a moment of some kind; what was planned is cancelled."""
    forget_words(Interaction.objects.filter(contact__in=people))
    planned = FollowUp.objects.filter(contact__in=people)
    planned.filter(state=FollowUpState.OPEN).update(state=FollowUpState.CANCELLED, closed_at=now)
    forget_words(planned)
    forget_words(Debrief.objects.filter(interaction__contact__in=people))
    _forget_recaps(people, now)


def _forget_recaps(people: list[Contact], now: datetime) -> None:
    """Nobody answers any more to what is forgotten."""
    recaps = Recap.objects.filter(interaction__contact__in=people)
    links = AccessToken.objects.filter(purpose=TokenPurpose.RECAP, subject_id__in=recaps.values("pk"))
    links.filter(revoked_at__isnull=True).update(revoked_at=now)
    forget_words(RecapAnswer.objects.filter(recap__in=recaps))
    forget_words(recaps)
