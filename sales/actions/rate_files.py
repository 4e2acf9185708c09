"""A bank's file of rates: a colleague brings it, the worker looks into it, and imports it when somebody says so.

Every file goes this way. A small archive may unpack to a long list, and a short list may close the gaps of many
purchases, so that the size of what was brought says little of the time that it takes.
"""

import logging
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from crm.doorbell import ring_on_commit
from sales.actions.rates import import_rates
from sales.models import RateFile, RateFileState
from sales.rate_files.lines import FileRefused
from staff.models import User
from staff.policy import Action, may

logger = logging.getLogger(__name__)

# Longer than the longest file takes; who has not come back by then has died. To import a file twice adds nothing.
CLAIM_LASTS = timedelta(minutes=15)
LONGEST_PROBLEM = 300


def bring_file(*, by: User, source: str, name: str, content: bytes, now: datetime | None = None) -> RateFile:
    """Keep a file of rates, to be looked into by the worker; nothing of it counts yet."""
    kept = RateFile(source=source, name=name[:200], content=content, uploaded_by=by, uploaded_at=now or timezone.now())
    kept.full_clean(exclude=["uploaded_by", "imported_by"])
    kept.save()
    ring_on_commit("sales.work_on_rate_files")
    return kept


def import_file(*, by: User, file: RateFile) -> None:
    """Have a file imported that was looked into; a second time changes nothing."""
    ready = RateFile.objects.filter(pk=file.pk, state=RateFileState.READ)
    if ready.update(state=RateFileState.IMPORTING, imported_by=by):
        ring_on_commit("sales.work_on_rate_files")


def work_on_rate_files(*, now: datetime) -> dict[str, int]:
    """Look into the files that were brought, and import those that somebody wants, one after the other."""
    done = 0
    while file := _claimed():
        _work_on(file, now=now)
        done += 1
    return {"files": done}


def _claimed() -> RateFile | None:
    """The oldest that waits, now this worker's; by the real clock, as it is about live processes."""
    moment = timezone.now()
    waiting = RateFile.objects.filter(state__in=(RateFileState.READING, RateFileState.IMPORTING))
    free = waiting.filter(Q(claimed_at__isnull=True) | Q(claimed_at__lt=moment - CLAIM_LASTS))
    for pk in free.order_by("pk").values_list("pk", flat=True):
        if free.filter(pk=pk).update(claimed_at=moment):
            return RateFile.objects.select_related("uploaded_by", "imported_by").get(pk=pk)
    return None


def _work_on(file: RateFile, *, now: datetime) -> None:
    by = file.imported_by or file.uploaded_by
    with override(by.language):  # the sentences are kept in the words of whoever brought the file
        try:
            _look_or_import(file, by, now=now)
        except FileRefused as refusal:
            _refuse(file, str(refusal))
        except Exception:  # whatever it is, the page says that it broke off, and the log says why
            logger.exception("The file of rates %s broke off.", file.pk)
            _refuse(file, _("The work on this file broke off. Rates that were added stay; bring the file once more."))


def _look_or_import(file: RateFile, by: User, *, now: datetime) -> None:
    if not may(by, Action.CONFIGURE):
        _refuse(file, _("The right to look after the rates was withdrawn."))
        return
    is_dry = file.state == RateFileState.READING
    content = bytes(file.content or b"")
    file.outcome = import_rates(by=by, content=content, source=file.source, is_dry=is_dry, now=now).as_json()
    if is_dry:
        _end(file, RateFileState.READ)
    else:
        file.imported_at, file.content = now, None
        _end(file, RateFileState.IMPORTED)


def _refuse(file: RateFile, problem: str) -> None:
    file.problem, file.content = problem[:LONGEST_PROBLEM], None
    _end(file, RateFileState.REFUSED)


def _end(file: RateFile, state: RateFileState) -> None:
    file.state, file.claimed_at = state, None
    file.save(update_fields=["outcome", "imported_at", "content", "problem", "state", "claimed_at"])
