"""A bank's file of rates: a colleague brings it, the worker looks into it, and imports it when somebody says so.

Every file goes this way. A small archive may unpack to a long list, and a short list may close the gaps of many
purchases, so that the size of what was brought says little of the time that it takes.
"""

import logging
from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4

from django.db.models import F, Q, QuerySet
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

# A worker says so with each batch; one that is silent for so long is dead. To import a file twice adds nothing.
CLAIM_LASTS = timedelta(minutes=5)
# A file at which so many workers died would be the death of the next one too.
MOST_CLAIMS = 3
KEPT_UNWANTED = timedelta(days=1)
LONGEST_PROBLEM = 300


class TakenOver(Exception):
    """Another worker has the file by now."""


def bring_file(*, by: User, source: str, name: str, content: bytes, now: datetime | None = None) -> RateFile:
    """Keep a file of rates, to be looked into by the worker; nothing of it counts yet."""
    kept = RateFile(source=source, name=name[:200], content=content, uploaded_by=by, uploaded_at=now or timezone.now())
    kept.full_clean(exclude=["uploaded_by", "imported_by"])
    kept.save()
    ring_on_commit("sales.work_on_rate_files")
    return kept


def import_file(*, by: User, file: RateFile) -> None:
    """Have a file imported that was looked into, or whose import broke off; a second time changes nothing."""
    ready = RateFile.objects.filter(pk=file.pk, state=RateFileState.READ)
    if ready.update(state=RateFileState.IMPORTING, imported_by=by, problem=""):
        ring_on_commit("sales.work_on_rate_files")


def work_on_rate_files(*, now: datetime) -> dict[str, int]:
    """Look into the files that were brought, and import those that somebody wants, one after the other.

    Those that nobody wanted for a day after they were brought are forgotten.
    """
    RateFile.objects.filter(state=RateFileState.READ, uploaded_at__lt=now - KEPT_UNWANTED).delete()
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
        if free.filter(pk=pk).update(claim=(claim := uuid4().hex), claimed_at=moment, claims=F("claims") + 1):
            return RateFile.objects.select_related("uploaded_by", "imported_by").filter(pk=pk, claim=claim).first()
    return None


def _work_on(file: RateFile, *, now: datetime) -> None:
    by = file.imported_by or file.uploaded_by
    with override(by.language):  # the sentences are kept in the words of whoever brought the file
        try:
            _look_or_import(file, by, now=now)
        except TakenOver:
            return
        except FileRefused as refusal:
            _refuse(file, str(refusal))
        except Exception:  # whatever it is, the page says that it broke off, and the log says why
            logger.exception("The file of rates %s broke off.", file.pk)
            _break_off(file)


def _look_or_import(file: RateFile, by: User, *, now: datetime) -> None:
    if not may(by, Action.CONFIGURE):
        _refuse(file, _("The right to look after the rates was withdrawn."))
        return
    if file.claims > MOST_CLAIMS:
        _refuse(file, _("The work on this file broke off three times, so it is not tried again."))
        return
    is_dry = file.state == RateFileState.READING
    content, go_on = bytes(file.content or b""), partial(_hold, file)
    outcome = import_rates(by=by, content=content, source=file.source, is_dry=is_dry, now=now, go_on=go_on)
    file.outcome = outcome.as_json()
    if is_dry:
        _end(file, RateFileState.READ)
    else:
        file.imported_at, file.content = now, None
        _end(file, RateFileState.IMPORTED)


def _hold(file: RateFile) -> None:
    """Say that this worker is alive; raises TakenOver where another one has the file by now."""
    if not _ours(file).update(claimed_at=timezone.now()):
        raise TakenOver


def _ours(file: RateFile) -> QuerySet[RateFile]:
    return RateFile.objects.filter(pk=file.pk, state=file.state, claim=file.claim)


def _break_off(file: RateFile) -> None:
    """What was being imported can be started again; what could not even be looked into is brought once more."""
    if file.state == RateFileState.IMPORTING:
        file.problem = _("The import broke off. What was added stays; start it again to add the rest.")
        _end(file, RateFileState.READ)
    else:
        _refuse(file, _("The work on this file broke off. Nothing was added; bring the file once more."))


def _refuse(file: RateFile, problem: str) -> None:
    file.problem, file.content = problem[:LONGEST_PROBLEM], None
    _end(file, RateFileState.REFUSED)


def _end(file: RateFile, state: RateFileState) -> None:
    """If the file is this worker's still; whoever took it over ends it."""
    names = ("outcome", "imported_at", "content", "problem")
    kept = {name: getattr(file, name) for name in names}
    _ours(file).update(state=state, claim="", claimed_at=None, claims=0, **kept)
