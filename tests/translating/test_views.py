"""The page on which one record is translated, and what other pages show beside the original."""

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from staff.models import LanguageSkill
from tests.factories.contacts import make_contact
from tests.factories.feedback import make_response
from tests.factories.interactions import make_entry
from tests.factories.outreach import make_message
from tests.factories.translating import CODE, agree, make_term, make_translation, permit_engine
from tests.translating.conftest import CZECH, MONDAY, shown_on
from translating.models import EnginePermission, Translation

ENGLISH = "Ms Novotná asked whether the lamps could be delivered in January already."


def page_of(row, kind="entry"):
    return reverse(f"translating:{kind}", args=[row.pk])


def timeline_of(client, contact):
    return client.get(reverse("interactions:contact_timeline", args=[contact.pk])).content.decode()


def words_of(html):
    return " ".join(strip_tags(html.replace("<", " <")).split())


def said_to(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


# --- from end to end ------------------------------------------------------------------------------
def test_a_colleague_translates_an_entry_and_the_team_reads_it_below_the_original(sign_in, alice, bob, carol, entry):
    client = sign_in(alice)
    assert page_of(entry) in timeline_of(client, carol)
    response = client.post(page_of(entry), {"language": "en", "original_language": "cs", "text_summary": ENGLISH})
    assert (response.status_code, response.url) == (303, reverse("contacts:contact_detail", args=[carol.pk]))
    html = timeline_of(sign_in(bob), carol)
    assert html.index(CZECH) < html.index(ENGLISH) < html.index("Translated by <bdi>Alice</bdi>")
    assert 'lang="en" dir="ltr"' in html


def test_an_engine_translates_and_its_words_are_marked_until_a_colleague_takes_them_over(
    sign_in, alice, carol, entry, open_mill
):
    client = sign_in(alice)
    address = reverse("translating:entry_engine", args=[entry.pk])
    response = client.post(address, {"provider": CODE, "language": "en", "original_language": "cs"})
    assert (response.status_code, response.url) == (303, f"{page_of(entry)}?to=en")
    assert "Machine translation by <bdi>Mill 1.0</bdi>, not checked" in timeline_of(client, carol)
    answer = Translation.objects.get()
    client.post(page_of(entry), {**shown_on(client.get(page_of(entry))), "checked_summary": "on"})
    html = timeline_of(client, carol)
    assert Translation.objects.first().text == answer.text
    assert ("Translated by <bdi>Alice</bdi>" in html, "not checked" in html) == (True, False)
    page = words_of(client.get(page_of(entry)).content.decode())
    assert "Earlier translations" in page
    assert "not checked" in page[page.index("Earlier translations") :]


# --- what is offered ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("summary", "is_offered"),
    [
        (CZECH, True),
        ("She asked for the offer and will call us in a week.", False),
        ("OK", False),  # by a colleague who works in English
        ("Да", True),
    ],
)
def test_a_translation_is_offered_where_the_words_are_not_in_the_readers_language(
    sign_in, alice, carol, summary, is_offered
):
    entry = make_entry(carol, MONDAY, by=alice, summary=summary)
    assert (page_of(entry) in timeline_of(sign_in(alice), carol)) is is_offered


def test_whoever_speaks_the_language_is_not_offered_a_translation(sign_in, alice, carol, entry):
    LanguageSkill.objects.create(user=alice, language="cs", level="b1")
    assert page_of(entry) not in timeline_of(sign_in(alice), carol)


def test_a_few_words_of_a_language_are_not_enough_to_read_it(sign_in, alice, carol, entry):
    LanguageSkill.objects.create(user=alice, language="cs", level="a2")
    assert page_of(entry) in timeline_of(sign_in(alice), carol)


def test_an_entry_without_words_is_not_translated(sign_in, alice, carol):
    entry = make_entry(carol, MONDAY, by=alice)
    client = sign_in(alice)
    assert page_of(entry) not in timeline_of(client, carol)
    assert client.get(page_of(entry)).status_code == 404


def test_the_timeline_asks_as_often_for_three_translated_entries_as_for_one(sign_in, alice, carol, entry):
    client = sign_in(alice)
    make_translation(entry, by=alice)
    timeline_of(client, carol)
    with CaptureQueriesContext(connection) as one:
        timeline_of(client, carol)
    for _number in range(2):
        make_translation(make_entry(carol, MONDAY, by=alice, summary=CZECH), by=alice)
    with CaptureQueriesContext(connection) as three:
        timeline_of(client, carol)
    assert len(three) == len(one)


