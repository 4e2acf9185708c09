import json
from datetime import time

import pytest
from django.test import Client
from django.urls import reverse

from staff import actions
from staff.models import Organisation, Role, User
from tests.factories.staff import make_user

WELCOME = {
    "account_email": "ada@lantern.example",
    "full_name": "Ada Lee",
    "password": "quiet-harbour-lantern",
    "name": "Lantern & Sons",
    "postal_address": "Dlouhá 12\n110 00 Praha",
    "time_zone": "Europe/Prague",
    "base_currency": "CZK",
    "languages": ["cs", "en"],
    "default_language": "cs",
    "feb29": "feb28",
}
PROFILE = {
    "full_name": "Alice Lee",
    "signature": "Kind regards",
    "language": "cs",
    "time_zone": "Asia/Tokyo",
    "theme": "dark",
    "work_from": "08:30",
    "work_until": "16:30",
    "country": "JP",
}


def _refusals(response) -> dict[str, list[str]]:
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}


# --- first run -------------------------------------------------------------------------------------
def test_the_first_run_makes_the_house_and_signs_its_founder_in(client, db):
    page = client.get(reverse("staff:welcome"))
    response = client.post(reverse("staff:welcome"), WELCOME)

    assert page.status_code == 200
    assert (response.status_code, response["Location"]) == (303, reverse("interactions:my_day"))
    founder = User.objects.get()
    assert (founder.email, founder.is_superuser, founder.time_zone) == (
        "ada@lantern.example",
        True,
        "Europe/Prague",
    )
    assert client.session["_auth_user_id"] == str(founder.pk)
    organisation = Organisation.current()
    assert (organisation.name, organisation.languages) == ("Lantern & Sons", ["cs", "en"])


def test_the_first_run_guesses_no_zone_and_knows_what_browsers_call_theirs(client, db):
    zone = client.get(reverse("staff:welcome")).context["form"]["time_zone"]

    assert '<option value="" selected>Choose a time zone</option>' in str(zone)
    assert " required" in str(zone).split(">")[0]
    known_as = json.loads(zone.field.widget.attrs["data-guess-zone"])
    assert (known_as["Asia/Calcutta"], known_as["Europe/Kiev"]) == ("Asia/Kolkata", "Europe/Kyiv")
    offered = {value for _group, zones in zone.field.choices if isinstance(zones, list) for value, _label in zones}
    assert set(known_as.values()) <= offered
    assert not known_as.keys() & offered


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("time_zone", "Mars/Olympus", "“Mars/Olympus” is not a known time zone."),
        ("time_zone", "", "This field is required."),
        ("languages", ["en"], "Choose one of the languages ticked above."),
        ("account_email", "ada", "Enter a valid email address."),
        ("full_name", "\u200b\u2060", "Nothing of this can be seen. Type it again."),
        ("name", "\u200b", "Nothing of this can be seen. Type it again."),
        ("name", "", "This field is required."),
        ("base_currency", "XXQ", "Select a valid choice. XXQ is not one of the available choices."),
    ],
)
def test_a_wrong_answer_gets_one_sentence_and_founds_nothing(client, db, field, value, sentence):
    response = client.post(reverse("staff:welcome"), {**WELCOME, field: value})

    assert response.status_code == 422
    named = "default_language" if field == "languages" else field
    assert _refusals(response) == {named: [sentence]}
    assert (Organisation.objects.count(), User.objects.count()) == (0, 0)


def test_a_weak_password_is_refused(client, db):
    response = client.post(reverse("staff:welcome"), {**WELCOME, "password": "ada@lantern"})

    assert response.status_code == 422
    assert list(_refusals(response)) == ["password"]
    assert User.objects.count() == 0


def test_the_first_run_is_closed_once_there_is_a_house(client, organisation):
    for answer in (client.get(reverse("staff:welcome")), client.post(reverse("staff:welcome"), WELCOME)):
        assert (answer.status_code, answer["Location"]) == (303, reverse("interactions:my_day"))
    assert User.objects.count() == 0


