"""Two at once, in processes of their own: the keys are never lost, a decision and a link are used once."""

import pytest

from staff.actions import invitations, people
from staff.models import Approval, Invitation, Role, RoleAssignment, TokenPurpose, User
from staff.tokens import issue
from tests.factories.staff import make_user
from tests.parallel import ON_SQLITE, processes_on

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=not ON_SQLITE)]


@pytest.fixture
def at_once(tmp_path):
    """Let each (what, by, subject) happen in a process of its own, all at one moment."""
    place = tmp_path / "place"
    place.mkdir()
    with processes_on(tmp_path) as run_all:

        def run(*deeds: tuple[str, User, object]):
            meet = [str(place), str(len(deeds))]
            return run_all([["tests.staff.people_worker", name, *meet, str(by.pk), str(of)] for name, by, of in deeds])

        yield run


@pytest.mark.parametrize("deed", ["demote", "deactivate"])
def test_four_superusers_cannot_all_be_taken_away_at_once(organisation, at_once, deed):
    organisation.needs_second_person = False
    organisation.save()
    chiefs = [make_user(f"Chief{number}", is_superuser=True, is_staff=True) for number in range(4)]
    printed = at_once(*((deed, chiefs[number - 1], chief.pk) for number, chief in enumerate(chiefs)))
    left = User.objects.filter(is_superuser=True, is_active=True).count()
    assert left >= 1
    assert printed["done"] == 4 - left


def test_several_who_agree_at_once_agree_once(organisation, alice, at_once):
    root = make_user("Root", Role.ADMINISTRATOR)
    others = [make_user(f"Other{number}", Role.ADMINISTRATOR) for number in range(4)]
    approval = people.change_colleague(by=root, person=alice, powers=["administrator"], team=None).waits
    printed = at_once(*(("agree", other, approval.pk) for other in others))
    assert printed == {"done": 1, "refused": 3}
    assert Approval.objects.get().outcome == "approved"
    assert RoleAssignment.objects.filter(user=alice, role=Role.ADMINISTRATOR).count() == 1


def test_one_link_makes_one_colleague(organisation, at_once):
    root = make_user("Root", Role.ADMINISTRATOR)
    invitation = invitations.invite(by=root, email="n@x.example", full_name="N", roles=["agent"])
    token = issue(TokenPurpose.INVITATION, subject_id=invitation.pk)
    printed = at_once(*(("join", root, token) for _process in range(4)))
    assert printed == {"done": 1, "refused": 3}
    assert User.objects.get(email="n@x.example") == Invitation.objects.get().user
