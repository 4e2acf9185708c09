"""Creating and changing companies."""

from datetime import UTC, datetime

import pytest

from contacts.actions.companies import create_company, update_company
from contacts.models import Company
from crm.conflicts import StaleRecord
from staff.models import AuditEntry, AuditValues, User
from tests.factories.contacts import make_company, make_custom_field

NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)


def test_a_company_is_the_makers_own(alice: User) -> None:
    company = create_company(by=alice, fields={"name": "Příklad s.r.o."}, tags=["Beer"], now=NOW)
    assert (company.owner, company.team, company.search_key) == (alice, alice.team, "priklad s.r.o.")
    assert AuditEntry.objects.get().detail == {"fields": ["tags"]}


def test_a_change_moves_the_version_and_stands_in_the_trail(alice: User) -> None:
    company, field = make_company("Pivovar", owner=alice, city="Brno"), make_custom_field("company", "text")
    custom = {field.pk: "Pale ale"}
    update_company(by=alice, company=company, fields={"name": "Pivovar", "city": "Praha"}, custom=custom, now=NOW)
    company.refresh_from_db()
    assert (company.city, company.version, company.updated_at) == ("Praha", 2, NOW)
    assert AuditEntry.objects.get().detail == {"fields": ["city", field.code]}
    assert AuditValues.objects.get().values == {"changes": {"city": ["Brno", "Praha"], field.code: [None, "Pale ale"]}}


def test_the_second_of_two_editors_is_told(alice: User, bob: User) -> None:
    company = make_company("Pivovar", owner=alice)
    seen_by_bob = Company.objects.get(pk=company.pk)
    update_company(by=alice, company=company, fields={"city": "Praha"}, now=NOW)
    with pytest.raises(StaleRecord):
        update_company(by=bob, company=seen_by_bob, fields={"city": "Brno"}, now=NOW)
    company.refresh_from_db()
    assert company.city == "Praha"
