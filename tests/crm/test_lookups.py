"""Looking up many rows at once: the same rows on both engines, by an index that serves it."""

import pytest
from django.db import connection

from contacts.models import Company, Contact
from crm.lookups import among
from tests.factories.contacts import make_company, make_contact

pytestmark = pytest.mark.django_db


def test_rows_are_found_by_ids_and_by_words() -> None:
    ids = [make_contact(name).pk for name in ("Ana", "O'Brien {x}", "李 雷", "Nobody")]

    assert set(Contact.objects.filter(pk__in=among(ids[:3])).values_list("pk", flat=True)) == set(ids[:3])
    found = Contact.objects.filter(full_name__in=among({"O'Brien {x}", "李 雷", 'no"body'}))
    assert set(found.values_list("pk", flat=True)) == {ids[1], ids[2]}


def test_no_keys_ask_the_database_nothing(django_assert_num_queries) -> None:
    make_contact("Ana")

    with django_assert_num_queries(0):
        assert list(Contact.objects.filter(pk__in=among([]))) == []


@pytest.mark.django_db(transaction=True)
def test_a_long_list_is_not_looked_up_in_a_trigram_index() -> None:
    Company.objects.bulk_create(Company(name=f"House {n}", search_key=f"house {n}") for n in range(3000))
    with connection.cursor() as cursor:
        # Only VACUUM measures a trigram index: unmeasured it looks as though it cost nothing. It wants no transaction.
        cursor.execute("VACUUM ANALYZE contacts_company" if connection.vendor == "postgresql" else "ANALYZE")
    make_company("House 7")

    asked = Company.objects.filter(search_key__in=among([f"new house {n}" for n in range(499)] + ["house 8"]))

    assert "trgm" not in asked.explain()
    assert [company.name for company in asked] == ["House 8"]
