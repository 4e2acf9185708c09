"""What interactions forgets with a person: what was said, written and planned."""

from datetime import datetime

from contacts.models import Contact
from crm.privacy import forget_words
from interactions.actions.response_clocks import forget_clocks
from interactions.models import FollowUp, FollowUpState, Interaction


def forget_conversations(people: list[Contact], now: datetime) -> None:
    """Each entry stays as a moment of some kind; what was planned is cancelled, what was awaited void."""
    forget_words(Interaction.objects.filter(contact__in=people))
    planned = FollowUp.objects.filter(contact__in=people)
    planned.filter(state=FollowUpState.OPEN).update(state=FollowUpState.CANCELLED, closed_at=now)
    forget_words(planned)
    forget_clocks(people, now)
