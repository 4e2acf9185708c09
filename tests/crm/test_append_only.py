"""No way around the triggers: not by the ORM, not by plain SQL, and on PostgreSQL not by TRUNCATE."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from contacts.actions.consent import record_consent
from contacts.models import Channel, Consent, Contact, Purpose
from crm import append_only
from crm.append_only import FORBIDDEN, guards, install, lacking
from loyalty.verifying import BOOKS
from staff import audit, audit_guards
from staff.audit_sealing import seal
from staff.models import AuditEntry, AuditSeal, User
from tests.factories.loyalty import give, make_member

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


def replaced(table: str, pk: int, **changed: str) -> str:
    """INSERT OR REPLACE of the row by its own columns, some of them changed."""
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
    taken = ", ".join(changed.get(column, f'"{column}"') for column in columns)
    return f"INSERT OR REPLACE INTO {table} SELECT {taken} FROM {table} WHERE id = {pk}"


@pytest.mark.only_on("sqlite")  # PostgreSQL has no REPLACE
class TestReplace:
    """SQLite takes the row in the way out without asking the triggers of DELETE."""

    def test_an_entry_is_not_overwritten(self, entry: AuditEntry) -> None:
        words = refused(lambda: execute(replaced("staff_auditentry", entry.pk, action="'nothing'")))
        assert words == "staff_auditentry is append-only"
        assert AuditEntry.objects.get(pk=entry.pk).action == "contacts.view"

    @pytest.mark.parametrize("other", [{}, {"id": "4711"}], ids=["by id", "by number"])
    def test_a_seal_is_not_overwritten(self, entry: AuditEntry, other: dict[str, str]) -> None:
        seal(now=entry.at)
        link = AuditSeal.objects.get()
        words = refused(lambda: execute(replaced("staff_auditseal", link.pk, hash="'0'", **other)))
        assert words == "staff_auditseal is append-only"
        assert AuditSeal.objects.get().hash == link.hash

    @pytest.mark.parametrize("other", [{}, {"id": "4711"}], ids=["by id", "by key"])
    def test_a_booked_entry_is_not_overwritten(self, carol: Contact, other: dict[str, str]) -> None:
        booked = give(make_member(carol), 10).entries.filter(points=10).get()
        words = refused(lambda: execute(replaced("loyalty_entry", booked.pk, points="999", **other)))
        assert words == "loyalty_entry is append-only"

    def test_ids_that_are_free_are_taken_as_told(self, entry: AuditEntry) -> None:
        AuditEntry.objects.bulk_create([AuditEntry(id=4711, action="x"), AuditEntry(action="y")])
        assert AuditEntry.objects.get(action="y").pk == 4712

    def test_a_new_unique_key_is_guarded_after_the_next_migrate(self, entry: AuditEntry) -> None:
        execute("CREATE UNIQUE INDEX rate_once ON sales_exchangerate (rate)")
        assert [guard.forbids for guard in lacking(connection, guards(connection, ("sales_exchangerate",)))] == [
            "REPLACE"
        ]
        install(connection, ("sales_exchangerate",))
        assert lacking(connection, guards(connection, ("sales_exchangerate",))) == []

    def test_a_key_that_no_guard_understands_is_told(self, entry: AuditEntry) -> None:
        execute("CREATE UNIQUE INDEX rate_once ON sales_exchangerate (rate) WHERE rate > 1")
        with pytest.raises(ValueError, match="rate_once"):
            install(connection, ("sales_exchangerate",))


@pytest.mark.django_db
class TestStanding:
    @pytest.fixture(autouse=True)
    def guarded(self) -> None:
        connection.check_constraints()
        assert audit_lacks() == set()

    def test_guards_that_stand_are_left_alone(self, django_assert_num_queries: Callable[[int], object]) -> None:
        with django_assert_num_queries(1 if ON_POSTGRESQL else 2):
            audit_guards.install(connection)

    def test_a_guard_that_does_nothing_is_lacking_and_put_up_again(self) -> None:
        if ON_POSTGRESQL:
            execute(
                "CREATE OR REPLACE FUNCTION staff_auditentry_guard() RETURNS trigger AS "
                "$$ BEGIN RETURN NEW; END $$ LANGUAGE plpgsql"
            )
        else:
            execute("DROP TRIGGER staff_auditentry_no_update")
            execute("CREATE TRIGGER staff_auditentry_no_update BEFORE UPDATE ON staff_auditentry BEGIN SELECT 1; END")
        assert "UPDATE" in audit_lacks()
        audit_guards.install(connection)
        assert audit_lacks() == set()

    def test_a_guard_of_that_name_on_another_table_is_lacking(self) -> None:
        append_only.remove(connection, ("staff_auditseal",))
        before, _dot, after = next(
            guard.statement for guard in guards(connection, ("staff_auditseal",)) if guard.forbids == "DELETE"
        ).partition(" ON staff_auditseal ")
        execute(f"{before} ON staff_team {after}")
        assert "DELETE" in audit_lacks()

    @pytest.mark.only_on("postgresql")  # SQLite cannot switch a trigger off
    @pytest.mark.parametrize(
        ("how", "lacks"), [("DISABLE", {"UPDATE"}), ("ENABLE REPLICA", {"UPDATE"}), ("ENABLE ALWAYS", set())]
    )
    def test_a_guard_that_is_switched_off_is_lacking(self, how: str, lacks: set[str]) -> None:
        execute(f"ALTER TABLE staff_auditentry {how} TRIGGER staff_auditentry_no_update")
        assert audit_lacks() == lacks


def audit_lacks() -> set[str]:
    return {guard.forbids for guard in lacking(connection, audit_guards.guards(connection))}


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
