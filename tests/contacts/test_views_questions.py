"""The administrator words what colleagues ask."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from contacts.actions.questions import install_questions
from contacts.models import NeedQuestion
from contacts.ready_made import QUESTIONS
from staff.models import AuditEntry, Role
from tests.factories.contacts import make_fact, make_question
from tests.factories.staff import make_user

LIST = "contacts:question_list"
TYPED = {
    "kind": "interest",
    "position": "3",
    "is_offered": "on",
    "words_en": "Which news?",
    "words_cs": "Jaké novinky?",
}


@pytest.fixture
def root(organisation):
    return make_user("Root", Role.ADMINISTRATOR)


def test_a_question_is_made_and_changed(sign_in, root):
    client = sign_in(root)
    assert client.post(reverse("contacts:question_create"), TYPED).url == reverse(LIST)
    question = NeedQuestion.objects.get()
    assert (question.words_en, question.words_cs, question.kind, question.position) == (
        "Which news?", "Jaké novinky?", "interest", 3,
    )  # fmt: skip
    client.post(reverse("contacts:question_edit", args=[question.pk]), {**TYPED, "is_offered": ""})
    question.refresh_from_db()
    assert (question.is_offered, question.words_en) == (False, "Which news?")
    entries = AuditEntry.objects.filter(action__startswith="contacts.question.c").order_by("pk")
    assert [(entry.action, entry.detail["fields"]) for entry in entries][1] == (
        "contacts.question.change",
        ["is_offered"],
    )


def test_the_list_shows_each_question(sign_in, root):
    client = sign_in(root)
    assert "No questions yet" in client.get(reverse(LIST)).content.decode()
    make_question("Which lamp?")
    assert "Which lamp?" in client.get(reverse(LIST)).content.decode()


def test_a_question_needs_words(sign_in, root):
    page = sign_in(root).post(reverse("contacts:question_create"), {**TYPED, "words_en": ""})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["words_en"])


def test_nobody_else_words_them(sign_in, alice, lead, marketer):
    pk = make_question().pk
    places = (reverse(LIST), reverse("contacts:question_create"), reverse("contacts:question_edit", args=[pk]))
    assert [sign_in(user).get(place).status_code for user in (alice, lead, marketer) for place in places] == [403] * 9


def test_bad_id_and_wrong_method(sign_in, root):
    client = sign_in(root)
    assert client.get(reverse("contacts:question_edit", args=[999_999])).status_code == 404
    assert client.post(reverse(LIST)).status_code == 405


def test_a_new_house_starts_with_questions_and_keeps_its_own(organisation, carol):
    install_questions(now=datetime(2026, 11, 18, tzinfo=UTC))
    assert NeedQuestion.objects.count() == len(QUESTIONS)
    NeedQuestion.objects.exclude(position=1).delete()
    fact = make_fact(carol, question=NeedQuestion.objects.get())
    install_questions(now=datetime(2026, 11, 18, tzinfo=UTC))
    assert NeedQuestion.objects.get() == fact.question
