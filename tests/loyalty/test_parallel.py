"""Four processes at once on one database file, as web servers and workers are."""

import pytest
from django.utils import timezone

from feedback.models import Response
from interactions.models import Interaction
from loyalty import books
from loyalty.models import Transaction
from loyalty.verifying import flaws
from tests.factories.feedback import make_invitation
from tests.factories.loyalty import give, make_member, make_programme
from tests.parallel import ON_SQLITE, processes_on

PROCESSES = 4

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=not ON_SQLITE)]


@pytest.fixture
def together(tmp_path):
    """Run the same attempts in four processes, look at their rows, and count what they printed."""
    with processes_on(tmp_path) as run_all:
        yield lambda name, attempts, pk: run_all([["tests.loyalty.worker", name, str(attempts), str(pk)]] * PROCESSES)


@pytest.fixture
def member(carol):
    return make_member(carol)


def test_points_are_never_overspent(member, together):
    for points in (100, 150, 100):
        give(member, points)
    printed = together("redeem", 20, member.pk)
    assert printed == {"redeemed": 50, "refused": 30}
    assert books.balance(member, timezone.now()).active == 0
    assert Transaction.objects.filter(kind="redeem").count() == 50
    assert list(flaws()) == []


def test_one_key_is_one_movement_with_one_answer(member, together):
    give(member, 100)
    printed = together("redeem_same", 5, member.pk)
    assert list(printed.values()) == [20]
    assert Transaction.objects.filter(kind="redeem").count() == 1
    assert books.balance(member, timezone.now()).active == 93


def test_an_earning_is_taken_back_once(member, together):
    earned = give(member, 100)
    printed = together("reverse", 5, earned.pk)
    assert printed == {"reversed": 1, "refused": 19}
    assert books.balance(member, timezone.now()) == books.Balance(0, 0, 0, 0)
    assert list(flaws()) == []


def test_one_link_is_one_answer(carol, together):
    make_programme()
    invitation = make_invitation(carol, created_at=timezone.now())
    printed = together("answer", 13, invitation.pk)
    assert list(printed.values()) == [52]
    assert Response.objects.count() == 1
    assert Response.objects.get().answers.count() == 1
    assert Interaction.objects.filter(kind="answer").count() == 1
    assert Transaction.objects.filter(kind="earn").count() == 1
