from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from staff import audit, audit_retention
from staff.audit_retention import TooEarly, erase_values, forget_addresses, forget_questions, oldest_kept, prune
from staff.audit_sealing import seal
from staff.audit_verifying import flaws
from staff.models import AuditEntry, AuditSalt, AuditSeal, AuditValues, SealKind
from staff.tasks import age_audit
from tests.factories.audit import make_entries

LONG_AGO = datetime(2021, 5, 3, tzinfo=UTC)
LATER = datetime(2022, 2, 3, tzinfo=UTC)
BEFORE = datetime(2022, 1, 1, tzinfo=UTC)


@pytest.fixture
def trail(alice) -> None:
    """Two thousand entries of long ago, three of later, five of today; all sealed."""
    now = timezone.now()
    make_entries(2000, at=LONG_AGO, by=alice)
    audit.record("contacts.change", by=alice, customer=4, values={"name": "Carol"}, now=LONG_AGO)
    seal(now=now)
    make_entries(3, at=LATER, by=alice)
    seal(now=now)
    make_entries(5, at=now, by=alice)
    seal(now=now)


def refused(statement: str) -> str:
    connection.check_constraints()
    with pytest.raises(DatabaseError) as failure, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return str(failure.value).splitlines()[0]


def test_whole_seals_go_and_the_chain_holds(trail):
    now = timezone.now()
    assert prune(before=BEFORE, by=None, now=now) == 2001
    assert (AuditEntry.objects.filter(at__lt=now - timedelta(days=1)).count(), AuditValues.objects.count()) == (3, 0)
    assert list(AuditSeal.objects.values_list("kind", "rows")) == [
        *(("rows", 1000), ("rows", 1000), ("rows", 1), ("rows", 3), ("rows", 5)),
        ("removal", 0),
    ]
    assert AuditEntry.objects.get(action="audit.prune").detail["rows"] == 2001
    seal(now=now)
    assert list(flaws()) == []


def test_pruning_again_removes_nothing(trail):
    now = timezone.now()
    assert [prune(before=BEFORE, by=None, now=now) for _time in range(2)] == [2001, 0]
    assert AuditSeal.objects.filter(kind=SealKind.REMOVAL).count() == 1


def test_an_interrupted_removal_leaves_whole_links_and_goes_on_the_next_night(trail, monkeypatch):
    drop, spans = audit_retention._drop, []

    def drop_one(first, last):
        if spans:
            raise ConnectionError
        spans.append((first, last))
        return drop(first, last)

    monkeypatch.setattr(audit_retention, "_drop", drop_one)
    with pytest.raises(ConnectionError):
        prune(before=BEFORE, by=None, now=timezone.now())
    monkeypatch.undo()
    assert AuditEntry.objects.filter(at__lt=BEFORE).count() == 1001
    assert list(flaws()) == []
    assert prune(before=BEFORE, by=None, now=timezone.now()) == 1001
    seal(now=timezone.now())
    assert list(flaws()) == []


def test_what_was_searched_for_is_kept_for_ninety_days(alice, carol):
    now = timezone.now()
    asked, changed = {"asked": {"q": "Carol"}}, {"changes": {"name": ["", "East"]}}
    old, young = now - timedelta(days=91), now - timedelta(days=89)
    audit.record("old search", by=alice, values=asked, now=old)
    audit.record("young search", by=alice, values=asked, now=young)
    audit.record("old change", by=alice, values=changed, now=old)
    audit.record("of a contact", by=alice, subject=carol, values=asked, now=old)
    seal(now=now)
    assert forget_questions(now=now) == 1
    kept = AuditValues.objects.order_by("pk").values_list("entry__action", flat=True)
    assert list(kept) == ["young search", "old change", "of a contact"]
    assert list(flaws()) == []


