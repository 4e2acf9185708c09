"""The pages about colleagues: who sees what, who may press which button."""

import re
from datetime import timedelta
from itertools import count

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from outreach.models import Message
from staff.actions import invitations, people
from staff.models import (
    AccessToken,
    Approval,
    AuditEntry,
    Invitation,
    LanguageSkill,
    Role,
    Skill,
    Team,
    User,
)
from tests.factories.staff import make_user
from tests.staff.test_once import key_on
from tests.trust.telling_apart import appearance

NEW = {
    "full_name": "Nela Nová",
    "email": "Nela@Fair.example",
    "language": "cs",
    "team": "",
    "roles": ["agent", "manager"],
}
PASSWORD = "quiet-harbour-lantern"
UNKNOWN = "It may be incomplete, too old or used already."


@pytest.fixture
def root(organisation):
    return make_user("Root", Role.ADMINISTRATOR)


_addresses = count(1)


@pytest.fixture(autouse=True)
def outbox(settings):
    """Mails go where they go in earnest."""
    settings.EMAIL_BACKEND = "outreach.backends.OutboxBackend"


@pytest.fixture(autouse=True)
def own_address(client):
    """Each test guesses from an address of its own: guesses are counted for longer than a test takes."""
    client.defaults["REMOTE_ADDR"] = f"10.9.0.{next(_addresses)}"


def page_of(client, name: str, *args: object) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode()


def link_in_mail() -> str:
    body = Message.objects.order_by("-pk").first().body
    [path] = re.findall(r"http://[^/]+(/invitation/[\w-]+/)", body)
    return path


def join(client, path: str, **more: object):
    return client.post(path, {"full_name": "Nela Nová", "password": PASSWORD, **more})


def errors(response) -> dict[str, list[str]]:
    return {name: list(words) for name, words in response.context["form"].errors.items()}


# --- the team page ---------------------------------------------------------------------------------
def test_colleagues_see_names_teams_languages_and_hours_and_not_the_rest(sign_in, alice, bob, root):
    LanguageSkill.objects.create(user=bob, language="da", level="native")
    Invitation.objects.create(
        email="soon@x.example", full_name="Soon", invited_by=root, expires_at=timezone.now() + timedelta(days=1)
    )
    make_user("Dora", is_active=False)
    page = page_of(sign_in(alice), "staff:team")

    for words in ("Bob", "North", "Danish", "native", "09:00–17:00", "Prague"):
        assert words in page
    for words in ("Account manager", "soon@x.example", "Dora", reverse("staff:invite"), f"/team/{bob.pk}/"):
        assert words not in page


def test_an_administrator_sees_roles_invitations_and_who_left_and_nothing_to_press_above_her(
    sign_in, alice, admin, root
):
    make_user("Dora", is_active=False)
    make_user("Chief", is_superuser=True, is_active=False)
    page = page_of(sign_in(root), "staff:team")

    for words in ("Account manager", "Superuser", "Dora", reverse("staff:invite"), f'href="/team/{alice.pk}/"'):
        assert words in page
    for words in ("Chief", f'href="/team/{admin.pk}/"', f'href="/team/{root.pk}/"'):
        assert words not in page


def test_the_team_page_costs_an_administrator_the_same_for_one_and_three(sign_in, root, django_assert_max_num_queries):
    client = sign_in(root)
    client.get(reverse("staff:team"))
    with django_assert_max_num_queries(100) as one:
        client.get(reverse("staff:team"))
    for number in range(3):
        colleague = make_user(f"C{number}", Role.AGENT)
        LanguageSkill.objects.create(user=colleague, language="en", level="c1")
    with django_assert_max_num_queries(100) as three:
        client.get(reverse("staff:team"))
    assert len(one) == len(three)


PAGES = [
    *(("staff:invite", 0), ("staff:colleague", 1), ("staff:colleague_leave", 1)),
    *(("staff:team_create", 0), ("staff:team_rename", 2)),
]
BUTTONS = [("staff:colleague_return", 1), ("staff:invitation_resend", 3), ("staff:invitation_revoke", 3)]


