"""The scheduled jobs of conversations."""

from datetime import datetime

from django.utils import timezone

from crm.jobs import job
from interactions.actions import digests, files
from interactions.actions.clock_warnings import warn_of_clocks
from interactions.actions.rederiving import rederive_promises
from interactions.actions.rederiving import rederive_times as rederive
from interactions.actions.strengths import recount
from interactions.actions.watching import watch as look_for_signals


@job("interactions.rederive_times")
def rederive_times(now: datetime | None) -> dict[str, int]:
    now = now or timezone.now()
    return {"moved": len(rederive(now=now)), "promises": len(rederive_promises(now=now))}


@job("interactions.remove_stray_files")
def remove_stray_files(now: datetime | None) -> dict[str, int]:
    return {"removed": files.remove_stray_files(now=now or timezone.now())}


@job("interactions.watch_clocks")
def watch_clocks(now: datetime | None) -> dict[str, int]:
    return {"warned": warn_of_clocks(now or timezone.now())}


@job("interactions.plan_digests")
def plan_digests(now: datetime | None) -> dict[str, int]:
    return digests.plan_digests(now=now or timezone.now())


@job("interactions.watch")
def watch(now: datetime | None) -> dict[str, int]:
    now = now or timezone.now()
    return {"counted": recount(now=now), **look_for_signals(now=now)}
