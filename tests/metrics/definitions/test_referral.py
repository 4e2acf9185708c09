from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from loyalty.models import Programme, Referral
from metrics.definitions import METRICS
from metrics.facts import Facts
from metrics.report import compute
from tests.factories.contacts import make_contact
from tests.factories.sales import make_contract, make_purchase
from tests.metrics.worlds import YEAR, behind, people

pytestmark = pytest.mark.usefixtures("organisation")


@pytest.fixture
def world():
    """Five new customers in 2026: two brought, by word of mouth and by a code."""
    advocate, by_code, reversed_, alone, signed = people("advocate", "by_code", "reversed", "alone", "signed")
    told = make_contact("told", referred_by=advocate)
    before = make_contact("before", referred_by=advocate)
    never = make_contact("never", referred_by=advocate)
    programme = Programme.objects.create(code="points", name="Points")
    Referral.objects.create(programme=programme, advocate=advocate, referee=by_code, state="qualified")
    Referral.objects.create(programme=programme, advocate=advocate, referee=reversed_, state="reversed")
    make_purchase(advocate, date(2025, 3, 1))
    make_purchase(before, date(2025, 12, 30))
    make_purchase(before, date(2026, 2, 1))
    make_purchase(never, date(2026, 2, 1), status="refunded")
    for contact in (told, by_code, reversed_, alone):
        make_purchase(contact, date(2026, 4, 1))
    make_contract(signed, date(2026, 7, 1))
    return {contact.full_name: contact.pk for contact in (told, by_code, reversed_, alone, signed)}


def test_the_share_of_new_customers_who_were_brought(world):
    envelope = compute("referral_rate", YEAR)
    assert (envelope.value, envelope.numerator, envelope.denominator) == (Fraction(2, 5), 2, 5)
    assert envelope.ci_method == "wilson"


def test_the_customers_of_each_part(world):
    facts, metric = Facts([YEAR]), METRICS["referral_rate"]
    assert behind("referral_rate", "new", facts) == set(world.values())
    assert behind("referral_rate", "referred", facts) == {world["told"], world["by_code"]}
    assert behind("referral_rate", "others", facts) == {world["reversed"], world["alone"], world["signed"]}
    assert [metric.size(YEAR, facts, part) for part in metric.parts] == [5, 2, 3]


def test_without_new_customers_there_is_no_figure():
    (old,) = people("old")
    make_purchase(old, datetime(2025, 12, 31, 22, 59, tzinfo=UTC))
    make_purchase(old, date(2026, 4, 1))
    assert (compute("referral_rate", YEAR).value, compute("referral_rate", YEAR).n) == (None, 0)
