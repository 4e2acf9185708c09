"""What interactions forgets with a person: what was said, written and planned."""

from datetime import datetime

from contacts.models import Contact
from crm.privacy import forget_words, naming, words_of
from interactions.actions.files import forget_files
from interactions.actions.response_clocks import forget_clocks
from interactions.models import (
    Agreement,
    Bond,
    Breach,
    Debrief,
    FollowUp,
    FollowUpState,
    HandOver,
    Interaction,
    Recap,
    RecapAnswer,
    Signal,
    SignalState,
    Strength,
    Tension,
)
from interactions.querysets import InteractionQuerySet
from staff.models import AccessToken, TokenPurpose


def forget_conversations(people: list[Contact], words: list[str], now: datetime) -> None:
    """Each entry stays as a moment of some kind, without its files; what was planned is cancelled, what was
    awaited is void.

    Where they took part in what is of others, the entry is forgotten if it names them by one of the `words`.
    """
    _forget(Interaction.objects.at_contacts(people))
    beside = Interaction.objects.beside_contacts(people)
    named = naming(beside, words_of(Interaction), words).values_list("pk", flat=True)
    _forget(Interaction.objects.filter(pk__in=list(named)))
    planned = FollowUp.objects.filter(contact__in=people)
    planned.filter(state=FollowUpState.OPEN).update(state=FollowUpState.CANCELLED, closed_at=now)
    forget_words(planned)
    forget_words(HandOver.objects.filter(follow_up__contact__in=people))
    forget_clocks(people, now)
    forget_words(Debrief.objects.filter(interaction__contact__in=people))
    _forget_recaps(people, now)
    _forget_relationships(people, now)


def _forget_recaps(people: list[Contact], now: datetime) -> None:
    """Nobody answers any more to what is forgotten."""
    recaps = Recap.objects.filter(interaction__contact__in=people)
    links = AccessToken.objects.filter(purpose=TokenPurpose.RECAP, subject_id__in=recaps.values("pk"))
    links.filter(revoked_at__isnull=True).update(revoked_at=now)
    forget_words(RecapAnswer.objects.filter(recap__in=recaps))
    forget_words(recaps)


def _forget(entries: InteractionQuerySet) -> None:
    forget_files(entries)
    forget_words(entries)


def _forget_relationships(people: list[Contact], now: datetime) -> None:
    """What a relationship was stays as kinds and levels without a word; what was found in it is over."""
    for table in (Bond, Tension, Agreement):
        forget_words(table._default_manager.filter(contact__in=people))
    forget_words(Breach.objects.filter(agreement__contact__in=people))
    signals = Signal.objects.filter(contact__in=people)
    signals.filter(state=SignalState.OPEN).update(state=SignalState.GONE, closed_at=now)
    forget_words(signals)
    Strength.objects.filter(contact__in=people).delete()
