"""The phrasebook and the questions for a call: what each house starts with, and the pages."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from crm.translated import words_in
from interactions.actions.phrases import install_phrases
from interactions.models import CallQuestion, Phrase, Situation
from staff.models import AuditEntry

NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)
LANGUAGES = ("en", "ru", "cs", "da", "lt")


@pytest.fixture
def phrases(organisation):
    install_phrases(now=NOW)


def page(name, *args):
    return reverse(f"interactions:{name}", args=args)


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize("situation", Situation.values)
def test_each_situation_has_six_phrases_in_five_languages_half_of_them_informal(phrases, situation):
    found = Phrase.objects.filter(situation=situation)
    assert sorted(found.values_list("formality", flat=True)) == ["formal"] * 3 + ["informal"] * 3
    for phrase in found:
        assert all(words_in(phrase, "text", language) for language in LANGUAGES)


def test_a_phrase_names_the_customer_in_every_language_or_in_none(phrases):
    for phrase in Phrase.objects.all():
        marks = {tuple(re.findall(r"\{.*?\}", words_in(phrase, "text", language))) for language in LANGUAGES}
        assert marks in ({()}, {("{name}",)})


def test_a_hole_that_the_writer_fills_in_is_there_in_every_language(phrases):
    for phrase in Phrase.objects.all():
        assert len({words_in(phrase, "text", language).count("…") for language in LANGUAGES}) == 1


def test_no_language_stands_in_for_another(phrases):
    for row, column in [
        *((one, "text") for one in Phrase.objects.all()),
        *((one, "words") for one in CallQuestion.objects.all()),
    ]:
        assert len({words_in(row, column, language) for language in LANGUAGES}) == len(LANGUAGES)


def test_installing_again_writes_over_nothing(phrases):
    Phrase.objects.all().delete()
    Phrase.objects.create(situation="thanks", text_en="Cheers")
    install_phrases(now=NOW)
    assert Phrase.objects.get().text_en == "Cheers"
    assert CallQuestion.objects.count() == 16


def test_everybody_looks_through_the_phrases_in_a_language_of_theirs(sign_in, bob, phrases):
    html = text_of(
        sign_in(bob).get(page("phrase_list"), {"language": "cs", "situation": "thanks", "formality": "formal"})
    )
    assert "děkujeme za Vaši důvěru" in html
    assert "moc díky" not in html
    assert "Thank you for telling us" not in html


def test_the_reader_sees_their_own_language_first(sign_in, bob, phrases):
    bob.language = "lt"
    bob.save()
    html = text_of(sign_in(bob).get(page("phrase_list")))
    assert '<option value="lt" selected>' in html
    assert "dėkojame už pasitikėjimą" in html


def test_words_that_are_missing_say_so(sign_in, bob, phrases):
    html = text_of(sign_in(bob).get(page("phrase_list"), {"language": "ar", "situation": "thanks"}))
    assert html.count("not translated") == 6


@pytest.mark.parametrize("asked", [{"language": "xx"}, {"situation": "x"}, {"formality": "\x00"}])
def test_what_is_no_choice_asks_for_nothing(sign_in, bob, phrases, asked):
    response = sign_in(bob).get(page("phrase_list"), asked)
    assert response.status_code == 200
    assert sum(len(found) for _title, found in response.context["groups"]) == 54


def test_a_phrase_that_is_not_offered_is_seen_by_who_words_it(sign_in, bob, admin, phrases):
    Phrase.objects.filter(situation="thanks").update(is_offered=False)
    asked = {"situation": "thanks"}
    assert sign_in(bob).get(page("phrase_list"), asked).context["groups"] == []
    assert len(sign_in(admin).get(page("phrase_list"), asked).context["groups"]) == 1


def test_an_administrator_words_a_phrase(sign_in, admin, phrases):
    phrase = Phrase.objects.filter(situation="thanks").first()
    data = {
        "situation": "thanks",
        "formality": "informal",
        "position": 9,
        "text_en": "Ta, {name}",
        "text_ar": "شكرًا {name}",
    }
    response = sign_in(admin).post(page("phrase_edit", phrase.pk), data)
    assert response["Location"] == page("phrase_list")
    phrase.refresh_from_db()
    assert (phrase.text_en, phrase.text_ar, phrase.text_cs, phrase.is_offered) == (
        "Ta, {name}",
        "شكرًا {name}",
        "",
        False,
    )
    assert AuditEntry.objects.get(action="interactions.phrase.change").subject_id == phrase.pk


def test_an_administrator_adds_a_phrase_and_a_question(sign_in, admin):
    client = sign_in(admin)
    client.post(page("phrase_create"), {"situation": "delay", "formality": "formal", "position": 1, "text_en": "Later"})
    client.post(page("call_question_create"), {"topic": "needs", "position": 1, "words_en": "Why?", "is_offered": "on"})
    assert Phrase.objects.get().text_en == "Later"
    assert CallQuestion.objects.get().words_en == "Why?"


@pytest.mark.parametrize("data", [{}, {"situation": "x", "text_en": "a"}, {"situation": "delay", "text_en": "x" * 501}])
def test_a_phrase_without_words_or_situation_is_refused(sign_in, admin, data):
    response = sign_in(admin).post(page("phrase_create"), {"formality": "formal", "position": 1, **data})
    assert response.status_code == 422
    assert Phrase.objects.count() == 0


@pytest.mark.parametrize("kind", ["phrase", "call_question"])
def test_only_an_administrator_words_them(sign_in, alice, lead, phrases, kind):
    row = (Phrase if kind == "phrase" else CallQuestion).objects.first()
    for user in (alice, lead):
        client = sign_in(user)
        assert client.get(page(f"{kind}_create")).status_code == 403
        assert client.post(page(f"{kind}_edit", row.pk), {"position": 1}).status_code == 403
    assert page(f"{kind}_edit", row.pk) not in text_of(sign_in(alice).get(page(f"{kind}_list")))


@pytest.mark.parametrize("kind", ["phrase", "call_question"])
def test_an_unknown_one_is_not_found(sign_in, admin, kind):
    assert sign_in(admin).get(page(f"{kind}_edit", 10**9)).status_code == 404
    assert sign_in(admin).post(page(f"{kind}_list")).status_code == 405


@pytest.mark.parametrize("kind", ["phrase", "call_question"])
def test_the_same_queries_for_three_and_for_all(
    sign_in, bob, phrases, kind, django_assert_num_queries, django_assert_max_num_queries
):
    client, model = sign_in(bob), Phrase if kind == "phrase" else CallQuestion
    client.get(page(f"{kind}_list"))
    with django_assert_max_num_queries(50) as counted:
        client.get(page(f"{kind}_list"))
    model.objects.exclude(pk__in=list(model.objects.values_list("pk", flat=True)[:3])).delete()
    with django_assert_num_queries(len(counted)):
        client.get(page(f"{kind}_list"))


def test_the_administration_says_what_is_not_translated(sign_in, admin, phrases):
    html = text_of(sign_in(admin).get(reverse("admin:interactions_phrase_changelist"), {"missing_in": "ar"}))
    assert "Arabic" in html
    assert Phrase.objects.count() == 54