@pytest.mark.parametrize(("name", "subject"), [*PAGES, *BUTTONS])
@pytest.mark.parametrize("role", [Role.LEAD, Role.MARKETER, Role.DPO])
def test_pages_that_change_people_are_closed_to_others(sign_in, alice, team, root, name, subject, role):
    invitation = Invitation.objects.create(
        email="soon@x.example", full_name="Soon", invited_by=root, expires_at=timezone.now() + timedelta(days=1)
    )
    args = [[], [alice.pk], [team.pk], [invitation.pk]][subject]
    client = sign_in(make_user("Other", role))
    for method in ("get", "post"):
        assert getattr(client, method)(reverse(name, args=args)).status_code == 403
    assert AuditEntry.objects.exclude(action__startswith="staff.sign").exclude(action__startswith="view").count() == 0


@pytest.mark.parametrize("name", ["staff:colleague", "staff:colleague_leave", "staff:colleague_return"])
def test_who_is_above_and_who_is_absent_are_the_same_404(sign_in, root, admin, name):
    client = sign_in(root)
    answers = [client.post(reverse(name, args=[pk]), {"powers": []}) for pk in (admin.pk, root.pk, 987654)]
    assert [answer.status_code for answer in answers] == [404, 404, 404]


# --- roles -----------------------------------------------------------------------------------------
def test_an_administrator_sets_roles_and_team(sign_in, root, alice, other_team):
    page = page_of(client := sign_in(root), "staff:colleague", alice.pk)
    response = client.post(
        reverse("staff:colleague", args=[alice.pk]), {"powers": ["lead"], "team": other_team.pk, "reason": ""}
    )
    alice = User.objects.get(pk=alice.pk)
    assert 'value="superuser"' not in page
    assert (response.status_code, response.url) == (303, reverse("staff:team"))
    assert (alice.roles, alice.team) == (frozenset([Role.LEAD]), other_team)


def test_an_administrator_cannot_post_a_superuser(sign_in, root, alice):
    response = sign_in(root).post(reverse("staff:colleague", args=[alice.pk]), {"powers": ["superuser"], "team": ""})
    assert errors(response) == {"powers": ["Select a valid choice. superuser is not one of the available choices."]}
    alice.refresh_from_db()
    assert alice.is_superuser is False


def test_a_refusal_is_a_sentence_on_the_page(sign_in, admin):
    response = sign_in(admin).post(reverse("staff:colleague", args=[admin.pk]), {"powers": [], "team": ""})
    assert response.status_code == 422
    assert "This is the last superuser. Make another one first." in response.content.decode()


# --- leaving ---------------------------------------------------------------------------------------
def test_leaving_shows_what_is_handed_over_and_needs_a_successor(sign_in, root, alice, bob, carol, marketer):
    client = sign_in(root)
    page = page_of(client, "staff:colleague_leave", alice.pk)
    refused = client.post(reverse("staff:colleague_leave", args=[alice.pk]), {})
    wrong = client.post(reverse("staff:colleague_leave", args=[alice.pk]), {"successor": marketer.pk})

    assert re.search(r"Contacts</th>\s*<td[^>]*>1</td>", page)
    assert "Companies" not in page
    assert (refused.status_code, wrong.status_code) == (422, 422)
    assert User.objects.get(pk=alice.pk).is_active is True

    done = client.post(reverse("staff:colleague_leave", args=[alice.pk]), {"successor": bob.pk})
    carol.refresh_from_db()
    assert (done.status_code, User.objects.get(pk=alice.pk).is_active, carol.owner) == (303, False, bob)

    assert client.post(reverse("staff:colleague_return", args=[alice.pk])).status_code == 303
    assert User.objects.get(pk=alice.pk).is_active is True


# --- inviting and joining --------------------------------------------------------------------------
def test_who_is_invited_gets_a_mail_in_her_language_joins_and_signs_in(sign_in, root, team, client):
    client = sign_in(root)
    response = client.post(reverse("staff:invite"), {**NEW, "team": team.pk})
    assert (response.status_code, response.url) == (303, reverse("staff:team"))
    mail = Message.objects.get()
    path = link_in_mail()
    assert (mail.address, mail.variables) == ("nela@fair.example", {"language": "cs"})
    assert path.split("/")[2] not in str(list(AccessToken.objects.values()))
    client.logout()

    page = client.get(path)
    joined = join(client, path)

    assert (page.status_code, page["Referrer-Policy"], page["Content-Language"]) == (200, "no-referrer", "cs")
    assert (joined.status_code, joined.url) == (302, reverse("account_login"))
    nela = User.objects.get(email="nela@fair.example")
    assert (nela.full_name, nela.team, nela.language, nela.time_zone) == ("Nela Nová", team, "cs", "Europe/Prague")
    assert (nela.roles, nela.is_staff, nela.is_superuser) == (frozenset(["agent", "manager"]), False, False)
    assert nela.check_password(PASSWORD) is True
    assert Invitation.objects.get().user == nela
    assert "_auth_user_id" not in client.session
    trail = AuditEntry.objects.filter(action__startswith="staff.invitation").order_by("pk")
    assert list(trail.values_list("action", "actor")) == [
        ("staff.invitation.send", root.pk),
        ("staff.invitation.accept", nela.pk),
    ]
    assert "nela@fair.example" not in str(list(AuditEntry.objects.values("detail")))


