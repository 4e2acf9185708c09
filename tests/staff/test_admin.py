import re

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from staff import audit
from staff.models import AccessToken, AuditEntry, Role, RoleAssignment, TokenPurpose, User
from staff.tokens import digest, issue
from tests.factories.staff import make_user


@pytest.mark.parametrize(
    "model",
    [
        *("user", "team", "organisation", "roleassignment", "auditentry", "accesstoken", "notice"),
        *("languageskill", "invitation", "approval"),
    ],
)
def test_the_superuser_opens_every_list(sign_in, admin, model):
    audit.record("test.done", by=admin)
    issue(TokenPurpose.SURVEY, subject_id=1)

    assert sign_in(admin).get(reverse(f"admin:staff_{model}_changelist")).status_code == 200


@pytest.mark.parametrize(
    "model", ["auditentry", "accesstoken", "notice", "roleassignment", "languageskill", "invitation", "approval"]
)
def test_the_books_are_not_written_by_hand(sign_in, admin, model):
    assert sign_in(admin).get(reverse(f"admin:staff_{model}_add")).status_code == 403


def test_an_audit_entry_is_read_and_neither_changed_nor_deleted(sign_in, admin):
    entry = audit.record("test.done", by=admin)
    client = sign_in(admin)
    change = reverse("admin:staff_auditentry_change", args=[entry.pk])

    assert client.get(change).status_code == 200
    assert client.post(change, {"action": "forged"}).status_code == 403
    assert client.post(reverse("admin:staff_auditentry_delete", args=[entry.pk]), {"post": "yes"}).status_code == 403
    assert AuditEntry.objects.get(pk=entry.pk).action == "test.done"


def test_a_links_digest_is_not_shown(sign_in, admin):
    token = issue(TokenPurpose.SURVEY, subject_id=1)
    row = AccessToken.objects.get()
    link = sign_in(admin).get(reverse("admin:staff_accesstoken_change", args=[row.pk]))
    listed = sign_in(admin).get(reverse("admin:staff_accesstoken_changelist"))
    assert (link.status_code, listed.status_code) == (200, 200)

    for page in (link, listed):
        assert digest(token) not in page.content.decode()


def test_colleagues_are_neither_added_here_nor_given_a_password(sign_in, admin, alice):
    client, before = sign_in(admin), alice.password
    added = client.get(reverse("admin:staff_user_add"))
    page = client.get(reverse("admin:staff_user_change", args=[alice.pk]))
    client.post(page.request["PATH_INFO"], {"full_name": "Alice", "password": "x", "password1": "x" * 20})
    alice.refresh_from_db()

    assert (added.status_code, page.status_code, alice.password) == (403, 200, before)
    assert 'name="password' not in page.content.decode()
    assert client.get(f"/admin/staff/user/{alice.pk}/password/").status_code in (302, 404)


def test_ones_own_password_is_changed_where_everybody_changes_theirs(sign_in, admin):
    response = sign_in(admin).get(reverse("admin:password_change"))

    assert (response.status_code, response["Location"]) == (302, reverse("account_change_password"))


def test_colleagues_are_never_deleted(sign_in, admin, alice):
    response = sign_in(admin).post(reverse("admin:staff_user_delete", args=[alice.pk]), {"post": "yes"})

    assert response.status_code == 403
    assert User.objects.filter(pk=alice.pk).count() == 1


def test_the_one_organisation_is_neither_added_nor_deleted(sign_in, admin):
    client = sign_in(admin)

    assert client.get(reverse("admin:staff_organisation_add")).status_code == 403
    assert client.post(reverse("admin:staff_organisation_delete", args=[1]), {"post": "yes"}).status_code == 403


def test_what_an_admin_mends_and_deletes_stands_in_the_audit_trail(sign_in, admin, team, other_team):
    client = sign_in(admin)
    client.post(reverse("admin:staff_team_change", args=[team.pk]), {"name": "Far North"})
    client.post(reverse("admin:staff_team_delete", args=[other_team.pk]), {"post": "yes"})

    entries = AuditEntry.objects.filter(action__in=["admin.change", "admin.delete"]).order_by("pk")
    assert list(entries.values_list("action", "subject_id")) == [
        ("admin.change", team.pk),
        ("admin.delete", other_team.pk),
    ]


def test_powers_and_accounts_are_not_changed_here_where_no_second_person_is_asked(sign_in, admin, bob):
    client = sign_in(admin)
    change = reverse("admin:staff_user_change", args=[bob.pk])
    form = client.get(change).context["adminform"].form
    values = {name: form[name].value() or "" for name in form.fields}
    client.post(change, {**values, "full_name": "Bobby", "is_superuser": "on", "is_active": ""})
    assignment = RoleAssignment.objects.get(user=bob)
    client.post(reverse("admin:staff_roleassignment_delete", args=[assignment.pk]), {"post": "yes"})

    bob = User.objects.get(pk=bob.pk)
    assert (bob.is_superuser, bob.is_active, bob.roles) == (False, True, frozenset([Role.MANAGER]))


def test_an_administrator_cannot_raise_himself_or_touch_a_superuser(sign_in, admin):
    helper = make_user("Helper", Role.ADMINISTRATOR)
    client = sign_in(helper)
    own = client.get(reverse("admin:staff_user_change", args=[helper.pk]))
    above = client.post(reverse("admin:staff_user_change", args=[admin.pk]), {"full_name": "Fallen"})

    assert own.status_code == 200
    assert 'name="is_superuser"' not in own.content.decode()
    assert above.status_code == 403
    admin.refresh_from_db()
    assert admin.full_name == "Admin"


def test_the_marks_of_django_open_nothing(sign_in, organisation, carol):
    marked = make_user("Marked", Role.MANAGER, is_staff=True)
    marked.user_permissions.set(Permission.objects.all())
    client = sign_in(marked)

    for name in ("admin:index", "admin:contacts_contact_changelist", "admin:staff_organisation_changelist"):
        led = client.get(reverse(name))
        assert (led.status_code, led.headers.get("Location", "").split("?")[0]) == (302, reverse("admin:login")), name
        assert client.get(led["Location"]).status_code == 403
    assert client.post(reverse("admin:login"), {"username": "a", "password": "b"}).status_code == 403


def test_an_administrator_sees_the_configuration_and_no_customer(sign_in, organisation, carol):
    client = sign_in(make_user("Helper", Role.ADMINISTRATOR, Role.DPO))
    index = client.get(reverse("admin:index")).content.decode()
    refused = [
        client.get(reverse(f"admin:{name}_changelist")).status_code
        for name in ("contacts_contact", "interactions_interaction", "staff_auditentry", "outreach_message")
    ]

    assert client.get(reverse("admin:outreach_journey_changelist")).status_code == 200
    assert refused == [403, 403, 403, 403]
    assert "/admin/outreach/journey/" in index
    links = re.findall(r'href="/admin/contacts/(\w+)/', index)
    assert set(links) == {"customfield", "label", "workingcalendar"}


def test_the_admin_is_closed_to_colleagues_without_it(sign_in, alice):
    response = sign_in(alice).get(reverse("admin:staff_user_changelist"))

    assert response.status_code != 200
