"""A colleague leaves: the account, the sessions, the customers, the open work, and what comes after."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError

from contacts.models import Company, Contact
from interactions.actions import close_follow_up
from interactions.models import FollowUp, FollowUpKind
from outreach.models import Message, State
from outreach.querysets import MessageQuerySet
from staff.actions import approvals, invitations, leaving, notify, people
from staff.models import AccessToken, Approval, AuditEntry, Invitation, Notice, Outcome, Role, TokenPurpose, User
from staff.people import belongings, possible_successors
from staff.signals import colleague_left
from staff.tokens import issue
from tests.factories.contacts import make_company, make_contact
from tests.factories.interactions import make_follow_up
from tests.factories.staff import make_user
from tests.staff.sign_in import enter, with_password

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def root(organisation):
    return make_user("Root", Role.ADMINISTRATOR)


def agree(by: User, approval: Approval | None) -> Approval:
    assert approval is not None
    return approvals.decide(by=by, approval=approval, agrees=True, digest=approval.digest, now=NOW)


def counted(user: User) -> dict[str, int]:
    return {str(belonging.label): belonging.count for belonging in belongings(user)}


def waiting() -> MessageQuerySet:
    return Message.objects.filter(state=State.PENDING)


def test_everything_alive_and_open_goes_to_the_successor_and_history_stays(root, alice, bob, carol):
    make_company("Loom", owner=alice)
    binned = make_contact("Binned", owner=alice, deleted_at=NOW)
    bobs = make_contact("Bobs", owner=bob)
    task = make_follow_up(alice, carol, now=NOW)
    mail = make_follow_up(alice, carol, now=NOW, kind=FollowUpKind.MAIL, body="Hello", title="Offer")
    done = make_follow_up(alice, carol, now=NOW, in_hours=48)
    close_follow_up(by=alice, follow_up=done, outcome="Reached", none_because="All said", now=NOW)
    notify(user=alice, kind="x", key="unread")
    notify(user=alice, kind="x", key="both")
    notify(user=bob, kind="x", key="both")
    for kind in ("colleague_changed", "approval_asked", "approval_agreed", "approval_declined"):
        notify(user=alice, kind=kind, key=f"hers/{kind}")
    assert counted(alice) == {"Contacts": 2, "Companies": 1, "Planned follow-ups": 2, "Prepared mails": 1}

    leaving.deactivate(by=root, person=alice, successor=bob, now=NOW)

    assert counted(alice) == {}
    assert set(Contact.objects.filter(owner=bob)) == {carol, binned, bobs}
    assert Company.objects.get().owner == bob
    assert {f.pk: f.owner for f in FollowUp.objects.all()} == {task.pk: bob, mail.pk: bob, done.pk: alice}
    assert set(waiting().values_list("sender", "user")) == {(bob.pk, None), (None, bob.pk)}
    assert set(Notice.objects.filter(user=bob).values_list("key", flat=True)) >= {"unread", "both"}
    assert Notice.objects.filter(user=alice, key__startswith="hers/").count() == 4
    done.refresh_from_db()
    assert (done.created_by, done.owner.full_name) == (alice, "Alice")
    entry = AuditEntry.objects.get(action="staff.colleague.leave")
    assert (entry.actor, entry.subject_id) == (root, alice.pk)
    assert entry.detail == {"fields": ["is_active"], "successor": bob.pk, "moved": 6}
    handed = AuditEntry.objects.get(action="contacts.hand_over")
    assert handed.detail == {"successor": bob.pk, "contacts": 2, "companies": 1, "segments": 0}
    assert handed.kept.values == {
        "changes": {"contacts": [[carol.pk, binned.pk], []], "companies": [[Company.objects.get().pk], []]}
    }


def test_customers_follow_a_successor_into_another_team(root, alice, charlie, carol, other_team, team):
    shared = make_contact("Shared", owner=alice, team=None)
    leaving.deactivate(by=root, person=alice, successor=charlie, now=NOW)
    carol.refresh_from_db()
    shared.refresh_from_db()
    assert (carol.owner, carol.team, shared.owner, shared.team) == (charlie, other_team, charlie, None)


def test_the_account_is_closed_at_once_and_old_sessions_never_wake(root, alice, carol, bob, client):
    enter(client, with_password(alice))
    assert client.get("/contacts/").status_code == 200
    others = Session.objects.count()

    leaving.deactivate(by=root, person=alice, successor=bob)

    assert client.get("/contacts/").status_code == 302
    assert Session.objects.count() == others - 1
    leaving.reactivate(by=root, person=alice)
    assert client.get("/contacts/").status_code == 302


def test_an_error_in_any_room_leaves_everything_as_it_was(root, alice, bob, carol):
    def refuse(**kwargs: object) -> None:
        raise ZeroDivisionError

    colleague_left.connect(refuse)
    try:
        with pytest.raises(ZeroDivisionError):
            leaving.deactivate(by=root, person=alice, successor=bob, now=NOW)
    finally:
        colleague_left.disconnect(refuse)
    carol.refresh_from_db()
    alice.refresh_from_db()
    assert (carol.owner, alice.is_active, AuditEntry.objects.count()) == (alice, True, 0)


@pytest.mark.parametrize("case", ["none", "herself", "left", "marketer"])
def test_a_successor_is_active_and_looks_after_customers(root, alice, carol, case):
    others = {
        "none": None,
        "herself": alice,
        "left": make_user("Left", Role.MANAGER, is_active=False),
        "marketer": make_user("Mark", Role.MARKETER),
    }
    with pytest.raises(ValidationError) as refused:
        leaving.deactivate(by=root, person=alice, successor=others[case], now=NOW)
    assert list(refused.value.message_dict) == ["successor"]
    alice.refresh_from_db()
    assert alice.is_active is True
    assert possible_successors(alice) == []


def test_who_looks_after_nothing_leaves_without_a_successor(root, marketer):
    leaving.deactivate(by=root, person=marketer, now=NOW)
    marketer.refresh_from_db()
    assert marketer.is_active is False
    with pytest.raises(ValidationError):
        leaving.deactivate(by=root, person=marketer, now=NOW)


def test_nobody_is_deactivated_by_who_may_not(root, alice, admin, lead, bob):
    for by, person in [(lead, alice), (alice, bob), (root, admin), (root, root)]:
        with pytest.raises(PermissionDenied):
            leaving.deactivate(by=by, person=person, successor=bob, now=NOW)
    assert User.objects.filter(is_active=False).count() == 0


def test_the_last_superuser_stays(admin, bob):
    with pytest.raises(ValidationError) as refused:
        leaving.deactivate(by=admin, person=admin, successor=bob, now=NOW)
    assert refused.value.messages == ["This is the last superuser. Make another one first."]
    admin.refresh_from_db()
    assert admin.is_active is True


def test_what_she_asked_for_is_withdrawn_and_what_waits_for_her_finds_another(root, admin, alice, bob, organisation):
    second = make_user("Second", Role.ADMINISTRATOR)
    hers = people.change_colleague(by=second, person=alice, powers=["administrator"], team=None, now=NOW).waits
    waits = people.change_colleague(by=root, person=bob, powers=["administrator"], team=None, now=NOW).waits
    heir = make_user("Heir", Role.ADMINISTRATOR, Role.MANAGER)
    Notice.objects.all().delete()

    agree(root, leaving.deactivate(by=admin, person=second, successor=heir, now=NOW))

    assert Approval.objects.get(pk=hers.pk).outcome == Outcome.WITHDRAWN
    assert Approval.objects.get(pk=waits.pk).outcome == Outcome.WAITING
    told = set(Notice.objects.filter(key=f"approval/{waits.pk}").values_list("user", flat=True))
    assert told == {admin.pk, heir.pk}
    second = User.objects.get(pk=second.pk)
    with pytest.raises(PermissionDenied):
        approvals.decide(by=second, approval=waits, agrees=True, digest=waits.digest, now=NOW)


def test_who_left_invites_nobody_any_more(root, admin):
    invitation = invitations.invite(by=root, email="new@fair.example", full_name="New", roles=[Role.AGENT])
    token = issue(TokenPurpose.INVITATION, subject_id=invitation.pk)
    assert invitations.invitation_behind(token, now=invitation.sent_at) == invitation

    leaving.deactivate(by=admin, person=root)

    with pytest.raises(invitations.UnknownInvitation):
        invitations.invitation_behind(token, now=invitation.sent_at)
    assert AccessToken.objects.count() == 2
    invitations.resend(by=admin, invitation=invitation)
    assert Invitation.objects.get().invited_by == admin


def test_who_comes_back_has_roles_and_team_and_waits_for_powers(root, admin, alice, team):
    second = make_user("Second", Role.ADMINISTRATOR, Role.AGENT, team=team)
    agree(admin, leaving.deactivate(by=root, person=second, successor=alice, now=NOW))

    waits = leaving.reactivate(by=root, person=second, now=NOW + timedelta(days=1))

    second = User.objects.get(pk=second.pk)
    assert (second.is_active, second.team, second.roles) == (True, team, frozenset([Role.AGENT]))
    assert waits == Approval.objects.waiting(NOW).get()
    approvals.decide(by=admin, approval=waits, agrees=True, digest=waits.digest, now=NOW + timedelta(days=2))
    assert User.objects.get(pk=second.pk).roles == {Role.AGENT, Role.ADMINISTRATOR}
    with pytest.raises(ValidationError):
        leaving.reactivate(by=root, person=second)