def test_where_there_is_a_superuser_only_she_opens_the_first_run(client, db):
    root = User.objects.create_superuser("root@lantern.example", "x" * 12, full_name="Root")

    stranger = client.get(reverse("staff:welcome"))
    client.force_login(root, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("staff:welcome"))
    answer = client.post(reverse("staff:welcome"), WELCOME)

    assert stranger["Location"] == "/accounts/login/?next=/welcome/"
    assert "password" not in page.context["form"].fields
    assert answer["Location"] == reverse("interactions:my_day")
    assert list(User.objects.all()) == [root]


# --- profile ---------------------------------------------------------------------------------------
def test_the_profile_is_saved_and_speaks_the_new_language(sign_in, alice):
    client = sign_in(alice)
    page = client.get(reverse("staff:profile"))
    response = client.post(reverse("staff:profile"), PROFILE)

    assert page.status_code == 200
    assert (response.status_code, response["Location"]) == (303, reverse("staff:profile"))
    alice.refresh_from_db()
    assert (alice.full_name, alice.language, alice.time_zone, alice.country, alice.theme, alice.work_from) == (
        "Alice Lee",
        "cs",
        "Asia/Tokyo",
        "JP",
        "dark",
        time(8, 30),
    )
    saved = client.get(reverse("staff:profile")).content.decode()
    assert '<html lang="cs"' in saved
    assert 'data-bs-theme="dark"' in saved


def test_a_zone_by_its_old_name_is_saved_by_todays(sign_in, alice):
    sign_in(alice).post(reverse("staff:profile"), {**PROFILE, "time_zone": "Asia/Calcutta"})

    alice.refresh_from_db()
    assert alice.time_zone == "Asia/Kolkata"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("time_zone", "Nowhere/City", "“Nowhere/City” is not a known time zone."),
        ("language", "ar", "Select a valid choice. ar is not one of the available choices."),
        ("full_name", "", "This field is required."),
        ("full_name", "\u200b", "Nothing of this can be seen. Type it again."),
        # As the heads of mails need it.
        ("full_name", "Alice\r\nBcc: all@x.example", "This has to fit on one line."),
        ("work_until", "07:00", "Working hours end after they begin."),
        ("country", "QQ", "Select a valid choice. QQ is not one of the available choices."),
    ],
)
def test_a_wrong_profile_is_refused_whole(sign_in, alice, field, value, sentence):
    response = sign_in(alice).post(reverse("staff:profile"), {**PROFILE, field: value})

    assert response.status_code == 422
    assert [message for errors in _refusals(response).values() for message in errors] == [sentence]
    alice.refresh_from_db()
    assert (alice.full_name, alice.language, alice.theme) == ("Alice", "en", "auto")


def test_a_profile_cannot_hand_out_powers(sign_in, alice):
    sign_in(alice).post(
        reverse("staff:profile"), {**PROFILE, "is_superuser": "on", "is_staff": "on", "email": "x@x.example"}
    )

    alice.refresh_from_db()
    assert (alice.is_superuser, alice.is_staff, alice.email) == (False, False, "alice@fair.example")
    assert alice.full_name == "Alice Lee"


def test_personal_pages_are_not_stored_by_caches(sign_in, alice):
    assert "no-store" in sign_in(alice).get(reverse("staff:profile"))["Cache-Control"]


# --- settings and team -----------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["staff:settings", "staff:team", "staff:notice_list", "staff:set_zone"])
def test_every_colleague_opens_the_house_pages(sign_in, alice, name):
    assert sign_in(alice).get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", ["staff:settings", "staff:team"])
def test_pages_that_only_show_refuse_a_post(sign_in, alice, name):
    assert sign_in(alice).post(reverse(name)).status_code == 405


def test_the_organisation_is_shown_to_those_who_may_configure(sign_in, alice):
    page = sign_in(alice).get(reverse("staff:settings")).content.decode()
    administrator = make_user("Root", Role.ADMINISTRATOR)
    hers = sign_in(administrator).get(reverse("staff:settings")).content.decode()

    assert reverse("staff:organisation") not in page
    assert reverse("staff:organisation") in hers


