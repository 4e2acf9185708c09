"""Who changes whom, what waits for a second person, and who cannot be taken away."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from contacts.models import Contact
from staff.actions import approvals, people
from staff.models import Approval, AuditEntry, LanguageSkill, Level, Notice, Outcome, Role, Skill, Team, User
from tests.factories.staff import make_user

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def root(organisation):
    return make_user("Root", Role.ADMINISTRATOR)


@pytest.fixture
def second(organisation):
    return make_user("Second", Role.ADMINISTRATOR)


def roles(user: User) -> set[str]:
    return set(user.role_assignments.values_list("role", flat=True))


def change(by: User, person: User, *powers: str, **more: object) -> people.Changed:
    return people.change_colleague(by=by, person=person, powers=powers, **{"team": person.team, "now": NOW, **more})


def agree(by: User, approval: Approval, **more: object) -> Approval:
    return approvals.decide(by=by, approval=approval, agrees=True, digest=approval.digest, **{"now": LATER, **more})


# --- roles and team --------------------------------------------------------------------------------
def test_roles_and_team_are_changed_and_the_trail_names_them(root, alice, team, other_team):
    changed = change(root, alice, Role.LEAD, Role.MANAGER, team=other_team)

    alice.refresh_from_db()
    assert (roles(alice), alice.team) == ({Role.LEAD, Role.MANAGER}, other_team)
    assert changed == people.Changed(["roles", "team"])
    entry = AuditEntry.objects.get(action="staff.colleague.change")
    assert (entry.actor, entry.subject_id) == (root, alice.pk)
    assert entry.detail == {
        "fields": ["roles", "team"],
        "added": ["lead"],
        "removed": [],
        "team": {"before": team.pk, "after": other_team.pk},
    }
    assert list(Notice.objects.values_list("user", "kind")) == [(alice.pk, "colleague_changed")]


def test_what_is_not_changed_leaves_no_trace(root, alice):
    assert change(root, alice, Role.MANAGER) == people.Changed([])
    assert (AuditEntry.objects.count(), Notice.objects.count()) == (0, 0)


@pytest.mark.parametrize("role", [Role.LEAD, Role.MANAGER, Role.MARKETER, Role.DPO, Role.ANALYST])
def test_only_who_manages_people_changes_them(alice, organisation, role):
    with pytest.raises(PermissionDenied):
        change(make_user("Other", role), alice, Role.LEAD)
    assert roles(alice) == {Role.MANAGER}


def test_an_administrator_reaches_neither_above_nor_at_herself(root, admin, alice):
    for person, powers in [(admin, [Role.AGENT]), (root, [Role.ADMINISTRATOR, Role.LEAD]), (alice, ["superuser"])]:
        with pytest.raises(PermissionDenied):
            change(root, person, *powers)

    alice.refresh_from_db()
    assert (roles(admin), roles(root), alice.is_superuser) == (set(), {Role.ADMINISTRATOR}, False)


def test_what_a_demoted_colleague_sees_ends_with_the_next_request(root, alice, carol, sign_in, client):
    client = sign_in(alice)
    assert client.get(f"/contacts/{carol.pk}/").status_code == 200

    change(root, alice, Role.ANALYST)

    assert client.get(f"/contacts/{carol.pk}/").status_code != 200
    assert Contact.objects.visible_to(User.objects.get(pk=alice.pk)).count() == 0


def test_another_team_shows_other_customers_at_once(root, bob, carol, other_team, sign_in):
    client = sign_in(bob)
    assert client.get(f"/contacts/{carol.pk}/").status_code == 200

    change(root, bob, Role.MANAGER, team=other_team)

    assert client.get(f"/contacts/{carol.pk}/").status_code == 404


# --- a second person -------------------------------------------------------------------------------
def test_a_power_waits_for_a_second_person_and_the_rest_does_not(root, second, alice):
    changed = change(root, alice, Role.MANAGER, Role.LEAD, Role.ADMINISTRATOR, reason="Root retires")

    approval = Approval.objects.get()
    assert (roles(alice), changed.fields, changed.waits) == ({Role.MANAGER, Role.LEAD}, ["roles"], approval)
    assert (approval.asked_by, approval.payload, approval.reason) == (
        root,
        {"powers": ["administrator"]},
        "Root retires",
    )
    assert list(Notice.objects.filter(kind="approval_asked").values_list("user", flat=True)) == [second.pk]

    agree(second, approval)

    assert roles(alice) == {Role.MANAGER, Role.LEAD, Role.ADMINISTRATOR}
    assert Notice.objects.filter(user=root, kind="approval_agreed").count() == 1
    assert Approval.objects.get().decided_by == second


def test_who_asked_does_not_decide_nor_who_would_gain_nor_a_stranger(root, second, alice, bob, admin):
    approval = change(root, alice, Role.ADMINISTRATOR).waits
    people.give(alice, {Role.ADMINISTRATOR})

    for user in (root, alice, bob):
        with pytest.raises(PermissionDenied):
            agree(user, approval)
    assert Approval.objects.get().outcome == Outcome.WAITING
    assert agree(admin, approval).outcome == Outcome.APPROVED


def test_only_a_superuser_agrees_to_a_superuser(root, admin, alice):
    other = make_user("Other", is_staff=True, is_superuser=True)
    approval = change(admin, alice, Role.MANAGER, "superuser").waits

    with pytest.raises(PermissionDenied):
        agree(root, approval)
    agree(other, approval)

    alice.refresh_from_db()
    assert (alice.is_superuser, alice.is_staff) == (True, True)


def test_a_decision_is_made_once(root, second, admin, alice):
    approval = change(root, alice, Role.ADMINISTRATOR).waits
    seen_by_second, seen_by_admin = (Approval.objects.get(pk=approval.pk) for _ in range(2))
    approvals.decide(by=second, approval=seen_by_second, agrees=False, digest=approval.digest, now=LATER)

    with pytest.raises(ValidationError) as refused:
        agree(admin, seen_by_admin)

    assert refused.value.messages == ["This was decided already, or it is too old."]
    assert (roles(alice), Approval.objects.get().outcome) == (set(), Outcome.DECLINED)


def test_an_old_question_is_not_decided_and_may_be_asked_anew(root, second, alice):
    approval = change(root, alice, Role.ADMINISTRATOR).waits
    late = NOW + timedelta(days=7)
    with pytest.raises(ValidationError):
        agree(second, approval, now=late)
    assert roles(alice) == set()

    again = change(root, alice, Role.ADMINISTRATOR, now=late).waits

    assert again != approval
    assert set(Approval.objects.values_list("outcome", flat=True)) == {Outcome.EXPIRED, Outcome.WAITING}


def test_the_same_question_twice_is_one(root, second, alice):
    assert change(root, alice, Role.ADMINISTRATOR).waits == change(root, alice, Role.ADMINISTRATOR).waits
    assert Approval.objects.count() == 1


def test_what_is_agreed_to_is_what_was_seen(root, second, alice):
    approval = change(root, alice, Role.ADMINISTRATOR).waits
    with pytest.raises(ValidationError):
        approvals.decide(by=second, approval=approval, agrees=True, digest="0" * 64, now=LATER)

    Approval.objects.update(payload={"powers": ["superuser"]})
    with pytest.raises(ValidationError) as refused:
        agree(second, approval)
    assert refused.value.messages == ["This is not what was asked for. Decline it and ask anew."]
    alice.refresh_from_db()
    assert (roles(alice), alice.is_superuser) == (set(), False)


def test_who_was_demoted_meanwhile_has_asked_for_nothing(root, second, alice):
    approval = change(root, alice, Role.ADMINISTRATOR).waits
    people.take(root, {Role.ADMINISTRATOR})

    with pytest.raises(ValidationError) as refused:
        agree(second, approval)

    assert refused.value.messages == ["Who asked for this may not ask for it any more. Decline it."]
    assert (roles(alice), Approval.objects.get().outcome) == (set(), Outcome.WAITING)


def test_where_there_is_no_second_person_the_first_one_acts(root, alice):
    assert change(root, alice, Role.ADMINISTRATOR).waits is None
    assert roles(alice) == {Role.ADMINISTRATOR}


def test_a_house_may_do_without_a_second_person(root, second, alice, organisation):
    organisation.needs_second_person = False
    organisation.save()
    assert change(root, alice, Role.ADMINISTRATOR).waits is None
    assert roles(alice) == {Role.ADMINISTRATOR}


def test_only_the_asker_withdraws(root, second, alice):
    approval = change(root, alice, Role.ADMINISTRATOR).waits
    with pytest.raises(PermissionDenied):
        approvals.withdraw(by=second, approval=approval)
    assert (approvals.withdraw(by=root, approval=approval), approvals.withdraw(by=root, approval=approval)) == (
        True,
        False,
    )
    with pytest.raises(ValidationError):
        agree(second, approval)


# --- the last who holds the keys -------------------------------------------------------------------
def test_the_last_superuser_stays_one(admin, root):
    with pytest.raises(ValidationError) as refused:
        change(admin, admin, Role.MANAGER)
    assert refused.value.messages == ["This is the last superuser. Make another one first."]
    assert User.objects.get(pk=admin.pk).is_superuser is True

    make_user("Other", is_superuser=True)
    change(admin, admin, Role.MANAGER)
    admin.refresh_from_db()
    assert (admin.is_superuser, admin.is_staff, roles(admin)) == (False, False, {Role.MANAGER})


def test_without_a_superuser_the_last_administrator_stays_one(root):
    make_user("Gone", Role.ADMINISTRATOR, is_active=False)
    make_user("Alike", Role.LEAD)
    people.refuse_unless_somebody_remains({Role.ADMINISTRATOR})
    people.take(root, {Role.ADMINISTRATOR})

    with pytest.raises(ValidationError) as refused:
        people.refuse_unless_somebody_remains({Role.ADMINISTRATOR})

    assert refused.value.messages == ["This is the last administrator. Make another one first."]


def test_who_was_demoted_a_moment_ago_changes_nobody(root, second, alice):
    assert root.roles == {Role.ADMINISTRATOR}  # as the request found it
    people.take(User.objects.get(pk=root.pk), {Role.ADMINISTRATOR})
    with pytest.raises(PermissionDenied):
        change(root, alice, Role.LEAD)
    assert roles(alice) == {Role.MANAGER}


# --- teams and languages ---------------------------------------------------------------------------
def test_a_team_is_made_and_renamed_and_its_name_is_its_own(root, alice, team):
    west = people.save_team(by=root, name=" West ")
    people.save_team(by=root, name="Far West", team=west)

    assert Team.objects.get(pk=west.pk).name == "Far West"
    assert list(AuditEntry.objects.order_by("pk").values_list("action", "subject_id")) == [
        ("staff.team.create", west.pk),
        ("staff.team.rename", west.pk),
    ]
    for name in ("North", "\u200b"):
        with pytest.raises(ValidationError):
            people.save_team(by=root, name=name)
    with pytest.raises(PermissionDenied):
        people.save_team(by=alice, name="South")
    assert set(Team.objects.values_list("name", flat=True)) == {"North", "Far West"}


def test_languages_are_ones_own_and_each_has_one_level(alice, bob):
    LanguageSkill.objects.create(user=bob, language="da", level=Level.NATIVE)
    people.save_languages(by=alice, skills={"cs": Skill(Level.NATIVE), "en": Skill(Level.B2)})
    for _ in range(2):
        people.save_languages(by=alice, skills={"en": Skill(Level.C1, may_write=False), "lt": Skill(Level.A1)})

    assert list(alice.language_skills.values_list("language", "level", "may_write", "may_call")) == [
        ("en", "c1", False, True),
        ("lt", "a1", True, True),
    ]
    assert bob.language_skills.count() == 1
    assert AuditEntry.objects.count() == 2


def test_an_administrator_says_what_others_speak_and_nobody_else_does(alice, bob, admin):
    people.save_languages(by=admin, person=bob, skills={"da": Skill(Level.B1)})
    with pytest.raises(PermissionDenied):
        people.save_languages(by=alice, person=bob, skills={})
    assert list(bob.language_skills.values_list("language", flat=True)) == ["da"]
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.subject_id) == (admin, bob.pk)
