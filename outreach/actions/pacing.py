"""Whether the provider may be asked now, and for how many mails: one row that all senders share.

An hour of outage must neither hammer the server nor use up anybody's attempts, so after a lost connection everyone
waits, and then one mail is tried before the rest. All instants here are of the real clock: the server has no other.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from outreach.claiming import BATCH
from outreach.models import Provider


@dataclass(frozen=True)
class Grant:
    """How many mails may be tried now; where none, whether it is worth asking again in a moment."""

    mails: int
    is_paced: bool = False
    is_trial: bool = False


@transaction.atomic
def grant(*, now: datetime, wanted: int = BATCH) -> Grant:
    provider = _locked()
    if provider.is_left_alone(now):
        return Grant(0)
    if provider.failures:
        return Grant(1, is_trial=True)
    was_paced = provider.rate is not None
    granted = provider.take(wanted, settings.OUTREACH_RATE or None, now)
    if was_paced or provider.rate is not None:
        provider.save()
    return Grant(granted, is_paced=provider.rate is not None)


@transaction.atomic
def note_failure(*, error: str, now: datetime) -> None:
    provider = _locked()
    provider.fail(error, now)
    provider.save()


@transaction.atomic
def note_recovery() -> None:
    provider = _locked()
    provider.recover()
    provider.save()


@transaction.atomic
def note_throttling(*, seen_rate: float, now: datetime) -> None:
    provider = _locked()
    provider.slow_down(seen_rate, now)
    provider.save()


def _locked() -> Provider:
    name = settings.OUTREACH_PROVIDER
    return Provider.objects.select_for_update().get_or_create(name=name)[0]
