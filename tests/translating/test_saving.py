"""What saving the page keeps: what a colleague changed against what they were shown, and nothing else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.interactions import make_entry
from tests.factories.outreach import make_message
from tests.factories.translating import make_translation
from tests.translating.conftest import CZECH, MONDAY, shown_on
from translating.models import Translation

NEXT = "Zavolat v lednu."
SAID = {"text_summary": "Lamps?", "text_next_step": "Call in January."}


@pytest.fixture
def entry(alice, carol):
    """One with two texts."""
    return make_entry(carol, MONDAY, by=alice, summary=CZECH, next_step=NEXT)


@pytest.fixture
def address(entry):
    return reverse("translating:entry", args=[entry.pk])


def by_engine(entry, text="LAMPS", **fields):
    return make_translation(entry, text, engine="Mill 1.0", provider="mill", **fields)


def kept():
    rows = Translation.objects.order_by("pk").values_list("field", "text", "by__full_name")
    return [(field, text, by or "Mill") for field, text, by in rows]


def of_another(entry, text, **fields):
    """Of the second text of the record, which `make_translation` gives the digest of the first one."""
    return make_translation(entry, text, field="next_step", **fields)


# --- what was changed -----------------------------------------------------------------------------
def test_what_was_not_changed_stays_the_engines(sign_in, alice, entry, address):
    by_engine(entry)
    of_another(entry, "CALL", engine="Mill 1.0")
    client = sign_in(alice)
    said = shown_on(client.get(address)) | {"text_next_step": "Call in January."}
    assert client.post(address, said).status_code == 303
    by_mill = [("summary", "LAMPS", "Mill"), ("next_step", "CALL", "Mill")]
    assert kept() == [*by_mill, ("next_step", "Call in January.", "Alice")]


def test_a_translation_of_an_earlier_version_stays_one_unless_it_is_ticked(sign_in, alice, bob, entry, address):
    make_translation(entry, "Lamps?", by=alice, digest="of other words")
    client = sign_in(bob)
    assert "I have checked it" in client.get(address).content.decode()
    client.post(address, shown_on(client.get(address)) | {"text_next_step": "Call."})
    assert kept() == [("summary", "Lamps?", "Alice"), ("next_step", "Call.", "Bob")]
    client.post(address, shown_on(client.get(address)) | {"checked_summary": "on"})
    assert kept()[2:] == [("summary", "Lamps?", "Bob")]
    assert "of an earlier version" not in client.get(address).content.decode().partition("Earlier translations")[0]


def test_a_tick_takes_over_its_own_text_alone(sign_in, alice, entry, address):
    by_engine(entry)
    of_another(entry, "CALL", engine="Mill 1.0")
    client = sign_in(alice)
    client.post(address, shown_on(client.get(address)) | {"checked_summary": "on"})
    assert kept()[2:] == [("summary", "LAMPS", "Alice")]


def test_what_a_colleague_wrote_of_these_words_has_no_tick(sign_in, alice, entry, address):
    make_translation(entry, "Lamps?", by=alice)
    assert "I have checked it" not in sign_in(alice).get(address).content.decode()


def test_line_ends_and_marks_of_lost_characters_are_no_change(sign_in, alice, entry, address):
    by_engine(entry, "LAMPS\n\ufffd")
    client = sign_in(alice)
    said = shown_on(client.get(address)) | {"text_summary": "LAMPS\r\n\ufffd\r\n", "text_next_step": "Call."}
    assert client.post(address, said).status_code == 303
    assert kept()[1:] == [("next_step", "Call.", "Alice")]


def test_a_form_without_a_change_saves_nothing_and_says_so(sign_in, alice, entry, address):
    by_engine(entry)
    client = sign_in(alice)
    response = client.post(address, shown_on(client.get(address)), follow=True)
    assert "You changed nothing, so nothing was saved." in response.content.decode()
    assert len(kept()) == 1


# --- what happened meanwhile ----------------------------------------------------------------------
def test_a_newer_correction_is_not_overwritten_by_a_page_that_left_it_alone(sign_in, alice, bob, entry, address):
    make_translation(entry, "Lamps?", by=alice)
    client = sign_in(alice)
    said = shown_on(client.get(address)) | {"text_next_step": "Call."}
    make_translation(entry, "Luminaires?", by=bob)
    assert client.post(address, said).status_code == 303
    assert [row for row in kept() if row[0] == "summary"] == [
        ("summary", "Lamps?", "Alice"),
        ("summary", "Luminaires?", "Bob"),
    ]


@pytest.mark.parametrize("is_first", [True, False])
def test_who_corrects_what_was_corrected_meanwhile_is_shown_it_and_then_counts(
    sign_in, alice, bob, entry, address, is_first
):
    if not is_first:
        make_translation(entry, "Lamps?", by=alice)
    client = sign_in(alice)
    said = shown_on(client.get(address)) | {"text_summary": "Lights?"}
    make_translation(entry, "Luminaires?", by=bob)
    before = kept()
    response = client.post(address, said)
    html = response.content.decode()
    assert (response.status_code, kept()) == (422, before)
    assert ["Somebody has translated it before you" in html, "Luminaires?" in html] == [True, True]
    assert shown_on(response)["text_summary"] == "Lights?"
    assert client.post(address, shown_on(response)).status_code == 303
    assert kept()[-1] == ("summary", "Lights?", "Alice")


def test_a_form_shown_again_for_another_reason_has_the_newer_correction(sign_in, alice, bob, entry, address):
    make_translation(entry, "Lamps?", by=alice)
    client = sign_in(alice)
    said = shown_on(client.get(address)) | {"text_next_step": "Call.", "language": "tlh"}
    make_translation(entry, "Luminaires?", by=bob)
    response = client.post(address, said)
    assert response.status_code == 422
    again = shown_on(response)
    assert (again["text_summary"], again["text_next_step"]) == ("Luminaires?", "Call.")
    client.post(address, again | {"language": "en"})
    assert kept()[2:] == [("next_step", "Call.", "Alice")]


def test_words_of_an_original_that_changed_meanwhile_are_kept_for_another_look(sign_in, alice, carol):
    """A mail that waits may be worded anew, which an entry of the timeline never is."""
    mail = make_message(carol, subject="Vaše lampy", body="Dobrý den, lampy jsou na cestě.", sender=alice)
    address = reverse("translating:mail", args=[mail.pk])
    client = sign_in(alice)
    said = shown_on(client.get(address)) | {"text_subject": "Your lamps", "text_body": "They are on their way."}
    type(mail).objects.filter(pk=mail.pk).update(subject="Vaše lampy nedorazí")
    response = client.post(address, said)
    html = response.content.decode()
    assert (response.status_code, kept()) == (422, [])
    assert ["The original has changed" in html, "nedorazí" in html, "Your lamps" in html] == [True, True, True]
    assert client.post(address, shown_on(response)).status_code == 303
    assert kept() == [("subject", "Your lamps", "Alice"), ("body", "They are on their way.", "Alice")]
    assert "of an earlier version" not in client.get(address).content.decode()


# --- another language -----------------------------------------------------------------------------
def test_texts_of_one_language_are_not_saved_as_of_another(sign_in, alice, entry, address):
    make_translation(entry, "Lamps?", by=alice)
    make_translation(entry, "Lampen?", by=alice, language="de")
    client = sign_in(alice)
    said = shown_on(client.get(address)) | {"language": "de", "text_next_step": "Im Januar anrufen."}
    response = client.post(address, said)
    assert (response.status_code, len(kept())) == (422, 2)
    assert "Below are the translations into this language now." in response.content.decode()
    again = shown_on(response)
    assert (again["text_summary"], again["text_next_step"]) == ("Lampen?", "Im Januar anrufen.")
    assert client.post(address, again).status_code == 303
    row = Translation.objects.first()
    assert (row.language, row.text, Translation.objects.count()) == ("de", "Im Januar anrufen.", 3)


def test_a_first_translation_goes_into_the_language_that_was_chosen(sign_in, alice, entry, address):
    client = sign_in(alice)
    said = shown_on(client.get(address)) | {"language": "de", "text_summary": "Lampen?"}
    assert client.post(address, said).status_code == 303
    assert Translation.objects.get().language == "de"


@pytest.mark.parametrize("seen", ["x", "summary:1:2", "summary:" + "a" * 64 + ":" + "9" * 18, "\x00"])
def test_what_is_nothing_that_was_shown_does_no_harm(sign_in, alice, entry, address, seen):
    assert sign_in(alice).post(address, SAID | {"language": "en", "seen": seen}).status_code in (303, 422)


def test_the_glossary_is_read_once_for_all_texts(sign_in, alice, entry, address):
    client = sign_in(alice)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    assert len([one for one in asked if "translating_term" in one["sql"]]) == 1
