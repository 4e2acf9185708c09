from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.db.models import F

from staff import audit_sealing
from staff.audit_sealing import PATIENCE_SECONDS, seal
from staff.audit_verifying import counts, flaws
from staff.models import AuditEntry, AuditSeal
from staff.tasks import seal_audit
from tests.factories.audit import make_entries, without_guards
from tests.factories.staff import make_user

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
INSERT = "INSERT INTO staff_auditentry (at, action, subject_type, detail, request_id) VALUES (now(), %s, '', '{}', '')"


def broken() -> list[tuple[str, int | None]]:
    return [(flaw.check, flaw.seal) for flaw in flaws()]


@pytest.mark.django_db
class TestChain:
    def test_links_of_a_thousand_follow_each_other(self):
        make_entries(2500, at=NOW)
        assert seal(now=NOW) == 2500
        assert list(AuditSeal.objects.values_list("number", "rows")) == [(1, 1000), (2, 1000), (3, 500)]
        assert broken() == []
        assert counts() | {"hash": ""} == {"entries": 2500, "seals": 3, "unsealed": 0, "hash": ""}

    def test_nothing_new_makes_no_link(self):
        make_entries(3, at=NOW)
        assert [seal(now=NOW), seal(now=NOW), AuditSeal.objects.count()] == [3, 0, 1]

    def test_gaps_of_ids_are_no_flaw(self):
        AuditEntry.objects.create(id=7, action="x")
        AuditEntry.objects.create(id=900, action="x")
        seal(now=NOW)
        assert broken() == []

    def test_the_job_seals_at_the_moment_it_is_given(self, alice):
        make_entries(1, at=NOW, by=alice)
        assert seal_audit(now=NOW.isoformat()) == {"sealed": 1}
        assert AuditSeal.objects.get().at == NOW

    def test_the_newest_hash_is_logged(self, caplog):
        make_entries(1, at=NOW)
        with caplog.at_level("INFO", logger=audit_sealing.logger.name):
            seal(now=NOW)
        assert AuditSeal.objects.get().hash in caplog.text

    def test_of_two_sealers_one_wins(self, monkeypatch):
        make_entries(1, at=NOW)
        assert seal(now=NOW) == 1
        make_entries(1, at=NOW)
        taken = AuditSeal.objects.get()
        AuditSeal.objects.create(**link_like(taken, number=2))
        # The other's link came between our reading the newest link and our writing the next.
        monkeypatch.setattr(audit_sealing, "next_number", lambda last: 2)
        assert seal(now=NOW) == 0


def link_like(link: AuditSeal, **changed: object) -> dict[str, object]:
    names = ("number", "kind", "first_id", "last_id", "rows", "until", "digest", "addresses", "hash", "at")
    return {name: getattr(link, name) for name in names} | changed


