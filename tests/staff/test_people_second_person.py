"""Nobody gets round the second person: not by taking the others away, nor by giving a role that reads everything."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from staff.actions import approvals, invitations, leaving, people
from staff.actions.second_person import set_second_person
from staff.models import Approval, AuditEntry, Invitation, Organisation, Outcome, Role, TokenPurpose, User
from staff.people import POWERS, SEES_EVERYTHING
from staff.tokens import issue
from tests.factories.staff import make_user
from tests.staff.meanwhile import meanwhile

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def root(organisation):
    return make_user("Root", Role.ADMINISTRATOR)


@pytest.fixture
def second(organisation):
    return make_user("Second", Role.ADMINISTRATOR)


@pytest.fixture
def chief(organisation):
    return make_user("Chief", is_superuser=True, is_staff=True)


@pytest.fixture
def other(organisation):
    return make_user("Other", is_superuser=True, is_staff=True)


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def change(by: User, person: User, *powers: str) -> Approval | None:
    return people.change_colleague(by=by, person=person, powers=powers, team=person.team, now=NOW).waits


def agree(by: User, approval: Approval | None) -> Approval:
    assert approval is not None
    return approvals.decide(by=by, approval=approval, agrees=True, digest=approval.digest, now=LATER)


# --- taking a power away ---------------------------------------------------------------------------
def test_one_superuser_cannot_take_the_others_away_and_then_act_alone(admin, chief, other, alice):
    demoted = change(admin, chief, Role.MANAGER)
    closed = leaving.deactivate(by=admin, person=other, now=NOW)

    assert (again(chief).is_superuser, again(chief).roles) == (True, {Role.MANAGER})
    assert (again(other).is_superuser, again(other).is_active) == (True, True)
    assert change(admin, alice, Role.MANAGER, "superuser") is not None
    assert set_second_person(by=admin, is_needed=False, now=NOW) is not None
    assert (again(alice).is_superuser, Organisation.current().needs_second_person) == (False, True)

    agree(other, demoted)
    assert (again(chief).is_superuser, again(chief).is_staff) == (False, False)
    with pytest.raises(PermissionDenied):
        agree(chief, closed)


def test_who_loses_a_power_does_not_decide_nor_who_asked(admin, chief, other):
    waits = change(admin, chief)
    for user in (admin, chief):
        with pytest.raises(PermissionDenied):
            agree(user, waits)
    assert agree(other, waits).outcome == Outcome.APPROVED
    entry = AuditEntry.objects.get(action="staff.colleague.change")
    assert (entry.actor, entry.detail["removed"], entry.detail["asked_by"]) == (other, ["superuser"], admin.pk)


def test_where_only_two_superusers_are_an_administrator_has_the_second_word(admin, chief, root):
    waits = leaving.deactivate(by=admin, person=chief, now=NOW)
    assert again(chief).is_active is True
    agree(root, waits)
    assert again(chief).is_active is False

    rule = set_second_person(by=admin, is_needed=False, now=NOW)
    assert Organisation.current().needs_second_person is True
    agree(root, rule)
    assert Organisation.current().needs_second_person is False


def test_an_administrator_has_no_second_word_on_superusers_while_another_superuser_is_there(admin, chief, other, root):
    for waits in (change(admin, chief), leaving.deactivate(by=admin, person=chief, now=NOW)):
        with pytest.raises(PermissionDenied):
            agree(root, waits)


def test_taking_an_administrator_away_waits_and_laying_ones_own_power_down_does_not(root, second, chief, other):
    waits = change(chief, root, Role.LEAD)
    assert again(root).roles == {Role.ADMINISTRATOR, Role.LEAD}
    agree(second, waits)
    assert again(root).roles == {Role.LEAD}

    assert change(chief, chief, Role.LEAD) is None
    assert again(chief).is_superuser is False


def test_where_nobody_else_is_there_one_acts_alone(admin, chief):
    assert change(admin, chief, Role.LEAD) is None
    assert again(chief).is_superuser is False


def test_a_superuser_who_is_one_no_longer_has_taken_nobody_away(admin, chief, other):
    waits = change(admin, chief)
    people.take(admin, {"superuser"})
    with pytest.raises(ValidationError):
        agree(other, waits)
    assert again(chief).is_superuser is True
    assert Approval.objects.get().outcome == Outcome.WAITING


# --- closing an account ----------------------------------------------------------------------------
def test_an_agreed_departure_hands_over_and_says_who_asked(root, second, admin, alice, carol):
    both = make_user("Both", Role.ADMINISTRATOR, Role.MANAGER)
    carol.owner = both
    carol.save()
    with pytest.raises(ValidationError):
        leaving.deactivate(by=root, person=both, now=NOW)
    waits = leaving.deactivate(by=root, person=both, successor=alice, now=NOW)
    assert waits.payload == {"powers": ["administrator"], "successor": alice.pk}
    assert leaving.words_for_leaving(waits) == "The account of Both is closed, and Alice takes over."

    agree(second, waits)

    carol.refresh_from_db()
    assert (carol.owner, again(both).is_active) == (alice, False)
    entry = AuditEntry.objects.get(action="staff.colleague.leave")
    assert (entry.actor, entry.detail["asked_by"], entry.detail["moved"]) == (second, root.pk, 1)


@pytest.mark.parametrize("case", ["left", "asker", "more", "heir", "work"])
def test_what_is_no_longer_what_was_asked_closes_nothing(root, second, admin, alice, bob, carol, case):
    both = make_user("Both", Role.ADMINISTRATOR, Role.MANAGER)
    by = admin if case == "more" else root
    waits = leaving.deactivate(by=by, person=both, successor=None if case == "work" else alice, now=NOW)
    if case == "left":
        User.objects.filter(pk=both.pk).update(is_active=False)
    elif case == "asker":
        people.take(root, {Role.ADMINISTRATOR})
    elif case == "more":
        people.give(both, {"superuser"})
    elif case == "heir":
        User.objects.filter(pk=alice.pk).update(is_active=False)
    else:
        carol.owner = both
        carol.save()
    with pytest.raises(ValidationError):
        agree(second, waits)
    assert again(both).is_active is (case != "left")
    assert Approval.objects.get().outcome == Outcome.WAITING


# --- roles that read everything --------------------------------------------------------------------
def test_the_role_that_reads_every_customer_is_a_power():
    assert sorted(SEES_EVERYTHING) == [Role.DPO]
    assert sorted(POWERS) == [Role.ADMINISTRATOR, Role.DPO, "superuser"]


def test_who_shall_read_every_customer_waits_for_a_second_person(root, second, alice):
    waits = change(root, alice, Role.MANAGER, Role.DPO)
    assert again(alice).roles == {Role.MANAGER}
    assert people.words_for_powers(waits) == (
        "Alice becomes data protection officer and reads everything about every customer."
    )
    agree(second, waits)
    assert again(alice).roles == {Role.MANAGER, Role.DPO}


def test_an_invited_reader_of_every_customer_waits_too_and_so_does_one_who_comes_back(root, second):
    invitation = invitations.invite(by=root, email="n@x.example", full_name="N", roles=[Role.DPO, Role.AGENT])
    token = issue(TokenPurpose.INVITATION, subject_id=invitation.pk)
    joined = invitations.accept(token=token, full_name="N", password="quiet-harbour-lantern")
    assert again(joined).roles == {Role.AGENT}
    approvals.withdraw(by=root, approval=Approval.objects.get())

    people.give(joined, {Role.DPO})
    leaving.deactivate(by=root, person=joined, successor=make_user("Heir", Role.MANAGER))
    assert leaving.reactivate(by=root, person=joined) is not None
    assert again(joined).roles == {Role.AGENT}


def test_one_question_gives_and_takes(root, second, chief):
    waits = change(chief, root, Role.DPO)
    assert waits.payload == {"powers": ["dpo"], "taken": ["administrator"]}
    assert people.words_for_powers(waits).endswith(" Root is administrator no longer.")
    agree(second, waits)
    assert again(root).roles == {Role.DPO}


# --- at the same moment ----------------------------------------------------------------------------
def test_a_question_settled_while_it_is_asked_again_is_asked_anew(root, second, alice):
    first = change(root, alice, Role.ADMINISTRATOR)
    withdrawn = Approval.objects.filter(pk=first.pk)
    with meanwhile("ROLLBACK TO SAVEPOINT", lambda: withdrawn.update(outcome=Outcome.WITHDRAWN)):
        anew = change(root, alice, Role.ADMINISTRATOR)
    assert (anew.pk != first.pk, anew.outcome) == (True, Outcome.WAITING)


@pytest.mark.parametrize("name", ["invitation_resend", "invitation_revoke"])
def test_an_invitation_accepted_meanwhile_is_a_sentence_and_no_error(sign_in, root, name):
    invitation = invitations.invite(by=root, email="n@x.example", full_name="N", roles=[Role.AGENT])
    client = sign_in(root)
    accepted = Invitation.objects.filter(pk=invitation.pk)
    with meanwhile('FROM "staff_invitation"', lambda: accepted.update(accepted_at=NOW)):
        response = client.post(f"/team/invitations/{invitation.pk}/{name.removeprefix('invitation_')}/", follow=True)
    assert response.status_code == 200
    assert "This invitation was accepted or withdrawn already." in response.content.decode()
