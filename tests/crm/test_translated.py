"""Words that are shown in another language than the reader's say so."""

import pytest
from django.template import Context, Template
from django.urls import reverse
from django.utils import translation

from contacts.models import NeedQuestion
from crm.translated import missing_languages, rows_missing, staffs_languages, words_in, written_in
from feedback.models import Survey
from loyalty.models import Programme
from outreach.models import Journey
from tests.factories.contacts import make_custom_field, make_question, make_relation_kind
from tests.factories.feedback import make_survey
from tests.factories.loyalty import make_programme
from tests.factories.outreach import make_journey

pytestmark = pytest.mark.django_db

BADGE = "nepřeloženo"


def shown(row, column, language):
    source = "{% load translated %}{% words row column %}{% gap row column %}"
    with translation.override(language):
        return Template(source).render(Context({"row": row, "column": column}))


def only_in(language, words):
    """A question that has words in one language alone."""
    question = make_question()
    NeedQuestion.objects.filter(pk=question.pk).update(words="", words_en="", **{f"words_{language}": words})
    return NeedQuestion.objects.get(pk=question.pk)


def test_words_in_the_readers_language_carry_no_badge():
    question = make_question("What for?", words_cs="K čemu?")
    assert shown(question, "words", "cs") == "<bdi>K čemu?</bdi>"
    assert shown(question, "words", "en") == "<bdi>What for?</bdi>"


def test_words_in_another_language_say_which_and_carry_the_badge():
    html = shown(make_question("What for?"), "words", "cs")
    assert html.startswith('<bdi lang="en" dir="ltr">What for?</bdi><span class="badge-word is-unknown"')
    assert 'title="angličtina"' in html
    assert html.count(BADGE) == 1


def test_words_that_stand_in_one_language_only_are_shown_to_everybody():
    question = only_in("ar", "لماذا؟")
    assert '<bdi lang="ar" dir="rtl">لماذا؟</bdi>' in shown(question, "words", "cs")
    assert '<bdi lang="ar" dir="rtl">لماذا؟</bdi>' in shown(question, "words", "en")


def test_what_is_escaped_elsewhere_is_escaped_here():
    html = shown(make_question("<b>What</b>?"), "words", "cs")
    assert "&lt;b&gt;What&lt;/b&gt;?" in html
    assert "<b>" not in html


def test_nothing_to_say_is_no_gap():
    kind = make_relation_kind(backward="")
    assert written_in(kind, "backward") == ""
    assert shown(kind, "backward", "cs") == "<bdi></bdi>"
    assert words_in(kind, "backward", "cs") == ""


def test_languages_in_which_some_column_is_missing():
    kind = make_relation_kind(forward_cs="je podřízený", backward_cs="vede", forward_da="refererer til")
    assert missing_languages(kind, staffs_languages()) == ["ru", "da", "lt"]
    assert missing_languages(make_relation_kind("knows", ""), ["en", "cs"]) == ["cs"]


def test_rows_that_miss_a_language_are_found():
    whole = make_question("What?", words_cs="Co?")
    gap = make_question("Why?", words_cs="")
    null = make_question("When?", words_cs=None)
    assert set(NeedQuestion.objects.filter(rows_missing(NeedQuestion, "cs"))) == {gap, null}
    only_czech = only_in("cs", "Kdo?")
    assert set(NeedQuestion.objects.filter(rows_missing(NeedQuestion, "en"))) == {only_czech}
    assert whole not in NeedQuestion.objects.filter(rows_missing(NeedQuestion, "cs"))


def test_a_row_without_words_misses_nothing():
    question = only_in("cs", "")
    assert list(NeedQuestion.objects.filter(rows_missing(NeedQuestion, "en"))) == []
    assert missing_languages(question, ["en", "cs"]) == []


PAGES = {
    "feedback:survey_list": lambda: make_survey(title_cs=""),
    "outreach:journey_list": lambda: Journey.objects.filter(pk=make_journey().journey_id).update(name_cs=""),
    "loyalty:programme": lambda: Programme.objects.filter(pk=make_programme().pk).update(name_cs=""),
    "contacts:question_list": lambda: make_question("Why?"),
    "contacts:custom_field_list": lambda: make_custom_field("contact", "text", "Shoe size"),
    "contacts:relation_kind_list": lambda: make_relation_kind(backward_cs="vede"),
}


@pytest.mark.parametrize("page", PAGES)
def test_colleagues_see_the_badge_where_content_is_listed(sign_in, admin, page):
    client = sign_in(admin)
    admin.language = "cs"
    admin.save()
    before = client.get(reverse(page)).content.decode().count(BADGE)
    PAGES[page]()
    assert client.get(reverse(page)).content.decode().count(BADGE) == before + 1
    admin.language = "en"
    admin.save()
    assert "not translated" not in client.get(reverse(page)).content.decode()


def test_surveys_and_what_they_are_missing(sign_in, admin):
    """Customers read surveys, and so Arabic counts."""
    make_survey(title_ar="", intro_da="")
    client = sign_in(admin)
    address = reverse("admin:feedback_survey_changelist")
    page = client.get(address).content.decode()
    assert '<td class="field-missing_in">Danish, Arabic</td>' in page
    found = {language: client.get(address, {"missing_in": language}) for language in ("ar", "da", "cs")}
    codes = {language: [row.code for row in answer.context["cl"].queryset] for language, answer in found.items()}
    assert codes["ar"] == ["after_conversation"] == codes["da"]
    assert codes["cs"] == []
    assert Survey.objects.count() > 1


def test_words_of_colleagues_are_not_asked_for_in_arabic(sign_in, admin):
    make_custom_field("contact", "text", "Shoe size", label_ru="Размер", label_cs="Velikost", label_da="Størrelse")
    page = sign_in(admin).get(reverse("admin:contacts_customfield_changelist")).content.decode()
    assert '<td class="field-missing_in">Lithuanian</td>' in page
    assert "?missing_in=ar" not in page
    assert "?missing_in=lt" in page


def test_a_filter_for_a_language_of_nobody_filters_nothing(sign_in, admin):
    make_custom_field("contact", "text", "Shoe size")
    answer = sign_in(admin).get(reverse("admin:contacts_customfield_changelist"), {"missing_in": "xx"})
    assert answer.context["cl"].queryset.count() == 1
