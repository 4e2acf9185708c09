import pytest
from django.http import Http404
from django.utils import timezone

from contacts.access import at_hand, contact_for, shares_of
from tests.factories.contacts import make_company, make_contact
from tests.factories.staff import lend


def test_a_contact_at_hand_is_given_without_a_query_and_to_its_reader_alone(
    alice, charlie, carol, django_assert_num_queries
):
    other = make_contact("Dana Other", owner=alice)
    with at_hand(alice, carol):
        with django_assert_num_queries(0):
            assert contact_for(alice, carol.pk) is carol
        assert contact_for(alice, other.pk) == other
        with pytest.raises(Http404):
            contact_for(charlie, carol.pk)
    assert contact_for(alice, carol.pk) is not carol


def test_shares_are_of_this_record_alone(alice, charlie, carol):
    company = make_company("Brewery", owner=alice, pk=carol.pk)
    share = lend(company, charlie)

    assert (shares_of(carol, timezone.now()), shares_of(company, timezone.now())) == ([], [share])
