import pytest

from contacts.models import Contact
from crm.paging import FURTHEST_PAGE, page_by_keys, page_of
from tests.factories.contacts import make_contact


def test_a_full_page_knows_that_there_is_more_without_counting():
    page = page_of(list(range(101)), "2", size=50)

    assert page.rows == list(range(50, 100))
    assert (page.number, page.has_previous, page.has_next) == (2, True, True)
    assert (page.previous_number, page.next_number) == (1, 3)


def test_exactly_full_is_the_last_page():
    page = page_of(list(range(50)), None, size=50)

    assert len(page) == 50
    assert list(page) == list(range(50))
    assert (page.has_previous, page.has_next) == (False, False)


def test_unreadable_and_impossible_numbers_are_brought_into_range():
    numbers = [page_of([1], number).number for number in ("x", "", "-3", "0", "9" * 30)]

    assert numbers == [1, 1, 1, 1, FURTHEST_PAGE]


@pytest.mark.django_db
def test_a_page_by_keys_keeps_the_order_and_reads_its_own_rows_alone(alice, django_assert_num_queries):
    for name in ("Eva", "Adam", "Cyril", "Dana", "Bob"):
        make_contact(name, owner=alice)
    ordered = Contact.objects.order_by("-pk")

    with django_assert_num_queries(2):
        page = page_by_keys(ordered, "2", Contact.objects.select_related("owner").in_bulk, size=2)

    assert [person.full_name for person in page] == ["Cyril", "Adam"]
    assert (page.number, page.has_previous, page.has_next) == (2, True, True)
    assert [person.owner for person in page] == [alice, alice]


@pytest.mark.django_db
def test_a_page_by_keys_leaves_out_what_is_no_longer_to_be_shown(alice):
    kept, gone = make_contact("Adam", owner=alice), make_contact("Bob", owner=alice)

    page = page_by_keys(Contact.objects.order_by("pk"), None, Contact.objects.exclude(pk=gone.pk).in_bulk)

    assert page.rows == [kept]
