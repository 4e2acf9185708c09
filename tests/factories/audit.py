"""Rows of the audit trail in numbers, and hands that reach around the guards of the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection

from crm import append_only
from staff import audit_guards
from staff.models import AuditEntry, User


def make_entries(count: int, *, at: datetime, by: User | None = None, **fields: object) -> list[AuditEntry]:
    """So many looks at cards, a second apart."""
    values = {"action": "contacts.view", "subject_type": "contacts.Contact", "address": "192.0.2.7", **fields}
    return AuditEntry.objects.bulk_create(
        AuditEntry(at=at + timedelta(seconds=number), actor=by, **{"customer_id": number + 1, **values})
        for number in range(count)
    )


@contextmanager
def without_guards() -> Iterator[None]:
    """What somebody can do who owns the database itself."""
    connection.check_constraints()
    audit_guards.remove(connection)
    append_only.remove(connection, (audit_guards.ENTRY, audit_guards.SEAL))
    yield
    connection.check_constraints()
    audit_guards.install(connection)
