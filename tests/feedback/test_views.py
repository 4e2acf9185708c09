from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts.models import Contact
from feedback.models import Invitation
from outreach.models import Message
from staff.models import Submit
from tests.factories.contacts import add_consent, make_contact
from tests.factories.feedback import make_invitation, make_response, make_survey, plan_survey_mail

LISTS = ("feedback:inbox", "feedback:survey_list", "feedback:not_sent")


@pytest.fixture
def strangers(charlie):
    """Data that could leak: a customer of another team, with an answer and a drop."""
    dana = make_contact("Dana Foreign", owner=charlie)
    make_response(dana, 1, comment="Foreign words.")
    make_invitation(dana, state="dropped", reason="cooldown")
    return dana


def html_of(client, name, *args, **query):
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def invite(client, contact, survey, **data):
    return client.post(reverse("feedback:invite", args=[contact.pk]), {"survey": survey.pk, **data})


def test_the_inbox_shows_the_lowest_answer_first(sign_in, alice, carol, strangers):
    relationship = make_survey("relationship")
    make_response(carol, 5, comment="Five of five.")
    make_response(carol, 3, comment="Three of ten.", survey=relationship)
    make_response(carol, 2, comment="Two of five.")
    make_response(carol, 3, comment="Three of five.")
    make_response(carol, 6, comment="Six of ten.", survey=relationship)
    html = html_of(sign_in(alice), "feedback:inbox")
    comments = ("Two of five.", "Three of ten.", "Six of ten.", "Three of five.", "Five of five.")
    order = [html.index(words) for words in comments]
    assert order == sorted(order)
    assert "Foreign" not in html


def test_the_inbox_shows_the_newest_first_when_asked(sign_in, alice, carol):
    now = timezone.now()
    make_response(carol, 5, comment="Later.", at=now)
    make_response(carol, 1, comment="Earlier.", at=now - timedelta(days=1))
    html = html_of(sign_in(alice), "feedback:inbox", order="newest")
    assert html.index("Later.") < html.index("Earlier.")


def test_low_scores_can_be_shown_alone(sign_in, alice, carol):
    relationship = make_survey("relationship")
    for score, survey in ((2, None), (3, None), (6, relationship), (7, relationship)):
        make_response(carol, score, comment=f"Score {score}.", survey=survey)
    html = html_of(sign_in(alice), "feedback:inbox", show="low")
    assert [score for score in (2, 3, 6, 7) if f"Score {score}." in html] == [2, 6]


@pytest.mark.parametrize("query", [{"page": "x"}, {"page": "-3"}, {"order": "'"}, {"show": "x"}])
def test_odd_addresses_show_the_inbox(sign_in, alice, carol, query):
    make_response(carol, 5, comment="Here.")
    html = html_of(sign_in(alice), "feedback:inbox", **query)
    assert "feedback" in html


def test_comments_are_shown_as_text(sign_in, alice, carol):
    make_response(carol, 1, comment="<img src=x onerror=alert(1)>")
    assert "<img src=x" not in html_of(sign_in(alice), "feedback:inbox")


def test_surveys_show_their_response_rate(sign_in, alice, carol, strangers):
    make_response(carol, 5)
    make_invitation(carol)
    make_invitation(carol)
    make_invitation(carol, state="dropped", reason="cooldown")
    unsent = make_invitation(carol)
    plan_survey_mail(unsent)
    Message.objects.update(state="skipped")
    surveys = sign_in(alice).get(reverse("feedback:survey_list")).context["surveys"]
    survey = next(row for row in surveys if row.code == "after_conversation")
    assert (survey.asked, survey.answered, survey.kept_back) == (3, 1, 1)
    assert "33.3" in html_of(sign_in(alice), "feedback:survey_list")


def test_what_was_not_sent_stands_with_its_reason(sign_in, alice, carol, strangers):
    make_invitation(carol, state="dropped", reason="consent_refused")
    html = html_of(sign_in(alice), "feedback:not_sent")
    assert "The contact refused this purpose." in html
    assert "Carol" in html
    assert "Dana" not in html


def test_the_panel_shows_the_last_answers(sign_in, alice, carol):
    make_response(carol, 2, comment="Slow.")
    html = html_of(sign_in(alice), "feedback:contact_panel", carol.pk)
    assert "Slow." in html
    assert "2 of 5" in html


def test_the_panel_shows_who_is_asked_and_why_not(sign_in, alice, carol):
    now = timezone.now()
    still_open, stopped, _over = (make_invitation(carol, created_at=at) for at in (now, now, now - timedelta(days=15)))
    plan_survey_mail(stopped)
    Message.objects.filter(pk=stopped.message_id).update(state="cancelled")
    last = [make_invitation(carol, state="dropped", reason=reason) for reason in ("cooldown", "consent_refused")][1]
    shown = sign_in(alice).get(reverse("feedback:contact_panel", args=[carol.pk])).context
    assert (shown["waiting"], shown["dropped"]) == ([still_open], [last])


def test_the_panel_counts_the_answers_that_stand(sign_in, alice, carol):
    response = make_response(carol, 5)
    response.answers.update(is_current=False)
    question = response.invitation.survey.questions.get(kind="csat")
    response.answers.create(question=question, value=2)
    html = html_of(sign_in(alice), "feedback:contact_panel", carol.pk)
    assert ["2 of 5" in html, "5 of 5" in html] == [True, False]


def test_the_panel_is_a_fragment_for_htmx(sign_in, alice, carol):
    make_response(carol, 2, comment="Slow.")
    url = reverse("feedback:contact_panel", args=[carol.pk])
    html = sign_in(alice).get(url, headers={"HX-Request": "true"}).content.decode()
    assert "Slow." in html
    assert "<html" not in html


