"""Help with words beside the composer, for one customer."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import translation

from contacts.actions.questions import install_questions
from contacts.models import Contact, Fact, NeedQuestion
from interactions.actions.phrases import install_phrases
from interactions.models import CallQuestion, Phrase
from interactions.wording import wording_for
from tests.factories.contacts import make_contact

NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)


@pytest.fixture
def novak(organisation, alice):
    install_phrases(now=NOW)
    install_questions(now=NOW)
    return make_contact(
        "Jan Novák",
        owner=alice,
        email="jan@customer.example",
        languages=["cs"],
        given="Jan",
        surname_core="Novák",
        grammatical_gender="m",
        vocatives={"cs": {"surname": "Nováku", "given": "Jane"}},
    )


def said_in(groups):
    return [said for _title, found in groups for said in found]


def test_phrases_are_in_the_customers_language_with_their_form_of_address(novak, alice, organisation):
    with translation.override("en"):
        wording = wording_for(novak, alice, organisation, with_questions=False)
    assert (wording.language, wording.formality) == ("cs", "formal")
    thanks = dict(wording.phrases)["Thanks"][0]
    assert thanks.text == "Pane Nováku, děkujeme za Vaši důvěru, velmi si jí vážíme."
    assert thanks.meaning == "Jan Novák, thank you for your trust; we do not take it for granted."
    assert thanks.note == "Soon after what we are thankful for; name it."
    assert (wording.asked, wording.about_needs) == ([], [])


def test_the_register_is_the_one_in_which_they_are_addressed(novak, alice, organisation):
    novak.formality = "informal"
    wording = wording_for(novak, alice, organisation, with_questions=False)
    assert wording.formality == "informal"
    assert len(said_in(wording.phrases)) == 27
    assert "moc díky" in " ".join(said.text for said in said_in(wording.phrases))


def test_who_reads_the_customers_language_needs_no_meaning(novak, alice, organisation):
    with translation.override("cs"):
        wording = wording_for(novak, alice, organisation, with_questions=True)
    assert {said.meaning for said in [*said_in(wording.phrases), *said_in(wording.asked)]} == {""}


def test_situations_stand_in_the_order_of_a_relationship(novak, alice, organisation):
    wording = wording_for(novak, alice, organisation, with_questions=False)
    titles = [title for title, _found in wording.phrases]
    assert (titles[0], titles[-1], len(titles)) == ("First contact", "Goodbye that leaves a door open", 9)


def test_a_language_without_phrases_has_none_of_another(novak, alice, organisation):
    novak.languages = ["ar"]
    assert wording_for(novak, alice, organisation, with_questions=False).phrases == []


def test_a_phrase_that_is_not_offered_stays_away(novak, alice, organisation):
    Phrase.objects.exclude(situation="delay").update(is_offered=False)
    assert [title for title, _found in wording_for(novak, alice, organisation, with_questions=False).phrases] == [
        "Delay"
    ]


@pytest.mark.parametrize(("stage", "count"), [("awareness", 8), ("dissolution", 8), ("commitment", 8)])
def test_questions_are_those_of_the_stage_and_of_every_stage(novak, alice, organisation, stage, count):
    novak.stage = stage
    asked = said_in(wording_for(novak, alice, organisation, with_questions=True).asked)
    fitting = CallQuestion.objects.filter(stage__in=("", stage))
    assert sorted(said.text for said in asked) == sorted(fitting.values_list("words_cs", flat=True))
    assert len(asked) == count


def test_a_question_about_needs_that_was_answered_is_asked_no_more(novak, alice, organisation):
    question = NeedQuestion.objects.order_by("position").first()
    Fact.objects.create(contact=novak, kind="need", text="Light", question=question, known_since=NOW.date())
    about = wording_for(novak, alice, organisation, with_questions=True).about_needs
    assert len(about) == NeedQuestion.objects.count() - 1
    assert question.words_cs not in {said.text for said in about}


def test_the_composer_shows_phrases_and_questions_and_a_mail_shows_phrases(sign_in, alice, novak):
    client = sign_in(alice)
    log = client.get(reverse("interactions:log", args=[novak.pk])).content.decode()
    plan = client.get(reverse("interactions:plan", args=[novak.pk])).content.decode()
    for html in (log, plan):
        assert "Pane Nováku, děkujeme za Vaši důvěru" in html
    assert "Co se u vás změnilo od našeho posledního hovoru?" in log
    assert "Ask next time:" in log
    assert "Co se u vás změnilo" not in plan


def test_the_composer_asks_the_same_queries_for_all_phrases_and_for_few(
    sign_in, alice, novak, django_assert_num_queries, django_assert_max_num_queries
):
    client, address = sign_in(alice), reverse("interactions:log", args=[novak.pk])
    client.get(address)
    with django_assert_max_num_queries(60) as counted:
        client.get(address)
    Phrase.objects.exclude(situation="delay").delete()
    CallQuestion.objects.exclude(topic="needs").delete()
    with django_assert_num_queries(len(counted)):
        client.get(address)


def test_a_stranger_gets_no_help(sign_in, charlie, novak):
    assert Contact.objects.count() == 1
    assert sign_in(charlie).get(reverse("interactions:log", args=[novak.pk])).status_code == 404
