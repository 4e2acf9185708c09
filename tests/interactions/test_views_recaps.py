"""Sending a recap from the timeline, and reading the answer."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from interactions.actions.recaps import answer_recap
from interactions.models import Recap
from outreach.actions.planning import cancel_message
from outreach.models import Message
from tests.factories.contacts import make_contact
from tests.factories.interactions import make_recap, make_talk

POINTS = ["Delivery in June", "Ten pieces"]


@pytest.fixture
def entry(alice, carol):
    return make_talk(alice, carol, timezone.now() - timedelta(hours=2), points=POINTS)


@pytest.fixture
def recap(entry, alice):
    return make_recap(entry, by=alice, now=timezone.now())


@pytest.fixture
def answer(recap):
    return answer_recap(recap=recap, corrections=["In July", ""], remark="Thanks", language="cs")


def page_of(name, row):
    return reverse(f"interactions:{name}", args=[row.pk])


def text_of(response):
    return response.content.decode()


def test_the_page_shows_the_points_and_the_mail_in_the_customers_language(sign_in, alice, entry):
    response = sign_in(alice).get(page_of("recap_send", entry))
    assert response.status_code == 200
    assert response.context["mail"].language == "cs"
    assert "• Delivery in June" in response.context["mail"].text
    assert Message.objects.count() == 0


def test_showing_the_mail_sends_nothing(sign_in, alice, entry):
    data = {"points": "Delivery in July", "next_steps": "We call.", "preview": "1"}
    response = sign_in(alice).post(page_of("recap_send", entry), data)
    assert response.status_code == 200
    assert "• Delivery in July" in response.context["mail"].text
    assert (Recap.objects.count(), Message.objects.count()) == (0, 0)


def test_sending_plans_the_mail_with_the_words_as_edited(sign_in, alice, carol, entry):
    data = {"points": " Dodávka v červnu \n\nDeset kusů", "next_steps": "Pošleme nabídku.", "once": "k1"}
    for _tap in range(2):
        response = sign_in(alice).post(page_of("recap_send", entry), data)
        assert response["Location"] == reverse("contacts:contact_detail", args=[carol.pk])
    assert Recap.objects.get().points == ["Dodávka v červnu", "Deset kusů"]
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    "points", ["", " \n ", "\n".join(["x"] * 21), "x" * 1001], ids=["none", "blank", "many", "long"]
)
def test_points_that_make_no_recap_are_refused(sign_in, alice, entry, points):
    response = sign_in(alice).post(page_of("recap_send", entry), {"points": points})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["points"]
    assert Recap.objects.count() == 0


def test_a_second_recap_is_refused_with_a_sentence(sign_in, alice, entry, recap):
    response = sign_in(alice).post(page_of("recap_send", entry), {"points": "Again"})
    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == ["A recap of this conversation was sent already."]


def test_only_who_may_write_to_the_customer_sends(sign_in, bob, charlie, marketer, entry):
    for user, status in ((bob, 403), (charlie, 404), (marketer, 403)):
        assert sign_in(user).post(page_of("recap_send", entry), {"points": "x"}).status_code == status
    assert Recap.objects.count() == 0
    assert sign_in(bob).get(reverse("interactions:recap_send", args=[10**9])).status_code == 404


def test_the_answer_is_seen_where_the_timeline_is(sign_in, alice, bob, charlie, answer, recap):
    for user in (alice, bob):
        html = text_of(sign_in(user).get(page_of("recap_detail", recap)))
        assert "In July" in html
        assert "Thanks" in html
    assert sign_in(charlie).get(page_of("recap_detail", recap)).status_code == 404
    assert sign_in(alice).post(page_of("recap_detail", recap)).status_code == 405


def test_looking_reads_nothing_and_the_button_does(sign_in, alice, carol, answer, recap):
    client = sign_in(alice)
    client.get(page_of("recap_detail", recap))
    assert Recap.objects.get().read_at is None
    response = client.post(page_of("recap_read", recap), {"answer": answer.pk})
    assert response["Location"] == reverse("contacts:contact_detail", args=[carol.pk])
    assert Recap.objects.get().read_at is not None


@pytest.mark.parametrize("seen", ["", "0", "x", "²", "9" * 40])
def test_what_was_not_seen_is_not_marked_as_read(sign_in, alice, answer, recap, seen):
    response = sign_in(alice).post(page_of("recap_read", recap), {"answer": seen})
    assert response["Location"] == page_of("recap_detail", recap)
    assert Recap.objects.get().read_at is None


def test_only_who_may_log_marks_as_read(sign_in, bob, charlie, dpo, answer, recap):
    for user, status in ((charlie, 404), (dpo, 403)):
        assert sign_in(user).post(page_of("recap_read", recap), {"answer": answer.pk}).status_code == status
    assert Recap.objects.get().read_at is None
    sign_in(bob).post(page_of("recap_read", recap), {"answer": answer.pk})
    assert Recap.objects.get().read_at is not None


def test_the_timeline_offers_a_recap_of_points_alone(sign_in, alice, bob, carol, entry):
    make_talk(alice, carol, timezone.now())
    address = reverse("interactions:contact_timeline", args=[carol.pk])
    assert text_of(sign_in(alice).get(address)).count("Send a recap") == 1
    assert "Send a recap" not in text_of(sign_in(bob).get(address))


def test_a_recap_whose_mail_was_withdrawn_is_offered_again(sign_in, alice, carol, recap):
    cancel_message(recap.message, reason="skipped_by_hand", now=timezone.now())
    html = text_of(sign_in(alice).get(reverse("interactions:contact_timeline", args=[carol.pk])))
    assert "recap not sent" in html
    assert html.count("Send a recap") == 1


def test_the_timeline_says_what_the_customer_corrected(sign_in, alice, carol, entry, recap):
    address = reverse("interactions:contact_timeline", args=[carol.pk])
    client = sign_in(alice)
    assert "recap not answered yet" in text_of(client.get(address))
    answer_recap(recap=recap, corrections=["In July", ""], remark="", language="cs")
    html = text_of(client.get(address))
    assert html.count('<bdi class="fw-medium">In July</bdi>') == 2
    answer_recap(recap=recap, corrections=["", ""], remark="", language="cs")
    assert "In July" not in text_of(client.get(address))
    assert text_of(client.get(address)).count("the customer confirmed it") == 2


@pytest.mark.parametrize("name", ["interactions:contact_timeline", "interactions:interaction_list"])
def test_the_same_queries_for_one_recap_and_for_three(
    sign_in, alice, carol, name, django_assert_num_queries, django_assert_max_num_queries
):
    client = sign_in(alice)
    address = reverse(name, args=[carol.pk] if name.endswith("timeline") else [])

    def recapped():
        entry = make_talk(alice, carol, timezone.now(), points=POINTS)
        answer_recap(
            recap=make_recap(entry, by=alice, now=timezone.now()), corrections=["a", "b"], remark="", language="cs"
        )

    recapped()
    client.get(address)
    with django_assert_max_num_queries(100) as counted:
        client.get(address)
    recapped()
    recapped()
    with django_assert_num_queries(len(counted)):
        client.get(address)


def test_recaps_of_strangers_stand_nowhere(sign_in, charlie, alice, recap, answer):
    make_contact("Own", owner=charlie)
    assert "In July" not in text_of(sign_in(charlie).get(reverse("interactions:interaction_list")))
