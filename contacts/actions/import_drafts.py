"""Preparing an import: the file is kept, looked at and tried out; nothing of it is written yet."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any, BinaryIO

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from contacts.actions.import_facts import columns_for
from contacts.actions.importing import LONGEST_FILE_NAME, refuse_unless_allowed, try_out
from contacts.importing.choices import Choices
from contacts.importing.columns import key_of
from contacts.importing.readers import Source, open_source
from contacts.importing.rows import ImportRefused, NoNames, ParsedPerson, RowError
from contacts.importing.table import Table
from contacts.models import ImportMapping, ImportRun, ImportState
from crm.doorbell import ring_on_commit
from crm.text import storable
from staff import audit
from staff.models import User

# Rows that are tried out before the import, and rows that are shown.
MOST_TRIED, MOST_SHOWN, MOST_EXAMPLES = 1000, 10, 3
LONGEST_EXAMPLE = 60
JOB = "contacts.run_imports"


def prepare_import(
    *, by: User, owner: User, file: File, filename: str, country: str = "", now: datetime | None = None
) -> ImportRun:
    """Keep the file and look at it. Raises ImportRefused where it cannot be read, and then keeps nothing."""
    refuse_unless_allowed(by, owner.pk)
    name = storable(filename[-LONGEST_FILE_NAME:], LONGEST_FILE_NAME)
    run = ImportRun(by=by, owner=owner, at=now or timezone.now(), state=ImportState.DRAFT, file_name=name)
    run.country = country
    run.file.save("file", file, save=False)
    try:
        with transaction.atomic():
            run.save()
            headers = getattr(source_of(run), "headers", [])
            known = ImportMapping.objects.filter(user=by, headers=digest_of(headers)).first()
            run.columns = known.columns if known else None
            _look(run)
            audit.record("contacts.import_prepare", by=by, subject=run, detail={"file": name}, now=run.at)
    except BaseException:
        run.file.storage.delete(str(run.file.name))
        raise
    return run


@transaction.atomic
def choose(
    *, by: User, run: ImportRun, columns: Sequence[str] | None, country: str, winner: str, now: datetime | None = None
) -> ImportRun:
    """Read a draft by other choices: what each column holds ("" leaves one out), whose country, what wins.

    An import that was started meanwhile, in another tab, stays as it is.
    """
    refuse_unless_allowed(by, run.owner_id)
    if ImportRun.objects.select_for_update().filter(pk=run.pk, state=ImportState.DRAFT).first() is None:
        return run
    run.columns = None if columns is None else list(columns)
    run.country, run.winner = country, winner
    _look(run)
    detail = {"country": country, "winner": winner}
    audit.record("contacts.import_choose", by=by, subject=run, detail=detail, now=now or timezone.now())
    return run


@transaction.atomic
def start(*, by: User, run: ImportRun, now: datetime | None = None) -> bool:
    """Hand the draft over to a worker, and remember its columns; whether it was still a draft that can be read."""
    refuse_unless_allowed(by, run.owner_id)
    now = now or timezone.now()
    drafts = ImportRun.objects.filter(pk=run.pk, state=ImportState.DRAFT, rows__gt=0)
    if not drafts.update(state=ImportState.RUNNING, at=now, claim="", seen_at=None):
        return False
    headers = run.preview.get("headers")
    if headers:
        chosen = {"columns": run.preview["chosen"], "at": now}
        ImportMapping.objects.update_or_create(user=by, headers=digest_of(headers), defaults=chosen)
    detail = {"file": run.file_name, "format": run.file_format, "rows": run.rows, "owner": run.owner_id}
    audit.record("contacts.import", by=by, subject=run, detail=detail, now=now)
    ring_on_commit(JOB)
    return True


@transaction.atomic
def discard(*, by: User | None, run: ImportRun, now: datetime | None = None) -> bool:
    """Throw a draft away with its file; whether it was still one."""
    file = run.file
    detail = {"file": run.file_name}
    deleted, _rows = ImportRun.objects.filter(pk=run.pk, state=ImportState.DRAFT).delete()
    if not deleted:
        return False
    audit.record("contacts.import_discard", by=by, detail=detail, now=now or timezone.now())
    transaction.on_commit(partial(file.storage.delete, str(file.name)))
    return True


def source_of(run: ImportRun) -> Source:
    """Raise ImportRefused where the stored file cannot be read."""
    storage, name = run.file.storage, str(run.file.name)

    def opener() -> BinaryIO:
        return storage.open(name, "rb").file  # type: ignore[return-value]  # what a storage opens to read is bytes

    columns = None if run.columns is None else tuple(run.columns)
    return open_source(opener, run.file_name, Choices(columns=columns, country=run.country, own=columns_for(run.by)))


def digest_of(headers: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(headers).casefold().encode()).hexdigest()


def _look(run: ImportRun) -> None:
    """Note what a reader of the page needs to decide."""
    source = source_of(run)
    run.file_format, run.unknown_columns, run.rows, run.rows_done = source.format, [], 0, 0
    run.preview = _columns(source) if isinstance(source, Table) else {}
    try:
        survey = source.survey
        run.rows, run.unknown_columns = survey.rows, survey.unknown_columns
        run.preview |= _tried(run, source)
    except NoNames as refusal:
        run.preview["problem"] = str(refusal)
    run.state, run.claim = ImportState.DRAFT, ""
    run.save()


def _columns(table: Table) -> dict[str, Any]:
    if len(table.headers) < 2 and not table.has_names:
        raise ImportRefused(str(NoNames()))
    examples = [
        [cells[at].strip()[:LONGEST_EXAMPLE] for cells in table.examples if at < len(cells) and cells[at].strip()]
        for at in range(len(table.headers))
    ]
    return {
        "headers": table.headers,
        "chosen": [key_of(column) for column in table.columns],
        "examples": [found[:MOST_EXAMPLES] for found in examples],
    }


def _tried(run: ImportRun, source: Source) -> dict[str, Any]:
    items = list(islice(source.people(), MOST_TRIED))
    outcomes = try_out(run, source, items)
    counts = Counter(outcomes.values())
    counts["left_out"] = sum(isinstance(item, RowError) for item in items)
    shown = [_shown(item, outcomes) for item in items[:MOST_SHOWN]]
    problems = [{"row": item.row, "reason": item.reason} for item in items if isinstance(item, RowError)]
    return {"tried": len(items), "counts": dict(counts), "people": shown, "errors": problems[:MOST_SHOWN]}


def _shown(item: ParsedPerson | RowError, outcomes: dict[int, str]) -> dict[str, Any]:
    """A row as it will be stored."""
    if isinstance(item, RowError):
        return {"row": item.row, "outcome": "left_out", "reason": item.reason}
    day = item.birthday
    return {
        "row": item.row,
        "outcome": outcomes.get(item.row, ""),
        "name": item.full_name,
        "company": item.company,
        "job_title": item.job_title,
        "emails": [value for value, _label in item.emails],
        "phones": [value for value, _label in item.phones],
        "birthday": [day.year, day.month, day.day] if day else None,
        "place": ", ".join(filter(None, (item.street, item.postcode, item.city, item.country))),
        "languages": item.languages,
        "notes": item.notes[:LONGEST_EXAMPLE],
    }