def test_reading_the_link_changes_nothing(root, client):
    invitations.invite(by=root, email="n@x.example", full_name="N", roles=["agent"])
    path = link_in_mail()
    for _look in range(2):
        assert (client.get(path).status_code, client.head(path).status_code) == (200, 200)
    assert User.objects.count() == 1
    assert Invitation.objects.open().count() == 1


@pytest.mark.parametrize("why", ["guess", "purpose", "expired", "used", "revoked", "resent", "demoted", "taken"])
def test_a_link_that_opens_nothing_says_the_same_whatever_is_wrong(root, client, why):
    invitation = invitations.invite(by=root, email="n@x.example", full_name="N", roles=["agent"])
    path = link_in_mail()
    guess = client.get("/invitation/" + "x" * 43 + "/")
    if why == "purpose":
        AccessToken.objects.update(purpose="preferences")
    elif why == "expired":
        past = timezone.now() - timedelta(seconds=1)
        AccessToken.objects.update(expires_at=past)
    elif why == "used":
        assert join(Client(), path).status_code == 302
    elif why == "revoked":
        invitations.revoke(by=root, invitation=invitation)
    elif why == "resent":
        invitations.resend(by=root, invitation=invitation)
    elif why == "demoted":
        root.role_assignments.all().delete()
    elif why == "guess":
        path = "/invitation/" + "y" * 43 + "/"
    colleagues = User.objects.count()
    if why == "taken":
        make_user("N", email="n@x.example")
        colleagues += 1

    answers = [join(client, path)] if why == "taken" else [client.get(path), join(client, path)]

    for answer in answers:
        assert appearance(answer) | {"cookies": {}} == appearance(guess) | {"cookies": {}}
        assert answer.status_code == 404
        assert UNKNOWN in answer.content.decode()
    assert User.objects.count() == colleagues


def test_guessing_ends_after_a_while(organisation, client):
    """Twenty in one window of ten minutes; the test may begin near the end of one."""
    codes = [client.get(f"/invitation/{number}/").status_code for number in range(41)]
    assert (codes[:1], set(codes)) == ([404], {404, 429})


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"password": "short"}, "password"),
        ({"password": "nela@x.example"}, "password"),
        ({"full_name": "\u200b"}, "full_name"),
    ],
)
def test_a_weak_password_and_an_unseen_name_are_refused(root, client, values, field):
    invitations.invite(by=root, email="nela@x.example", full_name="N", roles=["agent"])
    response = join(client, link_in_mail(), **values)
    assert (response.status_code, list(errors(response))) == (422, [field])
    assert User.objects.count() == 1


def test_only_the_inviter_learns_that_an_address_is_taken(sign_in, root, alice):
    client = sign_in(root)
    taken = client.post(reverse("staff:invite"), {**NEW, "email": "ALICE@fair.example"})
    assert errors(taken) == {"email": ["A colleague has this address already."]}
    assert client.post(reverse("staff:invite"), NEW).status_code == 303
    twice = client.post(reverse("staff:invite"), NEW)
    assert errors(twice) == {"email": ["This address has an open invitation."]}
    assert Message.objects.count() == 1


def test_a_double_tap_invites_once_and_says_so(sign_in, root):
    client = sign_in(root)
    values = {**NEW, "once": key_on(page_of(client, "staff:invite"))}
    answers = [client.post(reverse("staff:invite"), values) for _tap in range(2)]
    assert [(answer.status_code, answer.url) for answer in answers] == [(303, reverse("staff:team"))] * 2
    assert (Invitation.objects.count(), Message.objects.count()) == (1, 1)