def test_an_administrator_changes_the_organisation(sign_in, organisation):
    client = sign_in(make_user("Root", Role.ADMINISTRATOR))
    values = {key: value for key, value in WELCOME.items() if key not in ("account_email", "full_name", "password")}
    response = client.post(reverse("staff:organisation"), {**values, "email": "hello@lantern.example"})

    assert (response.status_code, response["Location"]) == (303, reverse("staff:organisation"))
    organisation.refresh_from_db()
    assert (organisation.name, organisation.base_currency, organisation.email) == (
        "Lantern & Sons",
        "CZK",
        "hello@lantern.example",
    )


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_manager_may_not_change_the_organisation(sign_in, alice, method):
    response = getattr(sign_in(alice), method)(reverse("staff:organisation"), WELCOME)

    assert response.status_code == 403
    assert "Your role does not allow this" in response.content.decode()
    assert Organisation.current().name == "Mostly Fair Ltd"


def test_the_team_page_names_colleagues_and_not_those_who_left(sign_in, alice, bob):
    make_user("Dora", is_active=False)
    page = sign_in(alice).get(reverse("staff:team")).content.decode()

    assert "bob@fair.example" in page
    assert "dora@fair.example" not in page


def test_the_team_page_costs_the_same_for_one_and_three(sign_in, alice, django_assert_num_queries):
    client = sign_in(alice)
    client.get(reverse("staff:team"))
    with django_assert_num_queries(6):
        client.get(reverse("staff:team"))
    for name in ("Bo", "Cy", "Di"):
        make_user(name, Role.AGENT, team=alice.team)

    with django_assert_num_queries(6):
        page = client.get(reverse("staff:team"))
    assert len(page.context["page"]) == 4


def test_a_name_is_shown_as_text(sign_in, alice):
    make_user("Eve", full_name="<script>alert(1)</script>")

    assert "<script>alert(1)" not in sign_in(alice).get(reverse("staff:team")).content.decode()


# --- notices ---------------------------------------------------------------------------------------
def test_notices_are_ones_own(sign_in, alice, bob):
    actions.notify(user=alice, kind="for alice", key="1")
    actions.notify(user=bob, kind="for bob", key="1")

    page = sign_in(alice).get(reverse("staff:notice_list")).content.decode()

    assert "for alice" in page
    assert "for bob" not in page


def test_the_bell_counts_the_unread_to_a_hundred(sign_in, alice):
    client = sign_in(alice)
    actions.notify(user=alice, kind="test", key="1")
    one = client.get(reverse("staff:settings")).content.decode()
    for number in range(2, 120):
        actions.notify(user=alice, kind="test", key=str(number))
    many = client.get(reverse("staff:settings")).content.decode()

    assert '<span class="bar-count" aria-hidden="true">1</span>' in one
    assert '<span class="bar-count" aria-hidden="true">99+</span>' in many


def test_opening_a_notice_marks_it_read_and_goes_where_it_points(sign_in, alice):
    actions.notify(user=alice, kind="test", key="1", url="/team/")
    notice = alice.notices.get()

    response = sign_in(alice).post(reverse("staff:notice_open", args=[notice.pk]))

    assert (response.status_code, response["Location"]) == (303, "/team/")
    notice.refresh_from_db()
    assert notice.read_at is not None


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_a_notice_never_leads_out_of_the_house(sign_in, alice, url):
    actions.notify(user=alice, kind="test", key="1", url=url)

    response = sign_in(alice).post(reverse("staff:notice_open", args=[alice.notices.get().pk]))

    assert response["Location"] == reverse("staff:notice_list")


