"""Whether the provider may be asked now, and for how many mails: one row that all senders share.

An hour of outage must neither hammer the server nor use up anybody's attempts, so after a lost connection everyone
waits, and then one mail is tried before the rest. All instants here are of the real clock: the server has no other.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from crm.doorbell import ring_on_commit
from outreach.actions.alarms import tell_administrators
from outreach.claiming import BATCH
from outreach.models import Provider
from staff import audit
from staff.models import User


@dataclass(frozen=True)
class Grant:
    """How many mails may be tried now; where none, whether it is worth asking again in a moment.

    A trial is the first mail after a failure. `was_refused`: the server was there, but took nothing from us.
    """

    mails: int
    is_paced: bool = False
    is_trial: bool = False
    was_refused: bool = False


@transaction.atomic
def grant(*, now: datetime, wanted: int = BATCH) -> Grant:
    provider = _locked()
    if provider.is_left_alone(now):
        return Grant(0)
    if provider.failures:
        return Grant(1, is_trial=True, was_refused=provider.refused_at is not None)
    was_paced = provider.rate is not None
    granted = provider.take(wanted, settings.OUTREACH_RATE or None, now)
    if was_paced or provider.rate is not None:
        provider.save()
    return Grant(granted, is_paced=provider.rate is not None)


@transaction.atomic
def note_failure(*, error: str, now: datetime, is_refusal: bool = False) -> None:
    """A line that is lost may come back by itself; whoever refuses all our mails is told to administrators, once."""
    provider = _locked()
    is_news = is_refusal and provider.refused_at is None
    provider.fail(error, now, is_refusal=is_refusal)
    provider.save()
    if is_news:
        tell_administrators(
            "mail_refused", key=f"{provider.pk}/{now.isoformat()}", params={"words": error[:300]}, now=now
        )


@transaction.atomic
def note_recovery() -> None:
    provider = _locked()
    provider.recover()
    provider.save()


@transaction.atomic
def end_wait(*, by: User, now: datetime) -> None:
    """The operator has mended something: try the way again at once."""
    provider = _locked()
    provider.waits_until = None
    provider.save(update_fields=["waits_until"])
    audit.record("outreach.try_way", by=by, subject=provider, now=now)
    ring_on_commit("outreach.pump")


@transaction.atomic
def note_throttling(*, seen_rate: float, now: datetime) -> None:
    provider = _locked()
    provider.slow_down(seen_rate, now)
    provider.save()


def _locked() -> Provider:
    name = settings.OUTREACH_PROVIDER
    return Provider.objects.select_for_update().get_or_create(name=name)[0]
