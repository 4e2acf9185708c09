"""The scheduled jobs of conversations."""

from datetime import datetime

from django.utils import timezone

from crm.jobs import job
from interactions.actions.rederiving import rederive_times as rederive
from interactions.actions.strengths import recount
from interactions.actions.watching import watch as look_for_signals


@job("interactions.rederive_times")
def rederive_times(now: datetime | None) -> dict[str, int]:
    return {"moved": len(rederive(now=now or timezone.now()))}


@job("interactions.watch")
def watch(now: datetime | None) -> dict[str, int]:
    now = now or timezone.now()
    return {"counted": recount(now=now), **look_for_signals(now=now)}
