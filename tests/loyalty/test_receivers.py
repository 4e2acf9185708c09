from datetime import timedelta
from decimal import Decimal

import pytest

from feedback.actions import record_response
from loyalty import books
from loyalty.models import Account, EarnRule, Programme, Referral, Transaction
from loyalty.receivers import follow_purchase
from loyalty.verifying import flaws
from sales.actions import enter_rate, record_purchase, set_purchase_status
from staff.actions import NewAccount, found_organisation
from tests.factories.contacts import make_contact
from tests.factories.feedback import make_invitation
from tests.factories.loyalty import NOW, make_programme, spend

DAY = timedelta(days=1)


@pytest.fixture
def programme(organisation):
    return make_programme()


def buy(by, contact, amount="100.00", number="A-1", **fields):
    values = {"amount": Decimal(amount), "currency": "EUR", "ordered_at": NOW, "now": NOW, **fields}
    return record_purchase(by=by, contact=contact, number=number, **values)


def active(contact):
    account = Account.objects.members().filter(contact=contact).first()
    return books.balance(account, NOW).active if account else None


@pytest.mark.parametrize(("amount", "points"), [("100.00", 100), ("99.99", 99), ("0.99", None), ("0", None)])
def test_a_purchase_earns_a_point_for_each_whole_unit(alice, carol, programme, amount, points):
    buy(alice, carol, amount)
    assert active(carol) == points


def test_the_points_count_in_the_base_currency(alice, carol, programme):
    enter_rate(by=alice, base="EUR", quote="CZK", date=NOW.date(), rate=Decimal(25), now=NOW)
    buy(alice, carol, "1260", currency="CZK")
    assert active(carol) == 50


def test_without_a_rate_nothing_is_earned_until_it_is_known(alice, carol, programme):
    buy(alice, carol, "1260", currency="CZK")
    assert active(carol) is None
    enter_rate(by=alice, base="EUR", quote="CZK", date=NOW.date(), rate=Decimal(25), now=NOW)
    assert active(carol) == 50


@pytest.mark.parametrize("status", ["pending", "cancelled", "refunded"])
def test_only_settled_purchases_earn(alice, carol, programme, status):
    buy(alice, carol, status=status)
    assert active(carol) is None


def test_a_pending_purchase_earns_when_it_is_settled(alice, carol, programme):
    purchase = buy(alice, carol, status="pending")
    set_purchase_status(by=alice, purchase=purchase, status="settled", now=NOW)
    assert active(carol) == 100


@pytest.mark.parametrize("status", ["cancelled", "refunded"])
def test_a_returned_purchase_takes_its_points_back(alice, carol, programme, status):
    purchase = buy(alice, carol)
    set_purchase_status(by=alice, purchase=purchase, status=status, now=NOW)
    assert active(carol) == 0
    reversal = Transaction.objects.get(kind="reverse")
    assert (reversal.reason, reversal.reverses.kind, reversal.source) == (
        status,
        "earn",
        f"sales.purchase/{purchase.pk}",
    )


def test_a_purchase_returned_after_its_points_were_spent_leaves_a_debt(alice, carol, programme):
    purchase = buy(alice, carol)
    spend(Account.objects.members().get(contact=carol), 80)
    set_purchase_status(by=alice, purchase=purchase, status="refunded", now=NOW)
    assert books.balance(Account.objects.members().get(contact=carol), NOW) == books.Balance(0, 0, 0, 80)
    buy(alice, carol, number="A-2")
    assert active(carol) == 20
    assert list(flaws()) == []


def test_back_and_forth_counts_each_time_once(alice, carol, programme):
    purchase = buy(alice, carol)
    for status in ("refunded", "cancelled", "settled", "refunded", "settled"):
        set_purchase_status(by=alice, purchase=purchase, status=status, now=NOW)
    assert active(carol) == 100
    assert Transaction.objects.filter(kind="earn").count() == 3
    assert list(flaws()) == []


