"""What interactions forgets with a person: what was said, written and planned."""

from datetime import datetime

from contacts.models import Contact
from crm.privacy import forget_words
from interactions.models import FollowUp, FollowUpState, HandOver, Interaction


def forget_conversations(people: list[Contact], now: datetime) -> None:
    """Each entry stays as a moment of some kind; what was planned is cancelled."""
    forget_words(Interaction.objects.filter(contact__in=people))
    planned = FollowUp.objects.filter(contact__in=people)
    planned.filter(state=FollowUpState.OPEN).update(state=FollowUpState.CANCELLED, closed_at=now)
    forget_words(planned)
    forget_words(HandOver.objects.filter(follow_up__contact__in=people))