def test_a_colleague_of_the_team_sees_the_panel_without_answers(sign_in, bob, carol):
    make_response(carol, 2, comment="Slow.")
    html = html_of(sign_in(bob), "feedback:contact_panel", carol.pk)
    assert "Slow." not in html
    assert "2 of 5" not in html


def test_the_team_lead_reads_the_answers_of_the_team(sign_in, lead, carol, strangers):
    make_response(carol, 2, comment="Slow.")
    html = html_of(sign_in(lead), "feedback:inbox")
    assert "Slow." in html
    assert "Foreign" not in html


def test_named_answers_are_the_owners(sign_in, bob, carol):
    make_response(carol, 2, comment="Slow.")
    assert "Slow." not in html_of(sign_in(bob), "feedback:inbox")


def test_a_stranger_finds_no_panel(sign_in, charlie, carol):
    make_response(carol, 2)
    assert sign_in(charlie).get(reverse("feedback:contact_panel", args=[carol.pk])).status_code == 404
    survey = make_survey("relationship")
    assert invite(sign_in(charlie), carol, survey).status_code == 404


def test_a_marketer_reads_no_named_answers(sign_in, marketer, carol):
    make_response(carol, 2, comment="Slow.")
    client = sign_in(marketer)
    assert [client.get(reverse(name)).status_code for name in LISTS] == [403, 403, 403]
    assert "Slow." not in html_of(client, "feedback:contact_panel", carol.pk)
    assert invite(client, carol, make_survey("relationship")).status_code == 403


@pytest.mark.parametrize("name", LISTS)
def test_lists_want_a_colleague_who_signed_in(client, organisation, name):
    response = client.get(reverse(name))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_only_read(sign_in, alice, name):
    assert sign_in(alice).post(reverse(name)).status_code == 405


def test_panels_of_nobody_are_not_found(sign_in, alice):
    assert sign_in(alice).get(reverse("feedback:contact_panel", args=[10**9])).status_code == 404


@pytest.mark.parametrize("name", LISTS)
def test_lists_ask_the_same_for_one_row_and_for_three(sign_in, alice, carol, name, django_assert_max_num_queries):
    client = sign_in(alice)
    client.get(reverse(name))  # the first request also asks whether there is an organisation
    counts = []
    for rows in (1, 2):
        for _row in range(rows):
            person = make_contact(f"Person {Contact.objects.count()}", owner=alice)
            make_response(person, 2, comment="Words.")
            make_invitation(person, state="dropped", reason="cooldown")
        with django_assert_max_num_queries(30) as asked:
            assert client.get(reverse(name)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_asking_by_hand_plans_a_mail_once_a_day(sign_in, alice, carol):
    add_consent(carol, "feedback")
    survey = make_survey("relationship")
    client = sign_in(alice)
    for _tap in range(2):
        assert invite(client, carol, survey)["Location"] == reverse("contacts:contact_detail", args=[carol.pk])
    invitation = Invitation.objects.get()
    assert (invitation.state, invitation.survey, invitation.message.state) == ("invited", survey, "pending")


def test_the_panel_gives_the_question_a_key_that_two_taps_share(sign_in, alice, carol):
    add_consent(carol, "feedback")
    survey, client = make_survey("relationship"), sign_in(alice)
    panel = client.get(reverse("feedback:contact_panel", args=[carol.pk]))
    key = str(panel.context["form"]["once"].value())
    assert f'name="once" value="{key}"' in panel.content.decode()
    for _tap in range(2):
        client.post(reverse("feedback:invite", args=[carol.pk]), {"survey": survey.pk, "once": key})
    assert Submit.objects.get().url == reverse("contacts:contact_detail", args=[carol.pk])
    assert Invitation.objects.count() == 1


def test_asking_once_more_after_consent_asks(sign_in, alice, carol):
    survey, client = make_survey("relationship"), sign_in(alice)
    url = reverse("feedback:invite", args=[carol.pk])
    client.post(url, {"survey": survey.pk})
    response = client.post(url, {"survey": survey.pk}, follow=True)
    assert [str(message) for message in response.context["messages"]][-1:] == [
        "No consent is recorded for this purpose."
    ]
    add_consent(carol, "feedback")
    client.post(url, {"survey": survey.pk})
    invitation = Invitation.objects.get()
    assert (invitation.state, invitation.reason, invitation.message.state) == ("invited", "", "pending")


def test_asking_without_consent_says_why_not(sign_in, alice, carol):
    response = sign_in(alice).post(
        reverse("feedback:invite", args=[carol.pk]), {"survey": make_survey("relationship").pk}, follow=True
    )
    assert [str(message) for message in response.context["messages"]] == ["No consent is recorded for this purpose."]
    assert Message.objects.count() == 0


@pytest.mark.parametrize("survey", ["", "x", "999999"])
def test_asking_by_an_unknown_survey_is_one_sentence(sign_in, alice, carol, survey):
    add_consent(carol, "feedback")
    url = reverse("feedback:invite", args=[carol.pk])
    response = sign_in(alice).post(url, {"survey": survey}, follow=True)
    assert [str(message) for message in response.context["messages"]] == ["Choose one of the surveys that are open."]
    assert Invitation.objects.count() == 0


def test_a_survey_about_conversations_is_not_offered_by_hand(sign_in, alice, carol):
    add_consent(carol, "feedback")
    invite(sign_in(alice), carol, make_survey())
    assert Invitation.objects.count() == 0


def test_only_who_may_mail_the_contact_asks(sign_in, bob, carol):
    add_consent(carol, "feedback")
    assert invite(sign_in(bob), carol, make_survey("relationship")).status_code == 403
    assert Invitation.objects.count() == 0
