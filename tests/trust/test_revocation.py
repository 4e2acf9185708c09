"""A right that is taken away is gone at the next request, and for work that waits already."""

from datetime import UTC, datetime

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from contacts.actions.importing import import_contacts
from crm.celery import app
from crm.clock import local, zone
from crm.statistics import DEFINITION_VERSION
from interactions.models import FollowUpKind
from metrics import access
from metrics.actions import refresh_reports
from metrics.models import Report
from outreach.actions.sending import send_due
from staff.actions import approvals, invitations, leaving, passwords, people
from staff.models import Approval, Role, RoleAssignment, User
from staff.policy import Action, Scope, may, reach
from tests.factories.interactions import make_follow_up
from tests.factories.staff import make_user
from tests.sizes import IS_FULL
from tests.staff.sign_in import PASSWORD, enter, link_in, with_password
from tests.test_house import routes

pytestmark = pytest.mark.trust

NOW = datetime(2026, 3, 10, 8, tzinfo=UTC)
DUE = datetime(2026, 3, 10, 9, tzinfo=UTC)
# Pages without an argument; the suite looks at one of each right.
ALL_PAGES = [
    (f"/{path}", route.callback.access_rule)
    for path, route in routes(get_resolver())
    if isinstance(getattr(route.callback, "access_rule", None), Action) and "<" not in path
]
PAGES = ALL_PAGES if IS_FULL else [(path, action) for action, path in {a: p for p, a in reversed(ALL_PAGES)}.items()]


@pytest.mark.parametrize("role", Role)
def test_a_role_that_is_taken_away_opens_nothing_from_the_next_request_on(sign_in, team, role):
    """Every page behind a right that the role gave, in a session that goes on."""
    user = make_user("Reader", role, team=team)
    client = sign_in(user)
    lost = {path for path, action in PAGES if may(user, action) and action != Action.USE}
    assert {client.get(path).status_code for path in lost} <= {200, 302, 303, 400, 405}

    RoleAssignment.objects.filter(user=user).delete()

    assert {client.get(path).status_code for path in lost} <= {403}


