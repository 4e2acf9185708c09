import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contacts.consent import may_contact
from contacts.models import Channel, Consent, ConsentState, Purpose
from outreach import rules
from outreach.models import Message
from outreach.rendering import render
from staff import tokens
from staff.models import AccessToken, AuditEntry, TokenPurpose
from tests.factories.contacts import add_consent, make_contact
from tests.factories.outreach import MORNING, make_message


@pytest.fixture
def greeting(organisation, carol):
    add_consent(carol, Purpose.GREETINGS, Purpose.FEEDBACK)
    return make_message(carol, rule=rules.BIRTHDAY)


@pytest.fixture
def links(organisation, greeting):
    return render(greeting, organisation=organisation, now=MORNING).links


@pytest.fixture
def strict():
    """A mail program: no cookies, and no way around a missing CSRF token."""
    return Client(enforce_csrf_checks=True)


def said(contact):
    return list(Consent.objects.filter(contact=contact, source="page").values_list("purpose", "state"))


def allowed(contact, purpose):
    return bool(may_contact(contact, purpose, Channel.EMAIL, timezone.now()))


@pytest.mark.parametrize("method", ["get", "head"])
def test_following_the_link_changes_nothing(client, links, carol, method):
    response = getattr(client, method)(links.unsubscribe)
    assert response.status_code == 200
    assert allowed(carol, Purpose.GREETINGS)
    assert Consent.objects.count() == 2


def test_the_page_speaks_the_customers_language_and_is_kept_by_nobody(client, links):
    response = client.get(links.unsubscribe)
    assert '<html lang="cs"' in response.content.decode()
    assert 'method="post"' in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Referrer-Policy"] == "no-referrer"


def test_the_arabic_page_runs_from_right_to_left(client, organisation, alice):
    contact = make_contact("ليلى", owner=alice, languages=["ar"], email="l@customer.example")
    page = render(make_message(contact, rule=rules.BIRTHDAY), organisation=organisation, now=MORNING).links
    html = client.get(page.unsubscribe).content.decode()
    assert '<html lang="ar"' in html
    assert 'dir="rtl"' in html


def test_one_click_urlencoded_takes_effect_before_the_200(strict, links, carol):
    response = strict.post(
        links.unsubscribe, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )
    assert (response.status_code, response.cookies) == (200, {})
    assert not allowed(carol, Purpose.GREETINGS)
    assert said(carol) == [(Purpose.GREETINGS, ConsentState.WITHDRAWN)]


def test_one_click_multipart_takes_effect_too(strict, links, carol):
    response = strict.post(links.unsubscribe, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert not allowed(carol, Purpose.GREETINGS)
    assert allowed(carol, Purpose.FEEDBACK)


def test_stopping_twice_is_stopping_once(strict, links, carol):
    for _ in range(2):
        assert strict.post(links.unsubscribe).status_code == 200
    assert said(carol) == [(Purpose.GREETINGS, ConsentState.WITHDRAWN)]


def test_everything_can_be_stopped(strict, links, carol):
    strict.post(links.unsubscribe, {"everything": "1"})
    assert {purpose for purpose, _state in said(carol)} == {"greetings", "feedback", "marketing"}
    assert [allowed(carol, purpose) for purpose in Purpose] == [True, False, False, False]


def test_what_the_customer_said_keeps_proof_and_audit(strict, links, carol, greeting):
    strict.post(links.unsubscribe)
    consent = Consent.objects.get(contact=carol, source="page")
    assert (consent.proof, consent.by) == (f"mail {greeting.uuid}", None)
    assert AuditEntry.objects.filter(action="contacts.consent", subject_id=carol.pk).count() == 1


def test_the_link_of_a_merged_contact_reaches_the_one_that_stayed(strict, links, carol, alice):
    stayed = make_contact("Carol Stays", owner=alice)
    carol.merged_into = stayed
    carol.save()
    strict.post(links.unsubscribe)
    assert (said(carol), said(stayed)) == ([], [(Purpose.GREETINGS, ConsentState.WITHDRAWN)])


@pytest.mark.parametrize("name", ["unsubscribe", "preferences"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_guess_is_not_found(client, organisation, name, method):
    assert getattr(client, method)(reverse(f"outreach:{name}", args=["guess" * 8])).status_code == 404


def test_a_link_opens_only_its_own_page(client, organisation, links):
    unsubscribe, preferences = (url.rstrip("/").rsplit("/", 1)[1] for url in (links.unsubscribe, links.preferences))
    survey = tokens.issue(TokenPurpose.SURVEY, subject_id=1)
    for name, token in (("preferences", unsubscribe), ("unsubscribe", preferences), ("unsubscribe", survey)):
        assert client.post(reverse(f"outreach:{name}", args=[token])).status_code == 404


@pytest.mark.parametrize("page", ["unsubscribe", "preferences"])
def test_other_methods_are_refused(client, links, page):
    for method in ("put", "delete", "patch"):
        assert getattr(client, method)(getattr(links, page)).status_code == 405


def test_links_work_without_an_end(client, links):
    assert set(AccessToken.objects.values_list("expires_at", flat=True)) == {None}
    Message.objects.update(state="sent", sent_at=MORNING)
    assert client.get(links.unsubscribe).status_code == 200


def test_the_preferences_page_shows_what_holds(client, links):
    page = client.get(links.preferences)
    initial = page.context["form"].initial
    assert initial == {"greetings": "yes", "feedback": "yes", "marketing": "no", "language": "cs"}


def test_choices_are_recorded_where_they_differ_with_the_words_shown(strict, links, carol):
    choice = {"greetings": "yes", "feedback": "no", "marketing": "yes", "language": "da"}
    page = strict.post(links.preferences, choice)
    assert page.status_code == 200
    assert sorted(said(carol)) == [("feedback", "withdrawn"), ("marketing", "given")]
    consent = Consent.objects.get(contact=carol, purpose="marketing")
    assert consent.wording
    assert consent.wording_language == "da"
    carol.refresh_from_db()
    assert carol.languages == ["da", "cs"]
    assert '<html lang="da"' in page.content.decode()
    strict.post(links.preferences, choice)
    assert len(said(carol)) == 2


def test_a_no_from_someone_never_asked_is_a_refusal(strict, organisation, carol):
    token = tokens.issue(TokenPurpose.PREFERENCES, subject_id=carol.pk)
    url = reverse("outreach:preferences", args=[token])
    strict.post(url, {"greetings": "no", "feedback": "yes", "marketing": "no", "language": "cs"})
    assert sorted(said(carol)) == [("feedback", "given"), ("greetings", "refused"), ("marketing", "refused")]


@pytest.mark.parametrize(
    "broken",
    [{}, {"greetings": "perhaps"}, {"greetings": "yes", "feedback": "yes", "marketing": "yes", "language": "xx"}],
)
def test_a_broken_choice_saves_nothing(strict, links, carol, broken):
    response = strict.post(links.preferences, broken)
    assert response.status_code == 422
    assert said(carol) == []


def test_reading_the_preferences_changes_nothing(client, links):
    client.get(links.preferences)
    assert Consent.objects.count() == 2
