"""The customer's own page of a recap."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contacts.models import Contact
from interactions.models import Interaction, Recap, RecapAnswer
from staff import tokens
from staff.models import AccessToken, TokenPurpose
from tests.factories.interactions import make_recap, make_recap_link, make_talk
from tests.trust.telling_apart import appearance

POINTS = ["Delivery in June", "Ten pieces <b>"]
CONFIRMED = {"answer0": "right", "answer1": "right"}
CORRECTED = {"answer0": "wrong", "words0": "In July", "answer1": "right", "remark": "Thanks"}


@pytest.fixture
def recap(alice, carol):
    entry = make_talk(alice, carol, timezone.now() - timedelta(hours=2), points=POINTS)
    return make_recap(entry, by=alice, now=timezone.now(), next_steps="We send the offer.")


@pytest.fixture
def address(recap):
    return reverse("interactions:recap_page", args=[make_recap_link(recap, now=timezone.now())])


def text_of(response):
    return response.content.decode()


def test_the_page_opens_without_signing_in_and_leaves_no_trace(client, address):
    for method in (client.get, client.head):
        response = method(address)
        assert response.status_code == 200
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    assert "sessionid" not in response.cookies
    assert (RecapAnswer.objects.count(), Interaction.objects.filter(kind="recap").count()) == (0, 0)


@pytest.mark.parametrize(
    ("language", "heading", "direction"),
    [
        ("en", "Did we understand you correctly?", "ltr"),
        ("ru", "Правильно ли мы вас поняли?", "ltr"),
        ("cs", "Porozuměli jsme vám správně?", "ltr"),
        ("da", "Har vi forstået dig rigtigt?", "ltr"),
        ("lt", "Ar teisingai jus supratome?", "ltr"),
        ("ar", "هل فهمناكم على نحو صحيح؟", "rtl"),
    ],
)
def test_the_page_speaks_the_customers_language(client, address, language, heading, direction):
    Contact.objects.update(languages=[language])
    response = client.get(address, headers={"Accept-Language": "da"})
    assert response["Content-Language"] == language
    assert f"<h1>{heading}</h1>" in text_of(response)
    assert f'dir="{direction}"' in text_of(response)


def test_confirming_keeps_the_answer_with_its_language_and_thanks(client, address):
    response = client.post(address, CONFIRMED, follow=True)
    assert response.redirect_chain == [(address, 302)]
    assert "alert-success" in text_of(response)
    assert list(RecapAnswer.objects.values_list("corrections", "remark", "language")) == [(["", ""], "", "cs")]


def test_a_correction_stands_on_the_page_and_may_be_changed(client, address):
    client.post(address, CORRECTED)
    html = text_of(client.get(address))
    assert "In July" in html
    assert html.count(" checked") == 2
    client.post(address, CONFIRMED)
    assert list(RecapAnswer.objects.values_list("corrections", flat=True)) == [["", ""], ["In July", ""]]


def test_sending_twice_keeps_one_answer(client, address):
    for _tap in range(2):
        client.post(address, CORRECTED)
    assert RecapAnswer.objects.count() == 1


def test_words_beside_a_tick_are_a_correction(client, address):
    client.post(address, {**CONFIRMED, "words1": "Or eleven"})
    assert RecapAnswer.objects.get().corrections == ["", "Or eleven"]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"answer1": "right"}, "answer0"),
        ({**CONFIRMED, "answer0": "wrong"}, "words0"),
        ({**CONFIRMED, "answer0": "perhaps"}, "answer0"),
        ({**CONFIRMED, "words0": "x" * 1001}, "words0"),
        ({**CONFIRMED, "words0": "\x00"}, "words0"),
        ({**CONFIRMED, "remark": "x" * 4001}, "remark"),
    ],
)
def test_what_is_missing_or_too_long_is_said_beside_the_point(client, address, data, field):
    response = client.post(address, data)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert RecapAnswer.objects.count() == 0


@pytest.mark.parametrize(
    "words",
    ["Не в июне, а в июле", "في يوليو وليس في يونيو", "七月です", "Ve červenci 🌻", "<script>alert(1)</script>"],
)
def test_words_of_every_script_are_kept_and_shown_as_text(client, address, words):
    client.post(address, {**CORRECTED, "words0": words, "remark": words})
    answer = RecapAnswer.objects.get()
    assert (answer.corrections[0], answer.remark) == (words, words)
    html = text_of(client.get(address))
    assert "<script>alert(1)" not in html
    assert "Ten pieces &lt;b&gt;" in html


def test_a_real_browser_without_referrer_and_cookie_can_answer(address):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address, CONFIRMED, headers={"Origin": "null"}).status_code == 302
    assert RecapAnswer.objects.count() == 1


def test_what_was_read_is_shown_and_not_changed(client, address):
    client.post(address, CORRECTED)
    Recap.objects.update(read_at=timezone.now())
    page = client.get(address)
    assert page.status_code == 200
    assert "In July" in text_of(page)
    assert "<form" not in text_of(page)
    assert client.post(address, CONFIRMED).status_code == 409
    assert RecapAnswer.objects.count() == 1


@pytest.mark.parametrize("ending", ["expired", "revoked", "bin", "token"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_closed_recap_says_so_and_keeps_nothing(client, recap, address, ending, method):
    past = timezone.now() - timedelta(seconds=1)
    if ending == "expired":
        Recap.objects.update(expires_at=past)
    elif ending == "revoked":
        tokens.revoke(TokenPurpose.RECAP, subject_id=recap.pk, now=past)
    elif ending == "bin":
        Contact.objects.update(deleted_at=past)
    else:
        AccessToken.objects.update(expires_at=past)
    response = getattr(client, method)(address, CONFIRMED)
    assert (response.status_code, response["Content-Language"]) == (410, "cs")
    assert "Delivery in June" not in text_of(response)
    assert RecapAnswer.objects.count() == 0


def test_guesses_and_links_for_other_things_get_one_answer(client, address, recap):
    other = tokens.issue(TokenPurpose.SURVEY, subject_id=recap.pk)
    gone = tokens.issue(TokenPurpose.RECAP, subject_id=10**9)
    bodies = []
    for token in ("x", "é\x00", "a" * 2000, other, gone):
        response = client.get(reverse("interactions:recap_page", args=[token]))
        assert response.status_code == 404
        bodies.append(appearance(response))
    assert bodies == bodies[:1] * 5


def test_guessing_is_slowed_down_and_real_links_are_not(client, address):
    guesses = [reverse("interactions:recap_page", args=[f"guess{number}"]) for number in range(22)]
    assert [client.get(guess).status_code for guess in guesses] == [404] * 20 + [429] * 2
    assert client.get(address).status_code == 200


def test_one_link_answers_ten_times_an_hour(client, address):
    assert [client.post(address, CONFIRMED).status_code for _ in range(11)] == [302] * 10 + [429]


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client, address, method):
    assert getattr(client, method)(address).status_code == 405
