"""What an operator decides: pausing a journey, and what became of a message in doubt."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from outreach.actions.guarding import begin_trials
from outreach.models import Journey, Message, State
from staff import audit
from staff.models import User

SECOND_CHANCE = timedelta(hours=24)
SENT, AGAIN, CLOSED = "sent", "again", "closed"


@transaction.atomic
def run_journey(*, by: User, journey: Journey, is_enabled: bool, reason: str = "", now: datetime | None = None) -> None:
    """Pause a journey or let it run again; what is planned waits, and is too late when its time has passed."""
    journey.is_enabled = is_enabled
    journey.paused_reason = "" if is_enabled else " ".join(reason.split())[:200]
    if is_enabled:
        begin_trials(journey)  # steps before their journey, as the guard takes them
    journey.save(update_fields=["is_enabled", "paused_reason"])
    detail = {"enabled": is_enabled, "reason": journey.paused_reason}
    audit.record("outreach.journey", by=by, subject=journey, detail=detail, now=now)


@transaction.atomic
def resolve_unknown(*, by: User, message: Message, answer: str, now: datetime | None = None) -> bool:
    """Settle a message in doubt: it left, it shall go again, or nobody will know. False if it was in no doubt."""
    now = now or timezone.now()
    in_doubt = Message.objects.filter(pk=message.pk, state=State.UNKNOWN)
    if answer == SENT:
        settled = in_doubt.update(state=State.SENT, sent_at=now)
    elif answer == AGAIN:
        until = max(message.not_after, now + SECOND_CHANCE)
        settled = in_doubt.update(state=State.PENDING, not_before=now, not_after=until)
    elif answer == CLOSED:
        settled = in_doubt.update(state=State.CLOSED)
    else:
        raise ValueError(f"no answer to a message in doubt: {answer}")
    if settled:
        audit.record("outreach.resolve", by=by, subject=message, detail={"answer": answer}, now=now)
    return bool(settled)
