"""What segments ask of sales."""

from datetime import UTC, datetime

import pytest

from contacts.models import Contact
from sales.conditions import CONDITIONS
from staff.models import Organisation
from tests.factories.contacts import make_contact
from tests.factories.sales import make_purchase

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 8, tzinfo=UTC)


def found(comparison, value):
    where = next(each.where for each in CONDITIONS if each.code == "revenue")
    return sorted(Contact.objects.filter(where(comparison, value, NOW)).values_list("full_name", flat=True))


def test_revenue_adds_no_amounts_of_a_former_base_currency(organisation):
    both, former = make_contact("Both"), make_contact("Former")
    make_contact("Nobody")
    Organisation.objects.update(base_currency="CZK")
    for contact in (both, former):
        make_purchase(contact, datetime(2026, 3, 8, 12, tzinfo=UTC), "1000")
    make_purchase(both, datetime(2026, 3, 9, 12, tzinfo=UTC), "100", currency="CZK", base="100", base_currency="CZK")
    assert (found("gte", "101"), found("gte", "100")) == ([], ["Both"])
    assert found("lte", "99") == ["Former", "Nobody"]
