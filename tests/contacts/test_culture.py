"""How to meet somebody: what they told us stands first and hides what is said of their country."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from contacts.access_needs import fact_for
from contacts.actions.erasing import erase_contact
from contacts.actions.facts import record_fact
from contacts.culture import meeting_in_short, meeting_with
from contacts.exporting.people import exported_people
from contacts.models import Contact, Fact
from crm.translated import is_translated
from tests.factories.contacts import make_company, make_contact, make_fact, make_note

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
TODAY = NOW.date()
HTMX = {"HX-Request": "true"}


@pytest.fixture
def czech(carol: Contact) -> Contact:
    carol.country, carol.languages, carol.region = "CZ", ["cs"], "Moravia"
    carol.save()
    return carol


def texts(lines):
    return [line.note.text for line in lines]


def url(contact):
    return reverse("contacts:contact_meeting", args=[contact.pk])


def test_what_they_told_us_hides_the_same_topic_of_their_country(alice, czech):
    make_note("Many keep to surnames.", topic="address")
    make_note("Many people shake hands.", topic="greeting")
    make_fact(czech, "Call me Karo", kind="preference", topic="address", source="told")
    meeting = meeting_with(czech, alice, TODAY)
    assert [fact.text for fact in meeting.told] == ["Call me Karo"]
    assert (texts(meeting.notes), texts(meeting.overridden)) == (
        ["Many people shake hands."],
        ["Many keep to surnames."],
    )


def test_what_we_learned_hides_nothing(alice, czech):
    czech.company = make_company(owner=alice)
    czech.save()
    make_note("Many keep to surnames.", topic="address")
    make_fact(czech, "Laughs at formality", kind="preference", topic="address", source="impression")
    make_fact(czech.company, "Begins each meeting late", kind="preference", topic="punctuality", source="told")
    meeting = meeting_with(czech, alice, TODAY)
    assert [fact.text for fact in meeting.learned] == ["Laughs at formality", "Begins each meeting late"]
    assert (meeting.told, texts(meeting.notes), meeting.overridden) == ([], ["Many keep to surnames."], [])


def test_country_region_and_language_and_no_other(alice, czech):
    make_note("Of the country, often.")
    make_note("Of the region, often.", region="moravia")
    make_note("Of another region, often.", region="Bohemia")
    make_note("Of the language, often.", country="", language="cs")
    make_note("Of another language, often.", country="", language="da")
    make_note("Of another country, often.", country="DK")
    make_note("Not shown, often.", is_shown=False)
    make_note("Of the economy, often.", topic="economy")
    assert texts(meeting_with(czech, alice, TODAY).notes) == [
        "Of the country, often.", "Of the region, often.", "Of the language, often.",
    ]  # fmt: skip


def test_somebody_of_no_known_place_gets_a_question_and_no_note(alice, carol):
    carol.country, carol.languages = "", []
    carol.save()
    make_note()
    meeting = meeting_with(carol, alice, TODAY)
    assert (meeting.is_empty, meeting.question, meeting.question_topic) == (
        True, "How would you like us to address you?", "address",
    )  # fmt: skip


def test_the_question_is_one_that_they_have_not_answered(alice, czech):
    make_fact(czech, "Call me Karo", kind="preference", topic="address", source="told")
    assert meeting_with(czech, alice, TODAY).question_topic == "communication"


def test_in_short_there_are_three_topics(alice, czech):
    for topic in ("gifts", "greeting", "punctuality", "communication", "address"):
        make_note(f"Often {topic}.", topic=topic)
    make_fact(czech, "Never late, please", kind="preference", topic="punctuality", source="told")
    meeting = meeting_in_short(czech, alice, TODAY)
    assert (texts(meeting.notes), [fact.text for fact in meeting.told]) == (
        ["Often greeting.", "Often communication."], ["Never late, please"],
    )  # fmt: skip


def test_a_fact_that_ended_hides_nothing_more(alice, czech):
    make_note("Many keep to surnames.", topic="address")
    make_fact(czech, "Call me Karo", kind="preference", topic="address", source="told", retired_at=NOW)
    assert texts(meeting_with(czech, alice, TODAY).notes) == ["Many keep to surnames."]


def test_a_private_word_is_its_writers_and_the_dpos(alice, bob, lead, dpo, czech):
    fact = make_fact(czech, "Hates our slogan", kind="preference", topic="general", source="impression")
    Fact.objects.update(is_private=True, created_by=alice)
    shown = [[one.text for one in meeting_with(czech, user, TODAY).learned] for user in (alice, bob, lead, dpo)]
    assert shown == [["Hates our slogan"], [], [], ["Hates our slogan"]]
    assert fact_for(alice, fact.pk) == fact


def test_a_private_word_of_another_is_not_there(sign_in, alice, bob, lead, czech):
    fact = make_fact(czech, "Hates our slogan", kind="preference", is_private=True, created_by=alice)
    pages = [
        sign_in(user).get(reverse(name, args=[pk]), headers=HTMX)
        for user in (bob, lead)
        for name, pk in (
            ("contacts:fact_edit", fact.pk),
            ("contacts:contact_needs", czech.pk),
            ("contacts:contact_meeting", czech.pk),
        )
    ]
    assert [page.status_code for page in pages] == [404, 200, 200] * 2
    assert ["Hates our slogan" in page.content.decode() for page in pages] == [False] * 6


def test_no_export_holds_a_private_note(alice, czech):
    make_fact(czech, "A quieter lamp")
    make_fact(czech, "Hates our slogan", kind="preference", is_private=True, created_by=alice)
    written = str(list(exported_people(alice, [czech.pk])))
    assert ("A quieter lamp" in written, "Hates our slogan" in written) == (True, False)


def test_a_need_is_never_private(alice, czech):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_fact(czech, "A quieter lamp", is_private=True, created_by=alice)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, []),
        ({"source": "impression"}, ["source"]),
        ({"source": "public"}, ["source"]),
        ({"group": "basic"}, ["group"]),
        ({"agreed_on": None}, ["agreed_on"]),
    ],
)
def test_faith_origin_and_health_only_as_they_told_us_and_agreed(alice, czech, fields, wrong):
    told = {
        "kind": "preference", "topic": "calendar", "text": "Keeps Ramadan", "source": "told", "known_since": TODAY,
        "group": "sensitive", "is_special": True, "agreed_on": TODAY, **fields,
    }  # fmt: skip
    if not wrong:
        assert record_fact(by=alice, record=czech, fields=told, now=NOW).is_special
        return
    with pytest.raises(ValidationError) as raised:
        record_fact(by=alice, record=czech, fields=told, now=NOW)
    assert [name for name in raised.value.message_dict if name != "__all__"] == wrong


def test_erasing_takes_along_what_they_told_us(dpo, alice, czech):
    make_fact(czech, "Call me Karo", kind="preference", topic="address")
    erase_contact(by=dpo, contact=czech, now=NOW)
    assert Fact.objects.count() == 0


def test_the_panel_in_its_order(sign_in, alice, czech, stop_clock):
    stop_clock(NOW)
    make_note("Many people shake hands.", dissent="Some bow.", dissent_en="Some bow.", dissent_source="Another guide")
    make_note("Many keep to surnames.", topic="address")
    make_fact(czech, "Call me Karo", kind="preference", topic="address", source="told")
    make_fact(czech, "Comes early", kind="preference", topic="punctuality", source="impression")
    page = sign_in(alice).get(url(czech), headers=HTMX).content.decode()
    words = (
        "Would you rather have a short call, or everything in writing?", "What they told us", "Call me Karo",
        "What we learned with them", "Comes early", "Notes on Czechia", "Many people shake hands.", "Some bow.",
        "unreviewed", "as of 2025-01", "A guide", "Another guide", "1 note overridden by the contact",
        "Many keep to surnames.", "overridden by the contact</span>",
    )  # fmt: skip
    places = [page.find(word) for word in words]
    assert -1 not in places
    assert places == sorted(places)


def test_two_years_later_a_line_says_that_it_is_to_be_checked(sign_in, alice, czech, stop_clock):
    stop_clock(NOW)
    make_note(valid_as_of="2024-05-01")
    assert "as of 2024-05, to be checked" in sign_in(alice).get(url(czech), headers=HTMX).content.decode()


def test_a_note_without_a_translation_says_so(sign_in, alice, czech):
    make_note(text_cs="Mnoho lidí si podává ruce.", topic="greeting")
    make_note("Many keep to surnames.", topic="address")
    alice.language = "cs"
    alice.save()
    with translation.override("cs"):
        notes = meeting_with(czech, alice, TODAY).notes
        assert [is_translated(line.note, "text") for line in notes] == [False, True]
        assert texts(notes) == ["Many keep to surnames.", "Mnoho lidí si podává ruce."]


def test_who_sees_the_panel(sign_in, alice, bob, charlie, marketer, czech):
    make_note()
    pages = [sign_in(user).get(url(czech), headers=HTMX) for user in (alice, bob, marketer, charlie)]
    assert [page.status_code for page in pages] == [200, 200, 200, 404]
    assert ["Write down the answer" in page.content.decode() for page in pages] == [True, False, False, False]
    assert sign_in(alice).post(url(czech)).status_code == 405


def test_the_panel_asks_as_much_for_ten_lines_as_for_one(sign_in, alice, czech, django_assert_num_queries):
    client = sign_in(alice)
    make_note()
    make_fact(czech, "Call me Karo", kind="preference", topic="address", created_by=alice)
    client.get(url(czech), headers=HTMX)
    with django_assert_num_queries(7) as captured:
        client.get(url(czech), headers=HTMX)
    for number in range(9):
        make_note(f"Often, {number}.")
        make_fact(czech, f"Something {number}", kind="preference", topic="gifts", source="impression", created_by=alice)
    with django_assert_num_queries(len(captured)):
        client.get(url(czech), headers=HTMX)


def test_before_a_call_the_short_list_stands_in_the_composer(sign_in, alice, czech):
    make_note()
    make_note("Often flowers.", topic="gifts")
    for name in ("interactions:plan", "interactions:log"):
        page = sign_in(alice).get(reverse(name, args=[czech.pk])).content.decode()
        assert ("Many people shake hands." in page, "Often flowers." in page) == (True, False)


def test_the_form_of_a_fact_takes_topic_and_privacy(sign_in, alice, czech):
    typed = {
        "kind": "preference", "topic": "communication", "text": "Short calls", "source": "told",
        "known_since": "2026-11-01", "group": "basic", "is_private": "on",
    }  # fmt: skip
    sign_in(alice).post(reverse("contacts:fact_create", args=[czech.pk]), typed)
    fact = Fact.objects.get()
    assert (fact.topic, fact.is_private, fact.is_special, fact.created_by) == ("communication", True, False, alice)


def test_somebody_else_of_the_same_country_is_not_overridden(alice, czech):
    make_note("Many keep to surnames.", topic="address")
    make_fact(czech, "Call me Karo", kind="preference", topic="address", source="told")
    other = make_contact("Dan", owner=alice, country="CZ")
    assert texts(meeting_with(other, alice, TODAY).notes) == ["Many keep to surnames."]