@pytest.fixture(scope="class")
def ten_thousand(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        make_entries(10_000, at=NOW, by=make_user("Alice"))
        seal(now=NOW)
        yield
        transaction.set_rollback(True)


@pytest.mark.usefixtures("ten_thousand")
@pytest.mark.django_db
class TestTampering:
    """Ten thousand entries, and somebody who owns the database. What one test does is undone before the next."""

    def test_all_is_well_before(self):
        assert counts() | {"hash": ""} == {"entries": 10_000, "seals": 10, "unsealed": 0, "hash": ""}
        assert broken() == []

    def entry(self, number: int) -> int:
        return AuditEntry.objects.order_by("id").values_list("id", flat=True)[number]

    def test_one_missing_entry_is_found_and_its_seal_named(self):
        with without_guards():
            AuditEntry.objects.filter(pk=self.entry(4567)).delete()
        assert broken() == [("entries", 5)]

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("at", datetime(2026, 1, 1, tzinfo=UTC)),
            *(("action", "contacts.edit"), ("actor", None), ("customer_id", 5), ("detail", {"rows": 3})),
            *(("subject_type", "x"), ("subject_id", 9), ("digest", "a"), ("request_id", "other")),
        ],
    )
    def test_one_changed_column_is_found(self, field, value):
        with without_guards():
            AuditEntry.objects.filter(pk=self.entry(9999)).update(**{field: value})
        assert broken() == [("entries", 10)]

    def test_a_changed_address_is_found(self):
        with without_guards():
            AuditEntry.objects.filter(pk=self.entry(0)).update(address="198.51.100.1")
        assert broken() == [("addresses", 1)]

    def test_two_entries_that_changed_places_are_found(self):
        with without_guards():
            AuditEntry.objects.filter(pk=self.entry(1)).update(customer_id=3)
            AuditEntry.objects.filter(pk=self.entry(2)).update(customer_id=2)
        assert broken() == [("entries", 1)]

    def test_an_entry_put_in_later_is_found(self):
        with without_guards():
            AuditEntry.objects.filter(pk=self.entry(1500)).update(id=-5)
        assert broken() == [("entries", 1), ("entries", 2)]

    def test_a_missing_link_is_found(self):
        with without_guards():
            AuditSeal.objects.filter(number=4).delete()
        assert ("missing-seal", 4) in broken()

    def test_a_link_made_anew_breaks_the_chain_after_it(self):
        with without_guards():
            gone = self.entry(3001)
            AuditEntry.objects.filter(pk=gone).delete()
            link = AuditSeal.objects.get(number=4)
            rows = list(audit_sealing.entries_between(link.first_id - 1, link.last_id))
            link.rows, link.digest = len(rows), audit_sealing.digest_of_rows(rows)
            link.hash = audit_sealing.hash_of(link, AuditSeal.objects.get(number=3).hash)
            link.save()
        assert [found for found in broken() if found[0] != "addresses"] == [("broken-chain", 5)]

    def test_a_missing_guard_is_told(self):
        with without_guards():
            assert {check for check, _seal in broken()} == {"unguarded"}

    def test_a_seal_that_was_made_at_another_time_is_found(self):
        with without_guards():
            AuditSeal.objects.filter(number=10).update(at=datetime(2026, 11, 23, tzinfo=UTC))
        assert broken() == [("broken-chain", 10)]

    def test_a_seal_that_counts_otherwise_is_found(self):
        with without_guards():
            AuditSeal.objects.filter(number=2).update(until=F("at"))
            AuditSeal.objects.filter(number=2).update(rows=999)
        assert ("broken-chain", 2) in broken()


@pytest.mark.only_on("postgresql")  # SQLite has one writer at a time
@pytest.mark.django_db(transaction=True)
class TestLateCommits:
    """Ids are handed out before they are committed: a lower one may come later."""

    @pytest.fixture
    def other(self):
        other = connection.copy()
        other.set_autocommit(False)
        yield other
        other.rollback()
        other.close()

    def test_an_open_transaction_with_a_lower_id_is_waited_for(self, other):
        with other.cursor() as cursor:
            cursor.execute(INSERT, ["late"])
        AuditEntry.objects.create(action="early")
        assert seal(now=NOW, patience=0) == 0
        assert not AuditSeal.objects.exists()
        other.commit()
        assert seal(now=NOW, patience=PATIENCE_SECONDS) == 2
        assert list(AuditEntry.objects.order_by("id").values_list("action", flat=True)) == ["late", "early"]
        assert broken() == []

    def test_a_transaction_that_rolls_back_leaves_a_gap_and_no_flaw(self, other):
        AuditEntry.objects.create(action="before")
        with other.cursor() as cursor:
            cursor.execute(INSERT, ["never"])
        AuditEntry.objects.create(action="after")
        other.rollback()
        assert seal(now=NOW, patience=0) == 2
        assert broken() == []

    def test_readers_and_writers_of_other_tables_are_not_waited_for(self, other):
        AuditEntry.objects.create(action="early")
        with other.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM staff_auditentry")
            cursor.execute("INSERT INTO staff_team (name) VALUES ('North')")
        assert seal(now=NOW, patience=0) == 1

    def test_a_writer_that_began_later_is_not_waited_for(self, other, monkeypatch):
        AuditEntry.objects.create(action="early")
        looks = iter([{"3/17"}, {"4/2"}])
        monkeypatch.setattr(audit_sealing, "_writers", lambda: next(looks))
        assert seal(now=NOW, patience=PATIENCE_SECONDS) == 1