def test_a_changed_rule_does_not_pay_an_old_purchase_again(alice, carol, programme):
    purchase = buy(alice, carol, status="pending")
    set_purchase_status(by=alice, purchase=purchase, status="settled", now=NOW)
    EarnRule.objects.filter(trigger="purchase").update(points_per_unit=2, version=2)
    follow_purchase(purchase=purchase, by=alice, now=NOW)
    assert active(carol) == 100


def test_an_answer_earns_fifty_points_once(carol, programme):
    invitation = make_invitation(carol)
    scale = invitation.survey.questions.get(kind="csat")
    for score in (2, 5):
        record_response(invitation=invitation, answers={scale.pk: score}, language="cs", now=NOW)
    assert active(carol) == 50


def test_where_members_join_by_hand_others_earn_nothing(alice, carol, programme):
    Programme.objects.update(joins_by_itself=False)
    buy(alice, carol)
    assert Account.objects.members().count() == 0


@pytest.mark.parametrize("off", [Programme, EarnRule])
def test_what_is_not_active_earns_nothing(alice, carol, programme, off):
    off.objects.update(is_active=False)
    buy(alice, carol)
    assert Account.objects.members().count() == 0


def test_a_failed_purchase_leaves_no_points(alice, carol, programme):
    buy(alice, carol)
    with pytest.raises(Exception, match="order number"):
        buy(alice, carol)
    assert active(carol) == 100


@pytest.mark.django_db
def test_founding_the_organisation_installs_the_programme():
    found_organisation(
        name="Mostly Fair Ltd",
        postal_address="1 Example Street",
        time_zone="Europe/Prague",
        base_currency="EUR",
        languages=["en"],
        default_language="en",
        feb29="feb28",
        account=NewAccount(email="a@fair.example", full_name="A", password="a long pass phrase"),
    )
    programme = Programme.objects.get()
    assert programme.name_lt == "Taškai"
    assert dict(programme.rules.values_list("trigger", "fixed_points")) == {"purchase": 0, "survey": 50}
    assert set(programme.accounts.values_list("kind", flat=True)) == {"issued", "redeemed", "expired"}
    make_programme()
    assert (Programme.objects.count(), EarnRule.objects.count(), Account.objects.count()) == (1, 2, 3)


@pytest.fixture
def dana(alice, carol):
    return make_contact("Dana", owner=alice, referred_by=carol)


def state():
    return Referral.objects.values_list("state", flat=True).get()


def test_a_referral_counts_with_the_first_settled_purchase(alice, carol, dana, programme):
    purchase = buy(alice, dana, status="pending")
    assert state() == "registered"
    set_purchase_status(by=alice, purchase=purchase, status="settled", now=NOW + DAY)
    referral = Referral.objects.get()
    assert (referral.advocate, referral.referee) == (carol, dana)
    assert (referral.state, referral.qualified_at) == ("qualified", NOW + DAY)
    buy(alice, dana, number="A-2", now=NOW + 2 * DAY)
    assert Referral.objects.get().qualified_at == NOW + DAY


def test_a_referral_is_reversed_when_no_settled_purchase_is_left(alice, dana, programme):
    first, second = buy(alice, dana), buy(alice, dana, number="A-2")
    set_purchase_status(by=alice, purchase=first, status="refunded", now=NOW)
    assert state() == "qualified"
    set_purchase_status(by=alice, purchase=second, status="refunded", now=NOW)
    assert state() == "reversed"
    set_purchase_status(by=alice, purchase=first, status="settled", now=NOW)
    assert state() == "qualified"


def test_nobody_refers_themselves(alice, carol, programme):
    type(carol).objects.update(referred_by=carol)
    carol.refresh_from_db()
    buy(alice, carol)
    assert Referral.objects.count() == 0


def test_the_first_one_named_stays(alice, carol, dana, programme):
    buy(alice, dana)
    dana.referred_by = make_contact("Eve", owner=alice)
    dana.save()
    buy(alice, dana, number="A-2")
    assert Referral.objects.get().advocate == carol
