"""What interactions forgets with a person: what was said, written and planned."""

from datetime import datetime

from contacts.models import Contact
from crm.privacy import forget_words
from interactions.models import (
    Agreement,
    Bond,
    Breach,
    FollowUp,
    FollowUpState,
    Interaction,
    Signal,
    SignalState,
    Strength,
    Tension,
)


def forget_conversations(people: list[Contact], now: datetime) -> None:
    """Each entry stays as a moment of some kind; what was planned is cancelled."""
    forget_words(Interaction.objects.filter(contact__in=people))
    planned = FollowUp.objects.filter(contact__in=people)
    planned.filter(state=FollowUpState.OPEN).update(state=FollowUpState.CANCELLED, closed_at=now)
    forget_words(planned)
    _forget_relationships(people, now)


def _forget_relationships(people: list[Contact], now: datetime) -> None:
    """What a relationship was stays as kinds and levels without a word; what was found in it is over."""
    for table in (Bond, Tension, Agreement):
        forget_words(table._default_manager.filter(contact__in=people))
    forget_words(Breach.objects.filter(agreement__contact__in=people))
    signals = Signal.objects.filter(contact__in=people)
    signals.filter(state=SignalState.OPEN).update(state=SignalState.GONE, closed_at=now)
    forget_words(signals)
    Strength.objects.filter(contact__in=people).delete()