@pytest.mark.parametrize("role", ["superuser", *Role.values])
def test_a_closed_account_opens_nothing_from_the_next_request_on(sign_in, admin, team, role):
    user = admin if role == "superuser" else make_user("Reader", Role(role), team=team)
    client = sign_in(user)
    assert client.get(reverse("staff:profile")).status_code == 200

    User.objects.filter(pk=user.pk).update(is_active=False)

    assert {client.get(path).status_code for path, _action in PAGES} == {302}
    assert client.get("/admin/").status_code == 302
    assert client.get(reverse("staff:profile"))["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AGENT, Role.LEAD])
def test_who_changes_the_team_sees_the_customers_of_the_former_no_more(sign_in, bob, carol, other_team, role):
    user = make_user("Mover", role, team=carol.team)
    client = sign_in(user)
    card = reverse("contacts:contact_detail", args=[carol.pk])
    assert (client.get(card).status_code, "Carol" in client.get("/contacts/").content.decode()) == (200, True)

    User.objects.filter(pk=user.pk).update(team=other_team)

    assert (client.get(card).status_code, "Carol" in client.get("/contacts/").content.decode()) == (404, False)


def test_a_superuser_no_more_is_shown_out_of_the_administration(sign_in, admin):
    client = sign_in(admin)
    assert client.get("/admin/staff/user/").status_code == 200

    User.objects.filter(pk=admin.pk).update(is_superuser=False, is_staff=False)

    assert client.get("/admin/staff/user/").status_code == 302
    assert client.get(reverse("staff:operations")).status_code == 403


# --- links that colleagues gave out ---------------------------------------------------------------
@pytest.mark.parametrize("loss", ["demoted", "closed"])
def test_the_links_of_an_inviter_who_may_no_longer_invite_are_dead(organisation, client, settings, loss):
    inviter = make_user("Inviter", Role.ADMINISTRATOR)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    invitations.invite(by=inviter, email="n@x.example", full_name="Nela", roles=[Role.AGENT])
    link = next(word for word in mail.outbox[0].body.split() if "/invitation/" in word)
    path = link.removeprefix(settings.PUBLIC_URL)
    assert client.get(path).status_code == 200

    if loss == "demoted":
        RoleAssignment.objects.filter(user=inviter).delete()
    else:
        User.objects.filter(pk=inviter.pk).update(is_active=False)

    assert client.get(path).status_code == 404


def test_the_link_for_a_password_is_dead_when_the_account_is_closed(alice, client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    passwords.send_link_to_address(address=alice.email)
    path = link_in(mail.outbox[0])
    assert client.get(path).status_code == 302

    User.objects.filter(pk=alice.pk).update(is_active=False)

    assert "no longer works" in Client().get(path).content.decode()


# --- jobs -----------------------------------------------------------------------------------------
# What each scheduled job does for somebody; a new one has to be thought about here.
JOBS = {
    "outreach.sweep": "the house",
    "outreach.audit": "the house",
    "outreach.pump": "colleagues: their own words to customers",
    "outreach.reap": "the house",
    "outreach.close_unknown": "the house",
    "loyalty.expire": "the house",
    "contacts.find_duplicates": "the house",
    "contacts.settle_merges": "the house",
    "contacts.run_imports": "colleagues: each slice asks again whether they may import",
    "sales.work_on_rate_files": "colleagues: each file asks again whether they may look after the rates",
    "contacts.forget_imports": "the house",
    "crm.forget": "the house",
    "contacts.count_segments": "the house",
    "contacts.report_quality": "the house: it tells each colleague numbers of their own contacts",
    "staff.forget_drafts": "the house",
    "contacts.go_on": "colleagues: each row asks again what they may change",
    "interactions.remove_stray_files": "the house: files that belong to no entry",
    "interactions.plan_digests": "colleagues: each digest asks while it is sent what its reader sees",
    "interactions.watch": "the house",
    "interactions.rederive_times": "the house: it tells each colleague what of their own moved",
    "interactions.watch_clocks": "the house: it tells whoever looks after a customer that their time runs out",
    "mailbox.read": "colleagues: a mail goes to customers with whom its owner may log at that moment",
    "metrics.refresh": "colleagues: figures of their customers",
    "staff.seal_audit": "the house",
    "staff.age_audit": "the house",
}


def test_each_job_is_known_to_act_for_the_house_or_for_somebody():
    app.loader.import_default_modules()
    assert set(app.conf.beat_schedule) == set(JOBS)
    # Tests make tasks of their own.
    ours = {name for name in app.tasks if not name.startswith(("celery.", "test"))}
    assert ours == set(JOBS)


@pytest.mark.parametrize("role", [*Role.values, "none", "other team", "closed"])
def test_a_mail_leaves_only_while_its_writer_may_write_it(alice, carol, bob, other_team, settings, tmp_path, role):
    """Alice's customer went to Bob; what Alice wrote waits, and her rights become those of each role in turn."""
    settings.MAIL_DIR = tmp_path
    carol.owner = bob
    carol.save()
    writer = make_user("Writer", Role.LEAD, team=carol.team)
    message = make_follow_up(
        writer, carol, now=NOW, in_hours=1, kind=FollowUpKind.MAIL, body="Hello.", title="Offer"
    ).message
    _become(writer, role, other_team)
    writer = User.objects.get(pk=writer.pk)
    may_still = reach(writer, Action.MAIL_CONTACT) in (Scope.TEAM, Scope.ALL) and role != "other team"

    send_due(worker="test", now=DUE)

    message.refresh_from_db()
    assert (message.state, message.reason) == (("sent", "") if may_still else ("skipped", "sender"))
    assert may_still == (role == Role.LEAD)


@pytest.mark.parametrize("role", [*Role.values, "none", "other team", "closed"])
def test_figures_are_computed_only_for_customers_whom_their_reader_still_sees(alice, other_team, role):
    reader = make_user("Reader", Role.LEAD, team=alice.team)
    now = timezone.now()
    on = local(now, zone("Europe/Prague")).date()
    Report.objects.create(
        user=reader,
        audience=access.audience_of(reader),
        choice="year",
        start=f"{on.year}-01-01",
        end=f"{on.year + 1}-01-01",
        as_of=on,
        time_zone="Europe/Prague",
        currency="EUR",
        definition_version=DEFINITION_VERSION,
        looked_at=now,
        wanted_at=now,
    )
    wanted = access.audience_of(reader)
    _become(reader, role, other_team)
    same = access.audience_of(User.objects.get(pk=reader.pk)) == wanted

    refresh_reports(now=now)

    assert Report.objects.filter(audience=wanted, computed_at__isnull=False).exists() == same


@pytest.mark.parametrize("role", [*Role.values, "none", "closed"])
def test_an_import_asks_for_the_right_of_the_moment(alice, other_team, role):
    stale = User.objects.get(pk=alice.pk)
    assert may(stale, Action.IMPORT_CONTACTS)
    _become(alice, role, other_team)
    rows = b"full_name,email\nJan Novak,jan@x.example\n"

    def run() -> None:
        import_contacts(by=stale, data=rows, filename="people.csv", now=NOW)

    if may(User.objects.get(pk=alice.pk), Action.IMPORT_CONTACTS):
        run()
    else:
        with pytest.raises(PermissionDenied):
            run()


@pytest.mark.parametrize("role", [*Role.values, "none", "closed"])
def test_what_a_second_person_agrees_to_is_not_done_for_whoever_may_no_longer_ask(organisation, team, other_team, role):
    organisation.needs_second_person = True
    organisation.save()
    asker, decider = make_user("Asker", Role.ADMINISTRATOR), make_user("Decider", Role.ADMINISTRATOR)
    person = make_user("Person", Role.AGENT, team=team)
    people.change_colleague(by=asker, person=person, powers=[Role.DPO], team=team, now=NOW)
    approval = Approval.objects.get()
    _become(asker, role, other_team)

    if role == Role.ADMINISTRATOR:
        approvals.decide(by=decider, approval=approval, agrees=True, digest=approval.digest, now=NOW)
    else:
        with pytest.raises((PermissionDenied, ValidationError)):
            approvals.decide(by=decider, approval=approval, agrees=True, digest=approval.digest, now=NOW)
    got = RoleAssignment.objects.filter(user=person, role=Role.DPO).exists()
    assert got == (role == Role.ADMINISTRATOR)


def _become(user: User, role: str, other_team: object) -> None:
    if role == "closed":
        User.objects.filter(pk=user.pk).update(is_active=False)
    elif role == "other team":
        User.objects.filter(pk=user.pk).update(team=other_team)
    else:
        RoleAssignment.objects.filter(user=user).delete()
        if role != "none":
            RoleAssignment.objects.create(user=user, role=role)


# --- sessions -------------------------------------------------------------------------------------
def test_whoever_left_and_comes_back_has_no_old_session(admin, alice, bob):
    client = Client()
    enter(client, with_password(alice))
    assert UserSession.objects.filter(user=alice).count() == 1

    leaving.deactivate(by=admin, person=alice, successor=bob)
    leaving.reactivate(by=admin, person=User.objects.get(pk=alice.pk))

    assert client.get(reverse("staff:profile")).status_code == 302
    assert User.objects.get(pk=alice.pk).check_password(PASSWORD)
