import pytest
from django.http import Http404

from contacts.access import at_hand, contact_for
from tests.factories.contacts import make_contact


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
