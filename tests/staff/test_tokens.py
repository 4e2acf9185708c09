import pytest

from staff import tokens
from staff.models import AccessToken, TokenPurpose

PURPOSE = TokenPurpose.PREFERENCES


def test_a_link_is_found_by_its_purpose_and_stored_as_a_digest(db):
    token = tokens.issue(PURPOSE, subject_id=7)
    assert tokens.find(PURPOSE, token).subject_id == 7
    assert tokens.find(TokenPurpose.UNSUBSCRIBE, token) is None
    assert AccessToken.objects.get().digest != token


def test_links_issued_together_are_stored_by_one_statement(db, django_assert_num_queries):
    with django_assert_num_queries(1), tokens.stored_together():
        issued = [tokens.issue(PURPOSE, subject_id=number) for number in range(3)]
    assert [tokens.find(PURPOSE, token).subject_id for token in issued] == [0, 1, 2]
    assert tokens.find(PURPOSE, tokens.issue(PURPOSE, subject_id=9)).subject_id == 9


def test_links_of_a_block_that_fails_are_not_stored(db):
    def fail() -> None:
        tokens.issue(PURPOSE, subject_id=1)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), tokens.stored_together():
        fail()
    assert AccessToken.objects.count() == 0
    tokens.issue(PURPOSE, subject_id=2)
    assert AccessToken.objects.count() == 1
