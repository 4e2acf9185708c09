"""Whoever holds a colleague's session and nothing else changes nobody's powers and takes nothing large away."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from staff.actions import people
from staff.models import Approval, AuditEntry, Invitation, Organisation, Outcome, Role, Team, User
from tests.factories.audit import make_entries
from tests.factories.staff import make_user

pytestmark = [pytest.mark.trust, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def required(settings):
    settings.REQUIRE_STEP_UP = True


@pytest.fixture
def stolen(client, organisation, admin):
    """A superuser's session, begun long ago: a session of the suite holds no proof at all."""
    admin.set_password("quiet-harbour-lantern")
    admin.save()
    client.force_login(admin, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def led_to_proof(response) -> bool:
    to = response.headers.get("Location") or response.headers.get("HX-Redirect") or ""
    return to.startswith(reverse("account_reauthenticate"))


def everything(stolen_by: User, alice: User, team: Team, carol) -> list[tuple[str, dict[str, object]]]:
    gone = make_user("Gone", is_active=False)
    invitation = Invitation.objects.create(
        email="n@x.example", full_name="N", invited_by=stolen_by, expires_at=timezone.now() + timedelta(days=1)
    )
    waits = people.change_colleague(
        by=make_user("Root", Role.ADMINISTRATOR), person=alice, powers=["administrator"], team=team
    ).waits
    assert waits is not None
    return [
        (reverse("staff:colleague", args=[alice.pk]), {"powers": ["superuser"], "team": team.pk}),
        (reverse("staff:colleague_leave", args=[alice.pk]), {"successor": stolen_by.pk}),
        (reverse("staff:colleague_return", args=[gone.pk]), {}),
        (reverse("staff:invite"), {"full_name": "T", "email": "t@x.example", "language": "en", "roles": ["dpo"]}),
        (reverse("staff:invitation_resend", args=[invitation.pk]), {}),
        (reverse("staff:invitation_revoke", args=[invitation.pk]), {}),
        (reverse("staff:team_create"), {"name": "Thieves"}),
        (reverse("staff:team_rename", args=[team.pk]), {"name": "Thieves"}),
        (reverse("staff:approval_decide", args=[waits.pk]), {"answer": "agree", "digest": waits.digest}),
        (reverse("staff:second_person"), {"needed": "no"}),
        (reverse("contacts:contact_bin", args=[carol.pk]), {}),
        (f"/admin/staff/user/{alice.pk}/change/", {"email": "thief@x.example"}),
        (
            f"/admin/staff/user/{alice.pk}/password/",
            {"password1": "thief-thief-thief", "password2": "thief-thief-thief"},
        ),
        ("/admin/staff/user/add/", {"email": "t@x.example", "full_name": "T"}),
        ("/admin/mfa/authenticator/", {"action": "delete_selected", "_selected_action": ["1"]}),
    ]


def state() -> tuple[object, ...]:
    return (
        list(User.objects.order_by("pk").values_list("email", "password", "is_active", "is_superuser", "team")),
        list(Invitation.objects.values_list("email", "revoked_at", "sent_at")),
        list(Team.objects.order_by("pk").values_list("name", flat=True)),
        list(Approval.objects.values_list("outcome", flat=True)),
        Organisation.current().needs_second_person,
    )


def test_every_change_that_carries_far_is_led_to_the_proof(stolen, admin, alice, team, carol):
    deeds = everything(admin, alice, team, carol)
    before, entries = state(), AuditEntry.objects.count()
    answers = {address: stolen.post(address, values) for address, values in deeds}
    assert [address for address, answer in answers.items() if not led_to_proof(answer)] == []
    carol.refresh_from_db()
    assert (state(), AuditEntry.objects.count(), carol.deleted_at) == (before, entries, None)


def test_what_calms_needs_no_proof(stolen, admin, alice, team, carol):
    everything(admin, alice, team, carol)
    waits = Approval.objects.get()
    stolen.post(reverse("staff:approval_decide", args=[waits.pk]), {"answer": "decline", "digest": waits.digest})
    assert Approval.objects.get().outcome == Outcome.DECLINED


def test_nor_does_it_take_anything_large_away(stolen, admin, dpo):
    make_entries(1001, at=timezone.now() - timedelta(days=1), action="large")
    for send in (stolen.get, stolen.post):
        assert led_to_proof(send("/audit/export.csv?action=large", {} if send == stolen.post else None))
    Organisation.objects.update(needs_second_person=False)
    assert led_to_proof(stolen.get("/audit/export.csv?action=large"))
    assert AuditEntry.objects.filter(action__endswith=".export").count() == 0
    assert Approval.objects.count() == 0


@pytest.mark.parametrize("name", ["mfa_add_webauthn", "mfa_activate_totp"])
def test_it_gets_no_new_way_to_prove_anything(stolen, name):
    assert led_to_proof(stolen.get(reverse(name)))
    assert led_to_proof(stolen.post(reverse(name), {}))
