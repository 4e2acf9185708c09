"""Each kind of damage is done past the triggers, as somebody with the file in hand would, and must be found."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from crm.append_only import FORBIDDEN, install, remove
from loyalty import actions
from loyalty.models import Account, Allocation, Entry, Lot, Transaction
from loyalty.verifying import BOOKS, flaws
from tests.factories.contacts import make_contact
from tests.factories.loyalty import NOW, give, make_member, spend


@pytest.fixture
def books(carol, alice):
    """A member with every kind of movement, and another one."""
    member = make_member(carol)
    earned = give(member, 100)
    give(member, 40, expires_at=NOW + timedelta(days=1))
    spend(member, 60)
    actions.reverse(movement=earned, key="r", now=NOW)
    give(member, 25, expires_at=NOW + timedelta(days=1))
    actions.expire_points(now=NOW + timedelta(days=2))
    give(make_member(make_contact("Dana", owner=alice)), 30)
    return member


def damage(statement, *params):
    remove(connection, BOOKS)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA defer_foreign_keys = ON" if connection.vendor == "sqlite" else "SELECT 1")
        cursor.execute(statement, params)
        assert cursor.rowcount > 0
    install(connection, BOOKS)


def found():
    return {flaw.check for flaw in flaws()}


def test_sound_books_have_no_flaw(books, capsys):
    assert found() == set()
    call_command("ledger_verify")
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("The books add up:")


def one(model, **wanted):
    return model.objects.filter(**wanted).order_by("pk").values_list("pk", flat=True)[0]


DAMAGES = {
    "member entry raised": (
        lambda: ("UPDATE loyalty_entry SET points = points + 1 WHERE id = %s", one(Entry, points=100)),
        {"unbalanced", "lot-apart", "unallocated", "balance"},
    ),
    "issued entry lowered": (
        lambda: ("UPDATE loyalty_entry SET points = points - 1 WHERE id = %s", one(Entry, points=-100)),
        {"unbalanced"},
    ),
    "both sides and the lot raised": (
        lambda: (
            "UPDATE loyalty_entry SET points = points * 2 WHERE transaction_id = %s",
            one(Transaction, kind="redeem"),
        ),
        {"unallocated", "balance"},
    ),
    "entry moved to another member": (
        lambda: (
            "UPDATE loyalty_entry SET account_id = %s WHERE id = %s",
            Account.objects.get(contact__full_name="Dana").pk,
            one(Entry, points=100),
        ),
        {"lot-elsewhere", "balance"},
    ),
    "entry moved to the wrong own account": (
        lambda: (
            "UPDATE loyalty_entry SET account_id = %s WHERE id = %s",
            one(Account, kind="redeemed"),
            one(Entry, points=-100),
        ),
        {"wrong-side", "over-reversed"},
    ),
    "sides of an earning swapped": (
        lambda: ("UPDATE loyalty_entry SET points = -points WHERE transaction_id = %s", one(Transaction, kind="earn")),
        {"wrong-side", "lot-apart", "unallocated", "balance", "over-reversed"},
    ),
    "lot raised": (
        lambda: ("UPDATE loyalty_lot SET points = points + 5 WHERE id = %s", one(Lot, points=100)),
        {"lot-apart", "unallocated", "balance"},
    ),
    "lot lowered below what was taken": (
        lambda: ("UPDATE loyalty_lot SET points = 1 WHERE id = %s", one(Lot, points=100)),
        {"lot-apart", "unallocated", "overdrawn-lot", "balance"},
    ),
    "lot available before it was earned": (
        lambda: ("UPDATE loyalty_lot SET available_at = '2020-01-01' WHERE id = %s", one(Lot, points=100)),
        {"lot-early"},
    ),
    "allocation lowered": (
        lambda: (
            "UPDATE loyalty_allocation SET points = points - 1 WHERE id = %s",
            one(Allocation, entry__transaction__kind="redeem"),
        ),
        {"unallocated", "balance"},
    ),
    "allocation deleted": (
        lambda: ("DELETE FROM loyalty_allocation WHERE id = %s", one(Allocation, entry__transaction__kind="redeem")),
        {"unallocated", "balance"},
    ),
    "allocation out of another member's lot": (
        lambda: (
            "UPDATE loyalty_allocation SET lot_id = %s WHERE id = %s",
            one(Lot, account__contact__full_name="Dana"),
            one(Allocation, entry__transaction__kind="redeem"),
        ),
        {"misplaced-allocation", "overdrawn-lot", "balance"},
    ),
    "points returned to a lot that gave none": (
        lambda: (
            "UPDATE loyalty_allocation SET points = -points WHERE id = %s",
            one(Allocation, entry__transaction__kind="redeem"),
        ),
        {"unallocated", "overdrawn-lot", "balance"},
    ),
    "entries deleted": (
        lambda: ("DELETE FROM loyalty_entry WHERE id = %s", one(Entry, account__kind="redeemed")),
        {"unbalanced", "one-sided"},
    ),
    "debt forgiven": (
        lambda: ("UPDATE loyalty_entry SET points = 3 WHERE id = %s", one(Entry, account__kind="debt")),
        {"unbalanced", "wrong-side", "debt"},
    ),
    "reversal enlarged": (
        lambda: (
            "UPDATE loyalty_entry SET points = points * 3 WHERE id = %s",
            one(Entry, transaction__kind="reverse", account__kind="issued"),
        ),
        {"unbalanced", "over-reversed"},
    ),
    "reversal of nothing": (
        lambda: ("UPDATE loyalty_transaction SET reverses_id = NULL WHERE id = %s", one(Transaction, kind="reverse")),
        {"wrong-reversal"},
    ),
    "reversal of a redemption": (
        lambda: (
            "UPDATE loyalty_transaction SET reverses_id = %s WHERE id = %s",
            one(Transaction, kind="redeem"),
            one(Transaction, kind="reverse"),
        ),
        {"wrong-reversal", "over-reversed"},
    ),
    "kind rewritten": (
        lambda: ("UPDATE loyalty_transaction SET kind = 'redeem' WHERE id = %s", one(Transaction, kind="expire")),
        {"wrong-side"},
    ),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_found(books, name):
    order, expected = DAMAGES[name]
    damage(*order())
    assert found() == expected


@pytest.mark.parametrize("table", BOOKS)
def test_a_missing_guard_is_found(books, table):
    remove(connection, (table,))
    assert [(flaw.check, flaw.row) for flaw in flaws()] == [("unguarded", table)] * len(FORBIDDEN[connection.vendor])
    install(connection, (table,))


def test_the_command_prints_a_line_for_each_flaw_and_exits_1(books, capsys):
    damage("UPDATE loyalty_lot SET available_at = '2020-01-01' WHERE id = %s", one(Lot, points=100))
    with pytest.raises(SystemExit) as stopped:
        call_command("ledger_verify")
    assert stopped.value.code == 1
    assert capsys.readouterr().out == f"lot-early {one(Lot, points=100)}: the lot is available before it was earned\n"


def test_the_command_prints_one_object(books, capsys):
    call_command("ledger_verify", "--json")
    report = json.loads(capsys.readouterr().out)
    checked = {"transactions": 7, "entries": 16, "lots": 4, "allocations": 4}
    assert report == {"ok": True, "checked": checked, "flaws": []}
    damage("DELETE FROM loyalty_allocation WHERE id = %s", one(Allocation, entry__transaction__kind="redeem"))
    with pytest.raises(SystemExit):
        call_command("ledger_verify", "--json")
    report = json.loads(capsys.readouterr().out)
    assert report["ok"] is False
    assert {flaw["check"] for flaw in report["flaws"]} == {"unallocated", "balance"}


def test_the_checks_do_not_grow_with_the_books(books, django_assert_max_num_queries):
    with django_assert_max_num_queries(17):
        assert list(flaws()) == []
