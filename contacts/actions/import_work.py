"""The worker's part of imports: what somebody started is claimed, carried out or undone, and at last forgotten."""

import logging
from datetime import datetime, timedelta
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from contacts.actions.import_drafts import discard, source_of
from contacts.actions.importing import TakenOver, carry_out, end
from contacts.actions.undoing_import import undo
from contacts.importing.rows import ImportRefused
from contacts.models import ImportRun, ImportState, ImportTrace
from contacts.models.import_run import UNDO_FOR

logger = logging.getLogger(__name__)

# A worker says so with each chunk of rows; one that is silent for so long is dead.
SILENT_FOR = timedelta(minutes=5)
DRAFTS_KEPT_FOR = timedelta(days=1)
AT_ONCE = 5000


def run_imports(*, now: datetime) -> dict[str, int]:
    """Carry out and undo whatever waits, one after the other."""
    done = 0
    while run := _claimed():
        _work_on(run, now=now)
        done += 1
    return {"imports": done}


def _claimed() -> ImportRun | None:
    """The oldest run that nobody works on, now this worker's; by the real clock, as it is about live processes."""
    moment = timezone.now()
    at_work = ImportRun.objects.filter(state__in=(ImportState.RUNNING, ImportState.UNDOING))
    free = at_work.filter(Q(seen_at__isnull=True) | Q(seen_at__lt=moment - SILENT_FOR))
    for pk in free.order_by("pk").values_list("pk", flat=True):
        if free.filter(pk=pk).update(claim=uuid4().hex, seen_at=moment):
            return ImportRun.objects.select_related("by", "owner").get(pk=pk)
    return None


def _work_on(run: ImportRun, *, now: datetime) -> None:
    with override(run.by.language):  # the reasons of rows are kept in the words of whoever reads them
        try:
            if run.state == ImportState.UNDOING:
                undo(run, now=now)
            else:
                carry_out(run, source_of(run), now=now)
        except TakenOver:
            return
        except PermissionDenied:
            end(run, ImportState.FAILED, now=now, problem=_("The right to import these contacts was withdrawn."))
        except (ImportRefused, FileNotFoundError) as error:
            reason = str(error) if isinstance(error, ImportRefused) else _("The stored file is gone.")
            end(run, ImportState.FAILED, now=now, problem=reason)
        except Exception:  # whatever it is, the page says that it broke off, and the log says why
            logger.exception("The import %s broke off.", run.pk)
            end(run, ImportState.FAILED, now=now, problem=_("The import broke off. What was written is kept."))


def forget_imports(*, now: datetime) -> dict[str, int]:
    """Throw away drafts that nobody started, and what only an undoing would need once its time is over."""
    drafts = ImportRun.objects.filter(state=ImportState.DRAFT, at__lt=now - DRAFTS_KEPT_FOR)
    thrown = sum(discard(by=None, run=run, now=now) for run in drafts)
    traces = 0
    old = ImportTrace.objects.filter(run__at__lt=now - UNDO_FOR).order_by()
    while pks := list(old.values_list("pk", flat=True)[:AT_ONCE]):
        traces += ImportTrace.objects.filter(pk__in=pks).delete()[0]
    return {"drafts": thrown, "traces": traces}