def test_an_invited_administrator_waits_for_a_second_person(sign_in, root, client):
    second = make_user("Second", Role.ADMINISTRATOR)
    invitations.invite(by=root, email="n@x.example", full_name="N", roles=["administrator", "agent"])
    join(client, link_in_mail())

    newcomer = User.objects.get(email="n@x.example")
    approval = Approval.objects.get()
    assert (newcomer.roles, approval.asked_by) == (frozenset(["agent"]), root)
    answer = {"answer": "agree", "digest": approval.digest}
    sign_in(second).post(reverse("staff:approval_decide", args=[approval.pk]), answer)
    assert User.objects.get(pk=newcomer.pk).roles == {"agent", "administrator"}


def test_an_invitation_is_sent_again_and_withdrawn(sign_in, root, client):
    invitation = invitations.invite(by=root, email="n@x.example", full_name="N", roles=["agent"])
    old = link_in_mail()
    client = sign_in(root)
    client.post(reverse("staff:invitation_resend", args=[invitation.pk]))
    new = link_in_mail()
    assert (client.get(old).status_code, client.get(new).status_code) == (404, 200)
    client.post(reverse("staff:invitation_revoke", args=[invitation.pk]))
    assert client.get(new).status_code == 404
    assert client.post(reverse("staff:invitation_resend", args=[invitation.pk])).status_code == 404


# --- teams -----------------------------------------------------------------------------------------
def test_a_team_is_made_and_renamed(sign_in, root, team):
    client = sign_in(root)
    client.post(reverse("staff:team_create"), {"name": "West"})
    client.post(reverse("staff:team_rename", args=[team.pk]), {"name": "Far North"})
    taken = client.post(reverse("staff:team_create"), {"name": "West"})
    assert errors(taken) == {"name": ["There is a team of this name already."]}
    assert set(Team.objects.values_list("name", flat=True)) == {"West", "Far North"}


# --- languages -------------------------------------------------------------------------------------
def skills(*rows: tuple[str, str]) -> dict[str, str]:
    data = {"skills-TOTAL_FORMS": str(len(rows)), "skills-INITIAL_FORMS": "0"}
    for number, (language, level) in enumerate(rows):
        data |= {f"skills-{number}-language": language, f"skills-{number}-level": level}
    return data


def test_languages_are_said_on_the_profile(sign_in, alice):
    client = sign_in(alice)
    response = client.post(reverse("staff:languages"), skills(("cs", "native"), ("", ""), ("pt-BR", "b1")))
    page = page_of(client, "staff:profile")
    assert (response.status_code, response.url) == (303, reverse("staff:profile"))
    assert list(alice.language_skills.values_list("language", "level")) == [("cs", "native"), ("pt-BR", "b1")]
    assert re.search(r'value="pt-BR"\s+selected', page)


@pytest.mark.parametrize("rows", [[("cs", "native"), ("cs", "a1")], [("cs", "")], [("xx", "a1")], [("cs", "d7")]])
def test_a_wrong_language_is_refused_and_changes_nothing(sign_in, alice, rows):
    people.save_languages(by=alice, skills={"en": Skill("c1")})
    assert sign_in(alice).post(reverse("staff:languages"), skills(*rows)).status_code == 422
    assert list(alice.language_skills.values_list("language", flat=True)) == ["en"]


def test_what_a_language_is_used_for_is_ticked(sign_in, alice):
    data = skills(("cs", "native"), ("da", "b1")) | {"skills-0-may_call": "on", "skills-1-may_write": "on"}
    sign_in(alice).post(reverse("staff:languages"), data)
    assert list(alice.language_skills.values_list("language", "may_call", "may_write")) == [
        ("cs", True, False),
        ("da", False, True),
    ]


def test_an_administrator_says_what_a_colleague_speaks(sign_in, admin, bob):
    url = reverse("staff:colleague_languages", args=[bob.pk])
    client = sign_in(admin)
    assert client.get(url).status_code == 200
    assert client.post(url, skills(("da", "c1"))).url == reverse("staff:team")
    assert list(bob.language_skills.values_list("language", "level")) == [("da", "c1")]
    assert client.post(url, skills(("da", ""))).status_code == 422


def test_nobody_else_says_what_a_colleague_speaks(sign_in, alice, bob, admin):
    url = reverse("staff:colleague_languages", args=[bob.pk])
    assert sign_in(alice).post(url, skills(("da", "c1"))).status_code == 403
    assert sign_in(admin).get(reverse("staff:colleague_languages", args=[10**9])).status_code == 404
    assert sign_in(admin).put(url).status_code == 405
    assert bob.language_skills.count() == 0
