"""The approvals inbox: who sees what waits, who decides it, once."""

import pytest
from django.urls import reverse

from staff.actions import people
from staff.models import Approval, Organisation, Outcome, Role, User
from staff.templatetags.staff_ui import waiting_approvals
from tests.factories.staff import make_user


@pytest.fixture
def root(organisation):
    return make_user("Root", Role.ADMINISTRATOR)


@pytest.fixture
def waits(root, alice) -> Approval:
    make_user("Second", Role.ADMINISTRATOR)
    return people.change_colleague(
        by=root, person=alice, powers=["administrator"], team=alice.team, reason="She knows the house"
    ).waits


def inbox(client) -> str:
    response = client.get(reverse("staff:approval_list"))
    assert response.status_code == 200
    return response.content.decode()


def decide(client, approval: Approval, answer: str = "agree"):
    return client.post(
        reverse("staff:approval_decide", args=[approval.pk]), {"answer": answer, "digest": approval.digest}
    )


def test_who_may_decide_has_a_badge_and_a_page_with_two_buttons(sign_in, waits):
    client = sign_in(User.objects.get(full_name="Second"))
    page = inbox(client)
    for words in ("Alice becomes administrator", "She knows the house", "Asked by Root", "1 approval waits for you"):
        assert words in page
    assert decide(client, waits).status_code == 303
    after = inbox(client)
    assert "approval waits for you" not in after
    assert "Agreed" in after
    assert User.objects.get(full_name="Alice").roles == {"administrator"}


def test_the_asker_sees_and_withdraws_and_nobody_else_sees_it(sign_in, waits, root, bob):
    theirs = inbox(sign_in(bob))
    mine = inbox(client := sign_in(root))
    assert "becomes administrator" not in theirs
    assert "approvals wait" not in theirs
    assert ("becomes administrator" in mine, "approval waits for you" in mine) == (True, False)
    assert decide(client, waits).status_code == 404
    client.post(reverse("staff:approval_withdraw", args=[waits.pk]))
    assert Approval.objects.get().outcome == Outcome.WITHDRAWN


def test_what_was_decided_is_read_by_who_decides_and_by_who_asked(sign_in, waits, root, bob):
    second = User.objects.get(full_name="Second")
    decide(sign_in(second), waits, answer="decline")
    seen = ["becomes administrator" in inbox(sign_in(user)) for user in (second, root, bob)]
    assert seen == [True, True, False]


@pytest.mark.parametrize("name", ["staff:approval_decide", "staff:approval_withdraw"])
def test_an_approval_of_others_and_an_absent_one_are_the_same_404(sign_in, waits, bob, name):
    client = sign_in(bob)
    for pk in (waits.pk, 987654):
        response = client.post(reverse(name, args=[pk]), {"answer": "agree", "digest": waits.digest})
        assert response.status_code == 404
        assert client.get(reverse(name, args=[pk])).status_code == 405
    assert Approval.objects.get().outcome == Outcome.WAITING


def test_an_answer_that_is_none_decides_nothing(sign_in, waits):
    client = sign_in(User.objects.get(full_name="Second"))
    assert decide(client, waits, answer="perhaps").status_code == 400
    client.post(reverse("staff:approval_decide", args=[waits.pk]), {"answer": "agree"})
    assert Approval.objects.get().outcome == Outcome.WAITING


def test_others_pay_no_query_for_the_badge(sign_in, alice, bob, django_assert_num_queries):
    assert bob.roles == {Role.MANAGER}
    with django_assert_num_queries(0):
        assert waiting_approvals(bob) == 0


def test_the_rule_is_turned_off_by_two_and_on_by_one(sign_in, admin, root, organisation):
    other = make_user("Other", is_superuser=True)
    client = sign_in(admin)
    client.post(reverse("staff:second_person"), {"needed": "no"})
    assert Organisation.current().needs_second_person is True
    approval = Approval.objects.get()
    assert decide(sign_in(root), approval).status_code == 404
    decide(sign_in(other), approval)
    assert Organisation.current().needs_second_person is False
    sign_in(admin).post(reverse("staff:second_person"), {"needed": "yes"})
    assert Organisation.current().needs_second_person is True
    assert sign_in(root).post(reverse("staff:second_person"), {"needed": "no"}).status_code == 403