# --- mails and answers ----------------------------------------------------------------------------
def test_a_prepared_mail_is_translated_and_stays_as_it_was_written(sign_in, alice, carol):
    carol.languages = ["cs"]
    carol.save()
    body = "Dobrý den, lampy jsou na cestě a budou u vás v pátek."
    mail = make_message(carol, subject="Vaše lampy", body=body, sender=alice)
    client = sign_in(alice)
    shown = reverse("outreach:message_detail", args=[mail.pk])
    assert page_of(mail, "mail") in client.get(shown).content.decode()
    said = {"language": "en", "text_subject": "Your lamps", "text_body": "The lamps are on their way."}
    response = client.post(page_of(mail, "mail"), said)
    assert (response.status_code, response.url) == (303, shown)
    html = client.get(shown).content.decode()
    assert [words in html for words in (body, "Your lamps", "The lamps are on their way.")] == [True, True, True]
    mail.refresh_from_db()
    assert (mail.subject, mail.body, mail.state) == ("Vaše lampy", body, "pending")


def test_a_mail_that_was_reworded_leaves_its_translation_of_an_earlier_version(sign_in, alice, carol):
    mail = make_message(carol, subject="Vaše lampy", body="Dobrý den, lampy jsou na cestě.", sender=alice)
    make_translation(mail, "Your lamps", by=alice)
    client = sign_in(alice)
    shown = reverse("outreach:message_detail", args=[mail.pk])
    assert "of an earlier version" not in client.get(shown).content.decode()
    type(mail).objects.filter(pk=mail.pk).update(subject="Vaše nové lampy")
    html = client.get(shown).content.decode()
    assert ("Your lamps" in html, "of an earlier version" in html) == (True, True)


def test_a_comment_is_translated_on_the_inbox_and_on_the_card(sign_in, alice, carol):
    response = make_response(carol, 3, comment="Všechno bylo v pořádku, ale čekali jsme na to moc dlouho.")
    client = sign_in(alice)
    (field,) = [f"text_question/{answer.question_id}" for answer in response.answers.exclude(text="")]
    assert client.post(page_of(response, "answer"), {"language": "en", field: "We waited too long."}).status_code == 303
    pages = [reverse("feedback:inbox"), reverse("feedback:contact_panel", args=[carol.pk])]
    assert ["We waited too long." in client.get(page).content.decode() for page in pages] == [True, True]


# --- who may --------------------------------------------------------------------------------------
def test_strangers_find_nothing_and_readers_may_not_translate(sign_in, charlie, dpo, alice, carol, entry):
    make_translation(entry, ENGLISH, by=alice)
    said = {"language": "en", "text_summary": "Mine"}
    stranger = sign_in(charlie)
    assert [stranger.get(page_of(entry)).status_code, stranger.post(page_of(entry), said).status_code] == [404, 404]
    reader = sign_in(dpo)
    assert [reader.get(page_of(entry)).status_code, reader.post(page_of(entry), said).status_code] == [403, 403]
    html = timeline_of(reader, carol)
    assert (ENGLISH in html, page_of(entry) in html) == (True, False)
    assert list(Translation.objects.values_list("text", flat=True)) == [ENGLISH]


def test_an_answer_of_a_teammates_customer_is_not_shown_to_translate(sign_in, bob, carol):
    response = make_response(carol, 3, comment="Bylo to moc drahé.")
    assert sign_in(bob).get(page_of(response, "answer")).status_code == 404


def test_a_mail_to_a_colleague_is_none_to_translate(sign_in, alice, carol):
    mail = make_message(None, user=alice, rule="reminder", variables={"title": "x", "contact": "y"})
    assert sign_in(alice).get(page_of(mail, "mail")).status_code == 404


@pytest.mark.parametrize("pk", [0, 999_999])
def test_what_is_not_there_is_not_found(sign_in, alice, pk):
    client = sign_in(alice)
    addresses = [reverse(f"translating:{kind}", args=[pk]) for kind in ("entry", "mail", "answer")]
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]


# --- what is sent -----------------------------------------------------------------------------------
@pytest.mark.parametrize("said", [{"text_summary": "x"}, {"language": "tlh", "text_summary": "x"}, {"language": "en"}])
def test_a_form_without_a_language_or_words_says_what_is_missing(sign_in, alice, entry, said):
    response = sign_in(alice).post(page_of(entry), said)
    assert response.status_code == 422
    assert not Translation.objects.exists()


