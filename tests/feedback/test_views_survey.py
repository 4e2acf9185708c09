from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contacts.models import Contact
from feedback import mail
from feedback.models import Answer, Invitation, Response
from staff import tokens
from staff.models import AccessToken, TokenPurpose
from tests.factories.feedback import make_invitation, make_link, make_survey, plan_survey_mail
from tests.trust.telling_apart import appearance


@pytest.fixture
def invitation(carol):
    return make_invitation(carol, make_survey(), created_at=timezone.now())


@pytest.fixture
def address(invitation):
    return reverse("feedback:survey", args=[make_link(invitation)])


@pytest.fixture
def scale(invitation):
    return invitation.survey.questions.get(kind="csat")


@pytest.fixture
def comment(invitation):
    return invitation.survey.questions.get(kind="text")


def text_of(response):
    return response.content.decode()


def test_the_page_opens_without_signing_in_and_leaves_no_trace(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    assert "sessionid" not in response.cookies


def test_the_page_speaks_the_customers_language(client, address):
    html = text_of(client.get(address, headers={"Accept-Language": "da"}))
    assert '<html lang="cs"' in html
    assert "Jaký byl náš rozhovor?" in html
    assert "How was our conversation?" not in html


def test_arabic_is_written_from_right_to_left(client, address, carol):
    Contact.objects.update(languages=["ar", "en"])
    response = client.get(address)
    assert 'lang="ar"' in text_of(response)
    assert 'dir="rtl"' in text_of(response)
    assert "كيف كانت محادثتنا؟" in text_of(response)
    assert response["Content-Language"] == "ar"


def test_a_scale_is_a_named_group_with_both_ends(client, address, scale):
    html = text_of(client.get(address))
    assert html.count('type="radio"') == 5
    assert "<legend" in html
    assert scale.low_label_cs in html
    assert scale.high_label_cs in html


def test_a_score_in_the_link_is_only_preselected(client, address, scale):
    for method in (client.get, client.head):
        assert method(address, {"score": "3"}).status_code == 200
    html = text_of(client.get(address, {"score": "3"}))
    assert html.count(" checked") == 1
    assert (Response.objects.count(), Answer.objects.count()) == (0, 0)
    assert Invitation.objects.get().state == "invited"


@pytest.mark.parametrize("score", ["0", "6", "-1", "x", "٣", "9" * 5000])
def test_a_score_outside_the_scale_is_ignored(client, address, score):
    response = client.get(address, {"score": score})
    assert response.status_code == 200
    assert " checked" not in text_of(response)


def test_answering_thanks_and_keeps_the_answer(client, address, scale, comment):
    response = client.post(address, {f"q{scale.pk}": "4", f"q{comment.pk}": "  Fast.\r\nFriendly. "}, follow=True)
    assert response.redirect_chain == [(address + "thanks/", 302)]
    assert "Děkujeme" in text_of(response)
    assert dict(Answer.objects.values_list("question", "value")) == {scale.pk: 4, comment.pk: None}
    assert Answer.objects.get(question=comment).text == "Fast.\nFriendly."


def test_a_real_browser_without_referrer_and_cookie_can_answer(address, scale):
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(address, {f"q{scale.pk}": "4"}, headers={"Origin": "null"})
    assert response.status_code == 302
    assert Response.objects.count() == 1


def test_the_given_answer_stands_when_the_page_opens_again(client, address, scale, comment):
    client.post(address, {f"q{scale.pk}": "2", f"q{comment.pk}": "Slow."})
    html = text_of(client.get(address, {"score": "5"}))
    chosen = [line for line in html.splitlines() if " checked" in line]
    assert len(chosen) == 1
    assert 'value="2"' in chosen[0]
    assert "Slow." in html
    client.post(address, {f"q{scale.pk}": "5", f"q{comment.pk}": "Slow."})
    assert Response.objects.count() == 1
    assert Answer.objects.get(question=scale, is_current=True).value == 5


@pytest.mark.parametrize("score", ["", "0", "6", "4.5", "four", "1e1", "\x00"])
def test_a_wrong_score_is_a_sentence_at_the_question(client, address, scale, score):
    response = client.post(address, {f"q{scale.pk}": score})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [f"q{scale.pk}"]
    assert Response.objects.count() == 0


def test_a_question_of_another_survey_is_refused(client, address, scale):
    foreign = make_survey("relationship").questions.get(kind="nps")
    response = client.post(address, {f"q{scale.pk}": "4", f"q{foreign.pk}": "9"})
    assert response.status_code == 422
    assert len(response.context["form"].non_field_errors()) == 1
    assert Answer.objects.count() == 0


def test_a_comment_that_cannot_be_stored_is_refused(client, address, scale, comment):
    response = client.post(address, {f"q{scale.pk}": "4", f"q{comment.pk}": "x" * 4001})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [f"q{comment.pk}"]
    assert Response.objects.count() == 0


def test_a_comment_is_shown_as_text(client, address, scale, comment):
    client.post(address, {f"q{scale.pk}": "4", f"q{comment.pk}": "<script>alert(1)</script>"})
    assert "<script>alert(1)" not in text_of(client.get(address))


@pytest.mark.parametrize("ending", ["expired", "closed", "inactive", "revoked", "dropped", "bin", "token"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_closed_survey_says_so_and_keeps_nothing(client, invitation, scale, address, ending, method):
    past = timezone.now() - timedelta(seconds=1)
    if ending == "expired":
        Invitation.objects.update(expires_at=past)
    elif ending == "closed":
        make_survey(closes_at=past)
    elif ending == "inactive":
        make_survey(is_active=False)
    elif ending == "revoked":
        tokens.revoke(TokenPurpose.SURVEY, subject_id=invitation.pk, now=past)
    elif ending == "dropped":
        Invitation.objects.update(state="dropped")
    elif ending == "bin":
        Contact.objects.update(deleted_at=past)
    else:
        AccessToken.objects.update(expires_at=past)
    response = getattr(client, method)(address, {f"q{scale.pk}": "4"})
    assert response.status_code == 410
    assert "feedback/survey_closed.html" in [template.name for template in response.templates]
    assert Response.objects.count() == 0


def test_guesses_and_links_for_other_things_get_one_answer(client, address, invitation):
    other = tokens.issue(TokenPurpose.UNSUBSCRIBE, subject_id=invitation.pk)
    gone = tokens.issue(TokenPurpose.SURVEY, subject_id=10**9)
    bodies = []
    for token in ("x", "é\x00", "a" * 2000, other, gone):
        response = client.get(reverse("feedback:survey", args=[token]))
        assert response.status_code == 404
        bodies.append(appearance(response))
    assert bodies == bodies[:1] * 5


def test_guessing_is_slowed_down_and_real_links_are_not(client, address):
    statuses = [client.get(reverse("feedback:survey", args=[f"guess{n}"])).status_code for n in range(22)]
    assert statuses == [404] * 20 + [429] * 2
    assert client.get(address).status_code == 200


def test_one_link_answers_ten_times_an_hour(client, address, scale):
    statuses = [client.post(address, {f"q{scale.pk}": "4"}).status_code for _ in range(11)]
    assert statuses == [302] * 10 + [429]


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client, address, method):
    assert getattr(client, method)(address).status_code == 405


def test_thanks_without_an_answer_leads_back(client, address):
    assert client.get(address + "thanks/")["Location"] == address


def test_the_mail_gets_a_link_of_its_own_each_time(carol, alice, invitation):
    message = plan_survey_mail(invitation)
    first, second = (mail.variables(message, timezone.now())["survey_url"] for _ in range(2))
    assert first != second
    assert first.startswith(settings.PUBLIC_URL + "/survey/")
    assert AccessToken.objects.filter(purpose="survey", subject_id=invitation.pk).count() == 2
    token = first.rstrip("/").rsplit("/", 1)[1]
    assert not AccessToken.objects.filter(digest__contains=token).exists()


def test_the_mail_offers_a_link_for_each_score(invitation):
    variables = mail.variables(plan_survey_mail(invitation), timezone.now())
    assert sorted(variables) == [*(f"score_{score}_url" for score in range(1, 6)), "survey_url"]
    assert variables["score_2_url"] == variables["survey_url"] + "?score=2"


def test_a_wrong_link_is_answered_in_the_language_of_the_browser_and_tells_of_nobody(client, address, carol):
    Contact.objects.update(languages=["cs"])
    response = client.get(reverse("feedback:survey", args=["guess"]), headers={"Accept-Language": "ar"})
    assert (response.status_code, response["Content-Language"]) == (404, "ar")
    assert 'dir="rtl"' in text_of(response)
    assert "هذا الرابط لا يعمل" in text_of(response)


def test_the_closed_page_speaks_the_language_of_the_survey(client, address, invitation):
    Contact.objects.update(languages=["ar"])
    browser = {"Accept-Language": "da"}
    assert client.get(address, headers=browser)["Content-Language"] == "ar"
    AccessToken.objects.update(expires_at=timezone.now() - timedelta(days=1))
    closed = client.get(address, headers=browser)
    assert (closed.status_code, closed["Content-Language"]) == (410, "ar")
    assert "This survey is closed" not in text_of(closed)
