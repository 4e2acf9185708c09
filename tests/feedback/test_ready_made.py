import pytest
from django.conf import settings

from feedback import ready_made
from feedback.languages import language_for
from feedback.models import Question, Survey
from staff.actions import NewAccount, found_organisation
from tests.factories.contacts import make_contact
from tests.factories.feedback import make_survey

LANGUAGES = settings.MODELTRANSLATION_LANGUAGES


@pytest.mark.django_db
def test_founding_the_organisation_installs_the_surveys():
    found_organisation(
        name="Mostly Fair Ltd",
        postal_address="1 Example Street",
        time_zone="Europe/Prague",
        base_currency="EUR",
        languages=["en"],
        default_language="en",
        feb29="feb28",
        account=NewAccount(email="a@fair.example", full_name="A", password="a long pass phrase"),
    )
    kinds = Question.objects.order_by("survey__code", "position").values_list("survey__code", "kind")
    assert list(kinds) == [
        ("after_conversation", "csat"),
        ("after_conversation", "text"),
        ("relationship", "nps"),
        ("relationship", "text"),
    ]


@pytest.mark.django_db
def test_installing_again_changes_nothing():
    assert ready_made.install() == 2
    Survey.objects.update(title_en="Ours")
    assert ready_made.install() == 0
    assert set(Survey.objects.values_list("title_en", flat=True)) == {"Ours"}


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_stands_in_every_language_and_differs(language):
    ready_made.install()
    for survey in Survey.objects.prefetch_related("questions"):
        texts = [getattr(survey, f"{name}_{language}") for name in ("title", "intro", "thanks")]
        for question in survey.questions.all():
            texts.append(getattr(question, f"text_{language}"))
            if question.scale:
                texts += [getattr(question, f"low_label_{language}"), getattr(question, f"high_label_{language}")]
        assert all(text and text.strip() == text for text in texts)
        assert len(set(texts)) == len(texts)


@pytest.mark.django_db
def test_no_text_is_the_same_in_two_languages():
    ready_made.install()
    titles = {getattr(Survey.objects.get(code="relationship"), f"title_{language}") for language in LANGUAGES}
    assert len(titles) == len(LANGUAGES)


@pytest.mark.parametrize(
    ("languages", "shown"),
    [
        (["cs"], "cs"),
        (["uk", "ru"], "ru"),
        (["uk"], "lt"),
        (["nb"], "lt"),
        (["sk", "da"], "da"),
        (["ar-EG"], "ar"),
        (["EN-gb"], "en"),
        ([], "lt"),
    ],
)
def test_a_survey_speaks_the_first_language_it_is_translated_into(organisation, languages, shown):
    organisation.default_language = "lt"
    contact = make_contact(languages=languages)
    assert language_for(make_survey(), contact, organisation) == shown


def test_a_half_translated_survey_is_not_shown_in_that_language(organisation, carol):
    survey = make_survey()
    survey.questions.filter(kind="text").update(text_cs="")
    assert language_for(survey, carol, organisation) == "en"


@pytest.mark.parametrize("row", ["intro", "low_label"])
def test_what_is_said_in_another_language_is_not_mixed_into_a_page(organisation, carol, row):
    survey = make_survey(intro_en="Two questions.", intro_cs="Dvě otázky.")
    survey.questions.update(low_label_en="never", low_label_cs="nikdy")
    assert language_for(survey, carol, organisation) == "cs"
    if row == "intro":
        survey.intro_cs = ""
    else:
        survey.questions.update(low_label_cs="")
    assert language_for(survey, carol, organisation) == "en"


def test_a_survey_that_is_whole_in_one_language_only_is_shown_in_that_one(organisation, carol):
    carol.languages = ["da", "en"]
    survey = make_survey(title_en="", title_da="", title_ru="", title_ar="")
    survey.questions.update(text_lt="")
    assert language_for(survey, carol, organisation) == "cs"
