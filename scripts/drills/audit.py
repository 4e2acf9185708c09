"""A million entries of the audit trail on PostgreSQL: who saw what, the chain sealed and proved, one entry stolen.

make drill-audit [ENTRIES=1000000]; exits 1 where a promise does not hold.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from scripts.environment import ROOT, without_settings
from scripts.stack import Postgres

MOST_SECONDS = 60
COLLEAGUES, CUSTOMERS = 20, 20_000
COUNTRIES = ("CZ", "DK", "LT", "RU", "DE", "FR", "JP", "AE", "BR", "")
FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)
# What colleagues do all day, spread over the year: looks, lists, changes, exports; a thousandth with words kept apart.
FILL = """
    INSERT INTO staff_auditentry
        (at, actor_id, action, subject_type, subject_id, customer_id, detail, digest, address, request_id)
    SELECT %(first)s::timestamptz + n * (31000000.0 / %(count)s) * interval '1 second',
        %(actors)s::bigint + n %% %(colleagues)s,
        (ARRAY['contacts.view', 'contacts.view', 'contacts.contact_list.view', 'contacts.view', 'contacts.change',
               'contacts.view', 'sales.purchase_detail.view', 'contacts.view', 'staff.sign_in',
               'contacts.import_errors.export'])[(1 + n %% 10)::int],
        'contacts.Contact', %(customers)s::bigint + (n * 7919) %% %(known)s,
        %(customers)s::bigint + (n * 7919) %% %(known)s,
        jsonb_build_object('rows', n %% 50, 'fields', jsonb_build_array('city', 'stage')), '',
        ('192.0.2.' || n %% 250)::inet, md5(n::text)
    FROM generate_series(1::bigint, %(count)s) n
"""


@dataclass(frozen=True)
class Finding:
    """One promise, what was seen of it, and whether it held."""

    promise: str
    seen: str
    held: bool

    def __str__(self) -> str:
        return f"{'ok    ' if self.held else 'BROKEN'} {self.promise:58} {self.seen}"


@dataclass(frozen=True)
class Took:
    """Seconds by the clock, and of this process on a processor: on a busy machine the first are many more."""

    seconds: float
    own: float

    def __str__(self) -> str:
        return f"{self.seconds:.1f} s (processor {self.own:.1f} s)"


def timed(work: Callable[[], Any]) -> tuple[Any, Took]:
    began, own = time.monotonic(), time.process_time()
    return work(), Took(time.monotonic() - began, time.process_time() - own)


def within(promise: str, took: Took, more: str = "", held: bool = True) -> Finding:
    return Finding(promise, f"{took}{more}", held and took.seconds <= MOST_SECONDS)


def fill(count: int) -> tuple[int, Took]:
    """Colleagues, customers and entries; the id of the first colleague, and what the entries took."""
    from django.db import connection

    from contacts.models import Contact
    from staff.models import User

    people = [User(email=f"colleague{n}@drill.example", full_name=f"Colleague {n}") for n in range(COLLEAGUES)]
    first_actor = User.objects.bulk_create(people)[0].pk
    contacts = [Contact(full_name=f"Customer {n}", country=COUNTRIES[n % len(COUNTRIES)]) for n in range(CUSTOMERS)]
    first_customer = Contact.objects.bulk_create(contacts, batch_size=1000)[0].pk
    said = {"first": FIRST_DAY, "count": count, "actors": first_actor, "colleagues": COLLEAGUES}
    with connection.cursor() as cursor:
        _done, took = timed(lambda: cursor.execute(FILL, said | {"customers": first_customer, "known": CUSTOMERS}))
        cursor.execute("ANALYZE")
    return first_actor, took


def ask(actor: int, count: int) -> Iterator[Finding]:
    """What did this colleague, and what did everyone, see, change or export?"""
    from staff.audit_asking import summary_of
    from staff.models import AuditEntry

    half = FIRST_DAY + timedelta(days=180)
    of_one = AuditEntry.objects.filter(actor=actor, at__gte=FIRST_DAY, at__lt=half)
    one, took = timed(lambda: summary_of(of_one))
    yield within("one colleague in six months, by action and country", took, f", {one.total:,} entries", one.total > 0)
    everyone, took = timed(lambda: summary_of(AuditEntry.objects.all()))
    yield within("everyone, ever", took, f", {everyone.total:,} entries", everyone.total == count)
    rows, took = timed(lambda: list(of_one.order_by("-at", "-id").select_related("actor", "kept")[:51]))
    yield within("the first page of the entries themselves", took, held=len(rows) == 51)


def prove(count: int) -> Iterator[Finding]:
    """Seal, verify, steal one entry as the database's owner can, and verify again."""
    from django.db import connection

    from staff.audit_sealing import seal
    from staff.audit_verifying import flaws
    from staff.models import AuditEntry

    sealed, took = timed(lambda: seal(now=datetime.now(UTC)))
    yield Finding("every entry sealed", f"{took}, {sealed:,} entries", sealed == count)
    found, took = timed(lambda: list(flaws()))
    is_quick = took.own <= MOST_SECONDS
    yield Finding("the whole chain verified", f"{took}, {len(found)} flaws", not found and is_quick)
    victim = AuditEntry.objects.order_by("id").values_list("id", flat=True)[count * 2 // 3]
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM staff_auditentry WHERE id = %s", [victim])
        cursor.execute("SET session_replication_role = origin")
    stolen = [str(flaw) for flaw in flaws()]
    yield Finding("one entry of all stolen: found, and the seal named", "; ".join(stolen), len(stolen) == 1)


def drill(count: int) -> int:
    import django

    django.setup()
    actor, took = fill(count)
    print(f"Wrote {count:,} entries in {took}.\n", flush=True)
    held = True
    for finding in (finding for part in (ask(actor, count), prove(count)) for finding in part):
        print(finding, flush=True)
        held &= finding.held
    return 0 if held else 1


def main(count: int) -> int:
    """Set up a server of its own, and run the drill in a process that knows no other."""
    with tempfile.TemporaryDirectory(prefix="rapport-audit-") as folder, Postgres(Path(folder)) as server:
        outside = without_settings(os.environ)
        own = {"DATA_DIR": folder, "SECRET_KEY": "only-for-drills-" + "x" * 50, "LOG_LEVEL": "ERROR"}
        own |= {"DATABASE_URL": server.create_database(), "DJANGO_SETTINGS_MODULE": "crm.settings"}
        env = outside | own | {"PYTHONPATH": str(ROOT)}
        subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], cwd=ROOT, env=env, check=True)
        again = [sys.executable, __file__, "--inside", str(count)]
        return subprocess.run(again, cwd=ROOT, env=env, check=False).returncode


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        sys.exit(drill(int(sys.argv[2])))
    sys.exit(main(int(os.environ.get("ENTRIES") or 1_000_000)))