def test_words_of_both_are_shown_as_text(sign_in, alice, carol):
    entry = make_entry(carol, MONDAY, by=alice, summary=f"<b>{CZECH}")
    make_translation(entry, "<img src=x onerror=alert(1)>", engine="<i>E")
    client = sign_in(alice)
    for html in (timeline_of(client, carol), client.get(page_of(entry)).content.decode()):
        assert [tag in html for tag in ("<img src=x", "<i>E", "<b>Pan")] == [False, False, False]


def test_the_same_twice_is_kept_once(sign_in, alice, entry):
    client = sign_in(alice)
    for _number in range(2):
        client.post(page_of(entry), {"language": "en", "text_summary": ENGLISH})
    assert Translation.objects.count() == 1


def test_the_glossary_stands_beside_the_form(sign_in, alice, entry):
    make_term("lampy", "luminaires", original_language="cs", language="en", note="never “lamps”")
    make_term("lampy", "Leuchten", original_language="cs", language="de")
    make_translation(entry, ENGLISH, by=alice)
    words = words_of(sign_in(alice).get(page_of(entry)).content.decode())
    assert "lampy luminaires · never “lamps”" in words
    assert "Leuchten" not in words
    assert "Not in the translation: luminaires" in words


# --- the engine -----------------------------------------------------------------------------------
def test_without_an_engine_in_the_settings_the_page_says_so(sign_in, alice, entry, settings):
    settings.TRANSLATION_ENGINES = {}
    assert "No engine of translation is set up." in sign_in(alice).get(page_of(entry)).content.decode()


def test_an_engine_that_the_house_did_not_permit_is_not_offered(sign_in, alice, carol, entry, mill):
    agree(carol)
    words = words_of(sign_in(alice).get(page_of(entry)).content.decode())
    assert "mill is not offered: The house has not permitted it." in words


def test_an_engine_to_which_the_customer_did_not_agree_is_not_offered(sign_in, admin, alice, entry, mill):
    permit_engine(admin)
    words = words_of(sign_in(alice).get(page_of(entry)).content.decode())
    assert "mill is not offered: No consent is recorded for this purpose." in words


def test_an_engine_that_is_not_offered_is_not_asked_either(sign_in, admin, alice, carol, entry, mill):
    permit_engine(admin)
    address = reverse("translating:entry_engine", args=[entry.pk])
    response = sign_in(alice).post(address, {"provider": CODE, "language": "en"})
    assert said_to(response) == ["No consent is recorded for this purpose."]
    assert not Translation.objects.exists()


@pytest.mark.parametrize("said", [{}, {"provider": "other", "language": "en"}, {"provider": CODE, "language": "x"}])
def test_an_engine_is_asked_with_its_name_and_a_language(sign_in, alice, entry, open_mill, said):
    response = sign_in(alice).post(reverse("translating:entry_engine", args=[entry.pk]), said)
    assert said_to(response) == ["Choose an engine and a language."]
    assert not Translation.objects.exists()


def test_a_stranger_asks_no_engine(sign_in, charlie, dpo, entry, open_mill):
    address, said = reverse("translating:entry_engine", args=[entry.pk]), {"provider": CODE, "language": "en"}
    assert [sign_in(user).post(address, said).status_code for user in (charlie, dpo)] == [404, 403]
    assert sign_in(charlie).get(address).status_code == 405
    assert not Translation.objects.exists()


def test_an_engine_that_fails_is_answered_with_a_sentence(sign_in, alice, entry, open_mill, settings):
    settings.TRANSLATION_ENGINES = {CODE: "tests.translating.test_engines.broken"}
    EnginePermission.objects.update(path=settings.TRANSLATION_ENGINES[CODE])
    response = sign_in(alice).post(
        reverse("translating:entry_engine", args=[entry.pk]), {"provider": CODE, "language": "en"}
    )
    assert said_to(response) == [
        "The engine mill gave no translation. You can write the translation yourself.",
    ]


def test_words_of_the_glossary_that_the_engine_leaves_out_are_pointed_out(sign_in, alice, entry, open_mill):
    make_term("lampy", "luminaires", language="en")
    address = reverse("translating:entry_engine", args=[entry.pk])
    response = sign_in(alice).post(address, {"provider": CODE, "language": "en"})
    assert "Words of the glossary that the engine left out: lampy → luminaires" in said_to(response)


def test_an_engine_that_one_customer_agreed_to_is_closed_for_another(sign_in, alice, open_mill):
    other = make_contact("Dana", owner=alice)
    entry = make_entry(other, MONDAY, by=alice, summary=CZECH)
    words = words_of(sign_in(alice).get(page_of(entry)).content.decode())
    assert "mill is not offered" in words