def test_a_colleagues_notice_is_not_found_and_stays_unread(sign_in, alice, charlie):
    actions.notify(user=charlie, kind="test", key="1", url="/team/")
    notice = charlie.notices.get()
    client = sign_in(alice)

    foreign = client.post(reverse("staff:notice_open", args=[notice.pk]))
    absent = client.post(reverse("staff:notice_open", args=[notice.pk + 1]))

    assert (foreign.status_code, absent.status_code) == (404, 404)
    notice.refresh_from_db()
    assert notice.read_at is None


def test_reading_changes_nothing_until_it_is_asked_for(sign_in, alice):
    actions.notify(user=alice, kind="test", key="1")
    client = sign_in(alice)
    client.get(reverse("staff:notice_list"))

    assert client.get(reverse("staff:notice_open", args=[alice.notices.get().pk])).status_code == 405
    assert alice.notices.filter(read_at__isnull=True).count() == 1
    client.post(reverse("staff:notice_list"))
    assert alice.notices.filter(read_at__isnull=True).count() == 0


def test_the_notice_page_costs_the_same_for_one_and_three(sign_in, alice, django_assert_num_queries):
    client = sign_in(alice)
    actions.notify(user=alice, kind="test", key="1")
    client.get(reverse("staff:notice_list"))
    with django_assert_num_queries(5):
        client.get(reverse("staff:notice_list"))
    for number in (2, 3):
        actions.notify(user=alice, kind="test", key=str(number))

    with django_assert_num_queries(5):
        page = client.get(reverse("staff:notice_list"))
    assert len(page.context["page"]) == 3


# --- choices in the bar on top -----------------------------------------------------------------------
def test_a_visitors_language_is_kept_in_the_browser(client, organisation):
    response = client.post(reverse("staff:set_language"), {"language": "lt", "next": reverse("account_login")})

    assert (response.status_code, response["Location"]) == (303, reverse("account_login"))
    assert '<html lang="lt"' in client.get(reverse("account_login")).content.decode()


def test_a_colleagues_choices_are_kept_in_her_profile(sign_in, alice):
    client = sign_in(alice)
    client.post(reverse("staff:set_language"), {"language": "ru"})
    client.post(reverse("staff:set_theme"), {"theme": "light"})
    client.post(reverse("staff:set_zone"), {"time_zone": "America/New_York"})

    alice.refresh_from_db()
    assert (alice.language, alice.theme, alice.time_zone) == ("ru", "light", "America/New_York")


def test_a_visitors_look_is_kept_in_the_browser(client, organisation):
    client.post(reverse("staff:set_theme"), {"theme": "dark"})

    assert 'data-bs-theme="dark"' in client.get(reverse("account_login")).content.decode()


@pytest.mark.parametrize(
    ("name", "values"),
    [("staff:set_language", {"language": "xx"}), ("staff:set_theme", {"theme": "pink"}), ("staff:set_theme", {})],
)
def test_what_is_not_on_offer_is_not_found(client, organisation, name, values):
    assert client.post(reverse(name), values).status_code == 404


@pytest.mark.parametrize("name", ["staff:set_language", "staff:set_theme"])
def test_a_choice_is_not_made_by_a_link(client, organisation, name):
    assert client.get(reverse(name), {"language": "cs", "theme": "dark"}).status_code == 405


def test_an_unknown_zone_gets_a_sentence(sign_in, alice):
    response = sign_in(alice).post(reverse("staff:set_zone"), {"time_zone": "Mars/Olympus"})

    assert response.status_code == 422
    assert _refusals(response) == {"time_zone": ["“Mars/Olympus” is not a known time zone."]}
    alice.refresh_from_db()
    assert alice.time_zone == "Europe/Prague"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_a_choice_never_leads_out_of_the_house(sign_in, alice, target):
    response = sign_in(alice).post(reverse("staff:set_theme"), {"theme": "dark", "next": target})

    assert response["Location"] == "/"


def test_a_post_without_its_token_is_refused(alice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")

    response = client.post(reverse("staff:set_theme"), {"theme": "dark"})

    assert response.status_code == 403
    assert "Please send it again" in response.content.decode()
    alice.refresh_from_db()
    assert alice.theme == "auto"
