"""How the outbox stands: for the operator's page, the probes and the figures. The ground asks through a registry."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Min
from django.utils import timezone

from crm.operations import Mail
from outreach.installation import installation_code, may_send_from_here
from outreach.models import Heartbeat, Journey, Message, Provider, State
from outreach.reasons import POISON

# What a breaker is called: mails pass, one is tried, none is.
CLOSED, TRYING, OPEN = "closed", "trying", "open"


@dataclass(frozen=True)
class MailStatus:
    """The outbox at one moment: counts by state, and the age in seconds of the oldest mail that is due.

    `trouble` is what the mail server said last when it took nothing; `paused` are the journeys that stand still.
    """

    oldest_due_seconds: float | None
    by_state: dict[str, int]
    heartbeats: dict[str, datetime]
    breaker: str
    unknown: int
    parked: int
    trouble: str
    paused: list[Journey]


def mail_status(now: datetime) -> MailStatus:
    """With a fixed number of queries, whatever the size of the outbox."""
    provider = _provider()
    by_state = dict(Message.objects.order_by().values_list("state").annotate(Count("pk")))
    due = Message.objects.filter(state=State.PENDING, not_before__lte=now, not_after__gte=now)
    oldest = due.aggregate(oldest=Min("not_before"))["oldest"]
    return MailStatus(
        oldest_due_seconds=(now - oldest).total_seconds() if oldest else None,
        by_state=by_state,
        heartbeats=heartbeats(),
        breaker=_breaker(provider, now),
        unknown=by_state.get(State.UNKNOWN, 0),
        parked=Message.objects.filter(state=State.FAILED, reason=POISON).count(),
        trouble=provider.last_error if provider else "",
        paused=list(Journey.objects.filter(is_enabled=False)),
    )


def heartbeats() -> dict[str, datetime]:
    """When each job last ended well."""
    return dict(Heartbeat.objects.values_list("name", "at"))


def breaker(now: datetime) -> str:
    """Whether the way of sending is open to mails: it is left alone for a while after a lost connection."""
    return _breaker(_provider(), now)


def _provider() -> Provider | None:
    return Provider.objects.filter(name=settings.OUTREACH_PROVIDER).first()


def _breaker(provider: Provider | None, now: datetime) -> str:
    if provider is None or not provider.failures:
        return CLOSED
    return OPEN if provider.is_left_alone(now) else TRYING


def is_relay_down() -> bool:
    return breaker(timezone.now()) != CLOSED


def state_label(state: str) -> str:
    return str(State(state).label)


mail = Mail(
    status=mail_status,
    heartbeats=heartbeats,
    is_relay_down=is_relay_down,
    may_send=may_send_from_here,
    installation=installation_code,
    state_label=state_label,
)
