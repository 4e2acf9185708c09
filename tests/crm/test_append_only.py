"""No way around the triggers: not by the ORM, not by plain SQL, and on PostgreSQL not by TRUNCATE."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from contacts.actions.consent import record_consent
from contacts.models import Channel, Consent, Contact, Purpose
from crm.append_only import FORBIDDEN
from loyalty.verifying import BOOKS
from staff import audit
from staff.models import AuditEntry, User

ON_POSTGRESQL = connection.vendor == "postgresql"
STATEMENTS = ["UPDATE staff_auditentry SET action = ''", "DELETE FROM staff_auditentry"]
if ON_POSTGRESQL:
    STATEMENTS += ["TRUNCATE staff_auditentry", "TRUNCATE staff_user CASCADE"]


@pytest.fixture
def entry(alice: User, carol: Contact) -> AuditEntry:
    audit.record("contacts.view", by=alice, subject=carol)
    return AuditEntry.objects.latest("pk")


def refused(change: Callable[[], object]) -> str:
    """What the database says to a change that it must not make."""
    with pytest.raises(DatabaseError) as failure, transaction.atomic():
        change()
    return str(failure.value).splitlines()[0]


def execute(statement: str) -> None:
    # Else PostgreSQL refuses a TRUNCATE because of what the transaction has yet to check.
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_orm_changes_and_deletes_nothing(entry: AuditEntry) -> None:
    entry.action = "nothing"
    words = [refused(entry.save), refused(entry.delete), refused(AuditEntry.objects.all().delete)]
    assert words == ["staff_auditentry is append-only"] * 3
    assert AuditEntry.objects.get(pk=entry.pk).action == "contacts.view"


@pytest.mark.parametrize("statement", STATEMENTS)
def test_plain_sql_changes_nothing(entry: AuditEntry, statement: str) -> None:
    assert refused(lambda: execute(statement)).endswith(" is append-only")
    assert AuditEntry.objects.filter(pk=entry.pk, action="contacts.view").exists()


def test_a_consent_stays_as_it_was_given(alice: User, carol: Contact) -> None:
    said = {"purpose": Purpose.MARKETING, "channel": Channel.EMAIL, "state": "given", "source": "phone"}
    record_consent(by=alice, contact=carol, **said)
    assert refused(lambda: Consent.objects.update(state="withdrawn")) == "contacts_consent is append-only"


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["staff_auditentry", "contacts_consent", "sales_exchangerate", *BOOKS])
def test_every_table_of_record_has_every_trigger(table: str) -> None:
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
    if ON_POSTGRESQL:
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O' AND tgrelid = %s::regclass"
    with connection.cursor() as cursor:
        cursor.execute(query, [table])
        standing = {name for (name,) in cursor.fetchall()}
    assert standing == {f"{table}_no_{verb.lower()}" for verb in FORBIDDEN[connection.vendor]}
