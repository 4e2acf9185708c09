"""The chain of seals: a job proves batches of entries, so that no page waits for it.

Each link hashes its entries in canonical form together with the hash of the link before. Whoever keeps a copy of the
newest hash elsewhere (each is logged) can tell whether anything before it was changed, taken away or put in later.
"""

import hashlib
import logging
import secrets
import time
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Max

from staff.audit import canonical
from staff.models import AuditEntry, AuditSalt, AuditSeal, SealKind

logger = logging.getLogger(__name__)

ROWS_IN_SEAL = 1000
# How long one run waits for writers that began before it; longer transactions are waited for by the next runs.
PATIENCE_SECONDS = 10.0
LOOK_AGAIN_SECONDS = 0.05

FIELDS = ("id", "at", "actor_id", "action", "subject_type", "subject_id", "customer_id", "detail", "digest")
SEALED_FIELDS = (*FIELDS, "request_id")

# An id is handed out after its writer has locked the table for writing, and the lock is held until its end.
_WRITERS = """
    SELECT virtualtransaction FROM pg_locks
    WHERE locktype = 'relation' AND relation = 'staff_auditentry'::regclass AND granted AND mode = 'RowExclusiveLock'
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND pid <> pg_backend_pid()
    UNION ALL SELECT 'prepared' FROM pg_prepared_xacts WHERE database = current_database()
"""


def seal(*, now: datetime, patience: float = PATIENCE_SECONDS) -> int:
    """Seal what is settled since the last link, in links of a thousand; the number of entries sealed.

    A second sealer at the same time loses nothing: the number of a link is unique.
    """
    newest = settled_up_to(patience)
    sealed = 0
    while newest is not None:
        try:
            link = _add_link(newest, now)
        except IntegrityError:
            return sealed
        if link is None:
            return sealed
        logger.info("audit seal %s up to entry %s: %s", link.number, link.last_id, link.hash)
        sealed += link.rows
    return sealed


def settled_up_to(patience: float) -> int | None:
    """The newest id below which nothing can appear any more; None while writers of before are not done.

    On PostgreSQL ids are handed out before they are committed, so a lower one may still come from a transaction that
    is open. Those that wrote when the newest id was read are waited for; later ones have higher ids only. SQLite has
    one writer at a time.
    """
    newest: int | None = AuditEntry.objects.aggregate(newest=Max("id"))["newest"]
    if newest is None or connection.vendor == "sqlite":
        return newest
    waiting_for, until = _writers(), time.monotonic() + patience
    while waiting_for:
        if time.monotonic() >= until:
            return None
        # PostgreSQL tells nobody outside of a lock's queue that a transaction has ended, and to stand in that queue
        # would make pages wait behind the sealer: looking again is the only way that locks nothing.
        time.sleep(LOOK_AGAIN_SECONDS)
        waiting_for &= _writers()
    return newest


def _writers() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(_WRITERS)
        return {name for (name,) in cursor.fetchall()}


@transaction.atomic
def _add_link(newest: int, now: datetime) -> AuditSeal | None:
    """The next link, over at most a thousand entries up to `newest`; None where there is nothing to seal."""
    last = AuditSeal.objects.order_by("-number").first()
    last_rows = AuditSeal.objects.filter(kind=SealKind.ROWS).order_by("-number").first()
    after = last_rows.last_id if last_rows else None
    rows = list(entries_between(after, newest)[:ROWS_IN_SEAL])
    if not rows:
        return None
    salt = secrets.token_hex(16)
    link = AuditSeal(
        number=next_number(last),
        first_id=rows[0]["id"],
        last_id=rows[-1]["id"],
        rows=len(rows),
        until=max(row["at"] for row in rows),
        digest=digest_of_rows(rows),
        addresses=digest_of_addresses(salt, rows),
        at=now,
    )
    link.hash = hash_of(link, last.hash if last else "")
    link.save(force_insert=True)
    AuditSalt.objects.create(seal=link, salt=salt)
    return link


def next_number(last: AuditSeal | None) -> int:
    return last.number + 1 if last else 1


def entries_between(after: int | None, up_to: int) -> Any:
    """What a link is about of the entries with higher ids than `after`, up to and with `up_to`, in their order."""
    rows = AuditEntry.objects.filter(id__lte=up_to).order_by("id")
    if after is not None:
        rows = rows.filter(id__gt=after)
    return rows.values(*SEALED_FIELDS, "address")


def digest_of_rows(rows: list[dict[str, Any]]) -> str:
    digest = hashlib.sha256()
    for row in rows:
        line = [row[name] if name != "at" else _moment(row["at"]) for name in SEALED_FIELDS]
        digest.update(canonical(line).encode())
        digest.update(b"\n")
    return digest.hexdigest()


def digest_of_addresses(salt: str, rows: list[dict[str, Any]]) -> str:
    lines = "\n".join(f"{row['id']} {row['address'] or ''}" for row in rows)
    return hashlib.sha256(f"{salt}\n{lines}".encode()).hexdigest()


def hash_of(link: AuditSeal, previous: str) -> str:
    """The link's own hash: its facts, chained to the hash of the link before."""
    spans = [link.first_id, link.last_id, link.rows, _moment(link.until)]
    facts = [link.number, link.kind, *spans, _moment(link.at)]
    return hashlib.sha256(canonical([previous, *facts, link.digest, link.addresses]).encode()).hexdigest()


def _moment(at: datetime) -> str:
    return f"{at.timestamp():.6f}"
