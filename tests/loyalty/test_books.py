from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Sum

from loyalty import actions, books
from loyalty.books import Balance, IdempotencyConflict, NotEnoughPoints
from loyalty.models import Account, Allocation, Entry, Lot, Transaction
from loyalty.verifying import flaws
from tests.factories.contacts import make_contact
from tests.factories.loyalty import NOW, give, make_member, spend

DAY = timedelta(days=1)


@pytest.fixture
def member(carol) -> Account:
    return make_member(carol)


def points_of(movement: Transaction) -> dict[str, int]:
    return dict(movement.entries.values_list("account__kind", "points"))


def test_earning_is_two_entries_that_add_up_to_zero(member):
    movement = give(member, 120)
    assert points_of(movement) == {"member": 120, "issued": -120}
    assert books.balance(member, NOW) == Balance(active=120, pending=0, lapsed=0, debt=0)
    assert list(flaws()) == []


def test_redeeming_takes_from_the_lot_that_expires_first(member):
    late = give(member, 10, expires_at=NOW + 9 * DAY)
    never = give(member, 10)
    soon = give(member, 10, expires_at=NOW + 2 * DAY)
    spend(member, 25)
    taken = dict(Allocation.objects.values_list("lot__entry__transaction", "points"))
    assert taken == {soon.pk: 10, late.pk: 10, never.pk: 5}


def test_equal_expiry_takes_the_lot_that_was_available_first(member):
    second = give(member, 10, available_at=NOW + 2 * DAY)
    first = give(member, 10, available_at=NOW + DAY)
    spend(member, 10, now=NOW + 3 * DAY)
    assert dict(Allocation.objects.values_list("lot__entry__transaction", "points")) == {first.pk: 10}
    assert second.pk < first.pk


def test_pending_and_expired_points_cannot_be_redeemed(member):
    give(member, 10, available_at=NOW + DAY)
    give(member, 20, expires_at=NOW + DAY)
    give(member, 5)
    assert books.balance(member, NOW + DAY) == Balance(active=15, pending=0, lapsed=20, debt=0)
    with pytest.raises(NotEnoughPoints) as refused:
        spend(member, 16, now=NOW + DAY)
    assert refused.value.messages == ["There are only 15 points to redeem."]
    assert Transaction.objects.filter(kind="redeem").count() == 0


def test_redeeming_everything_leaves_nothing(member):
    give(member, 7)
    spend(member, 7)
    assert books.balance(member, NOW) == Balance(0, 0, 0, 0)
    with pytest.raises(NotEnoughPoints):
        spend(member, 1)


@pytest.mark.parametrize("points", [0, -1])
def test_only_positive_numbers_move(member, points):
    with pytest.raises(ValueError, match="positive"):
        give(member, points)
    with pytest.raises(ValueError, match="positive"):
        spend(member, points)


def test_the_same_key_again_returns_the_first_movement(member):
    first = give(member, 10, key="order:1")
    again = give(member, 10, key="order:1", now=NOW + DAY)
    assert again == first
    assert books.balance(member, NOW).active == 10


@pytest.mark.parametrize("other", [{"points": 11}, {"source": "elsewhere"}, {"reason": "other"}])
def test_the_same_key_for_another_order_is_refused(member, other):
    give(member, 10, key="order:1")
    with pytest.raises(IdempotencyConflict):
        give(member, **{"points": 10, "key": "order:1", **other})
    assert Transaction.objects.count() == 1


def test_the_key_of_another_member_is_refused(member, alice):
    other = make_member(make_contact("Dana", owner=alice))
    give(member, 10, key="order:1")
    with pytest.raises(IdempotencyConflict):
        give(other, 10, key="order:1")


def test_a_reversal_empties_the_lot_that_the_earning_made(member):
    earned = give(member, 100)
    other = give(member, 30)
    reversal = actions.reverse(movement=earned, key="r", now=NOW)
    assert points_of(reversal) == {"member": -100, "issued": 100}
    assert dict(Allocation.objects.values_list("lot__entry__transaction", "points")) == {earned.pk: 100}
    assert books.balance(member, NOW).active == 30
    assert list(other.reversals.all()) == []


def test_a_reversal_of_spent_points_takes_other_lots_and_leaves_a_debt(member):
    earned = give(member, 100)
    give(member, 20)
    spend(member, 70)
    reversal = actions.reverse(movement=earned, key="r", now=NOW)
    assert points_of(reversal) == {"member": -50, "debt": -50, "issued": 100}
    assert books.balance(member, NOW) == Balance(active=0, pending=0, lapsed=0, debt=50)
    assert list(flaws()) == []