def test_the_job_of_the_night_lets_go_of_everything(trail):
    audit.record("old search", by=None, values={"asked": {"q": "x"}}, now=timezone.now() - timedelta(days=100))
    assert age_audit() == {"seals_without_addresses": 4, "questions": 1, "removed": 2004}
    assert list(flaws()) == []


def test_what_is_not_sealed_stays(alice):
    make_entries(3, at=LONG_AGO, by=alice)
    assert prune(before=BEFORE, by=None, now=timezone.now()) == 0
    assert AuditEntry.objects.count() == 3


def test_two_years_are_kept_whatever_is_asked(trail):
    now = timezone.now()
    with pytest.raises(TooEarly):
        prune(before=now, by=None, now=now)
    assert AuditEntry.objects.count() == 2009


def test_the_database_itself_holds_the_time(trail):
    link = (
        "INSERT INTO staff_auditseal (number, kind, first_id, last_id, rows, until, digest, addresses, hash, at) "
        "VALUES (99, 'removal', 0, 0, 0, '{until}', '', '', '', '2026-01-01')"
    )
    soon = timezone.now() - timedelta(days=700)
    assert refused(link.format(until=f"{soon:%Y-%m-%d %H:%M:%S}")) == "staff_auditseal: it is too early to remove"


def test_without_a_removal_link_nothing_old_goes(trail):
    assert refused("DELETE FROM staff_auditentry WHERE at < '2022-01-01'") == "staff_auditentry is append-only"


def test_a_removal_frees_what_it_covers_and_no_more(trail):
    prune(before=BEFORE, by=None, now=timezone.now())
    assert refused("DELETE FROM staff_auditentry") == "staff_auditentry is append-only"
    assert AuditEntry.objects.count() == 9


def test_entries_taken_out_without_a_removal_are_found(trail):
    from tests.factories.audit import without_guards

    with without_guards():
        AuditEntry.objects.filter(at__lt=BEFORE).delete()
    assert [flaw.seal for flaw in flaws() if flaw.check == "entries"] == [1, 2, 3]


def test_addresses_are_forgotten_after_thirty_days(trail):
    assert forget_addresses(now=timezone.now()) == 4
    assert AuditEntry.objects.filter(address__isnull=False).count() == 5
    assert AuditSalt.objects.count() == 1
    assert list(flaws()) == []


@pytest.mark.parametrize(
    "change",
    ["address = '198.51.100.1'", "address = NULL, action = 'x'", "address = NULL, detail = '{\"a\": 1}'"],
)
def test_an_old_entry_loses_its_address_and_nothing_else(trail, change):
    assert refused(f"UPDATE staff_auditentry SET {change}") == "staff_auditentry is append-only"


def test_a_young_entry_keeps_its_address(trail):
    assert refused("UPDATE staff_auditentry SET address = NULL WHERE at > '2024-01-01'").endswith("append-only")


def test_erasing_the_words_breaks_no_chain(trail):
    assert erase_values(customer=4) == 1
    assert not AuditValues.objects.exists()
    assert list(flaws()) == []


def test_changed_words_are_found(trail):
    AuditValues.objects.update(values={"name": "Dora"})
    assert [flaw.check for flaw in flaws()] == ["values"]


def test_the_command_names_the_month(trail):
    out = StringIO()
    call_command("audit_prune", before="2022-01", stdout=out)
    assert out.getvalue() == "2001 entries from before 2022-01 are gone; their seals stay.\n"


@pytest.mark.parametrize("month", ["soon", "2999-01"])
def test_the_command_refuses_what_it_cannot_do(trail, month):
    with pytest.raises(CommandError):
        call_command("audit_prune", before=month)


def test_the_oldest_kept_month_is_two_years_back():
    assert oldest_kept(datetime(2026, 11, 22, 8, tzinfo=UTC)) == datetime(2024, 11, 1, tzinfo=UTC)


def test_the_command_verifies(trail, capsys):
    call_command("audit_verify", json=True)
    assert '"ok": true' in capsys.readouterr().out