def test_the_next_points_repay_the_debt_first(member):
    earned = give(member, 100)
    spend(member, 100)
    actions.reverse(movement=earned, key="r", now=NOW)
    assert points_of(give(member, 30)) == {"issued": -30, "debt": 30}
    last = give(member, 90)
    assert points_of(last) == {"issued": -90, "debt": 70, "member": 20}
    assert books.balance(member, NOW) == Balance(active=20, pending=0, lapsed=0, debt=0)
    actions.reverse(movement=last, key="r2", now=NOW)
    assert books.balance(member, NOW) == Balance(active=0, pending=0, lapsed=0, debt=70)
    assert list(flaws()) == []


def test_no_more_is_taken_back_than_was_earned(member):
    earned = give(member, 100)
    actions.reverse(movement=earned, key="part", points=60, now=NOW)
    with pytest.raises(actions.NothingToReverse):
        actions.reverse(movement=earned, key="too much", points=41, now=NOW)
    actions.reverse(movement=earned, key="rest", now=NOW)
    with pytest.raises(actions.NothingToReverse):
        actions.reverse(movement=earned, key="again", now=NOW)
    assert books.balance(member, NOW).active == 0


def test_a_reversal_by_the_same_key_happens_once(member):
    earned = give(member, 100)
    first = actions.reverse(movement=earned, key="r", now=NOW)
    assert actions.reverse(movement=earned, key="r", now=NOW) == first
    assert Transaction.objects.filter(kind="reverse").count() == 1


def test_only_earnings_are_taken_back(member):
    give(member, 10)
    with pytest.raises(ValueError, match="earned"):
        actions.reverse(movement=spend(member, 5), key="r", now=NOW)


def test_expired_points_are_booked_once(member):
    give(member, 10, expires_at=NOW + DAY)
    give(member, 5)
    assert actions.expire_points(now=NOW + DAY) == 10
    assert actions.expire_points(now=NOW + 2 * DAY) == 0
    assert books.balance(member, NOW + DAY) == Balance(active=5, pending=0, lapsed=0, debt=0)
    assert list(flaws()) == []


def test_what_expired_is_not_taken_back_a_second_time(member):
    earned = give(member, 100, expires_at=NOW + DAY)
    spend(member, 30)
    actions.expire_points(now=NOW + DAY)
    actions.reverse(movement=earned, key="r", now=NOW + DAY)
    assert books.balance(member, NOW + DAY).debt == 30
    assert list(flaws()) == []


def test_the_balance_of_any_past_moment_stands(member):
    give(member, 100, now=NOW)
    spend(member, 30, now=NOW + DAY)
    earned = give(member, 50, now=NOW + 2 * DAY, expires_at=NOW + 4 * DAY)
    actions.reverse(movement=earned, key="r", now=NOW + 3 * DAY)
    actives = [books.balance(member, NOW + days * DAY).active for days in range(-1, 4)]
    assert actives == [0, 100, 70, 120, 70]


def test_points_are_valid_to_the_end_of_the_day_months_later(carol):
    account = make_member(carol, valid_months=3)
    give(account, 10, now=datetime(2026, 11, 30, 23, 30, tzinfo=UTC))
    # 1 December 00:30 in Prague; valid through 1 March there.
    assert Lot.objects.get().expires_at == datetime(2027, 3, 1, 23, 0, tzinfo=UTC)


def test_a_month_without_such_a_day_ends_on_its_last(carol):
    account = make_member(carol, valid_months=1)
    give(account, 10, now=datetime(2027, 1, 31, 12, tzinfo=UTC))
    assert Lot.objects.get().expires_at == datetime(2027, 2, 28, 23, 0, tzinfo=UTC)


@pytest.mark.parametrize("model", [Transaction, Entry, Lot, Allocation])
def test_the_books_cannot_be_changed_or_deleted(member, model):
    give(member, 10)
    spend(member, 5)
    table = model._meta.db_table
    column = "reason" if model is Transaction else "points"
    attempts = [
        lambda: model.objects.all().delete(),
        lambda: model.objects.update(**{column: 1}),
        lambda: model.objects.first().delete(),
        lambda: connection.cursor().execute(f"DELETE FROM {table}"),
        lambda: connection.cursor().execute(f"UPDATE {table} SET {column} = {column}"),
    ]
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert model.objects.exists()
    assert Entry.objects.aggregate(total=Sum("points"))["total"] == 0


def test_an_entry_of_zero_and_a_movement_of_one_side_are_refused(member):
    order = books.Order(member, "earn", 1, "k", "test")
    with pytest.raises(ValueError, match="zero"):
        books.post(order, {member: 5}, NOW)
    assert Transaction.objects.count() == 0
