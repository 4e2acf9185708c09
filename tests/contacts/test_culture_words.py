"""No note speaks of everybody: the rule, and each sentence that came with Rapport."""

import json
import re

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from contacts.culture_words import has_strength, is_sweeping
from contacts.models import Contact, CultureNote, NoteKind
from contacts.ready_made_culture import FILE, shipped_notes
from tests.factories.contacts import make_note

TEXTS = [
    (note.key, language, getattr(note, f"{column}_{language}"), note.kind)
    for note in shipped_notes()
    for column in ("text", "dissent")
    for language in settings.MODELTRANSLATION_LANGUAGES
    if getattr(note, f"{column}_{language}")
]
# As the rule for what is shipped is worded; what colleagues write may also say “usually”.
BARE = re.compile(r"\b(are|always|never)\b", re.IGNORECASE)
STRONG = re.compile(r"\b(often|many|some)\b", re.IGNORECASE)


def test_each_shipped_tendency_says_for_how_many_it_holds():
    weak = [
        (key, text) for key, language, text, kind in TEXTS if kind == "tendency" and not has_strength(text, language)
    ]
    in_english = [(key, text) for key, language, text, kind in TEXTS if (language, kind) == ("en", "tendency")]
    assert (weak, [text for _key, text in in_english if not STRONG.search(text)]) == ([], [])
    assert len(in_english) > 100


def test_no_shipped_sentence_takes_in_everybody():
    assert [text for _key, language, text, _kind in TEXTS if is_sweeping(text, language)] == []
    english = [text for _key, language, text, _kind in TEXTS if language == "en"]
    assert [text for text in english if BARE.search(text) and not STRONG.search(text)] == []


def test_each_shipped_statement_has_a_source_and_fits():
    notes = list(shipped_notes())
    assert [note.key for note in notes if not note.source or (note.dissent_en and not note.dissent_source)] == []
    assert [key for key, _language, text, _kind in TEXTS if len(text) > 240] == []
    assert (len(notes), len({note.country for note in notes}), len({note.key for note in notes})) == (179, 28, 179)


def test_the_file_says_that_nobody_has_reviewed_it():
    data = json.loads(FILE.read_text())
    assert "unreviewed" in data["about"]
    assert {(note.state, note.reviewed_at) for note in shipped_notes()} == {("unreviewed", None)}


@pytest.mark.parametrize(
    ("text", "kind", "is_right"),
    [
        ("Many people shake hands.", NoteKind.TENDENCY, True),
        ("Danes are direct.", NoteKind.TENDENCY, False),
        ("Direct and short.", NoteKind.TENDENCY, False),
        ("Danes are often direct.", NoteKind.TENDENCY, True),
        ("Somehow they are direct.", NoteKind.TENDENCY, False),
        ("The family name stands first.", NoteKind.CONVENTION, True),
        ("They always put the family name first.", NoteKind.CONVENTION, False),
        ("Shops never open on Sunday.", NoteKind.FACT, False),
        ("Some shops never open on Sunday.", NoteKind.FACT, True),
        ("5 July is a public holiday.", NoteKind.FACT, True),
    ],
)
def test_what_a_note_may_say(db, text, kind, is_right):
    note = CultureNote(country="DK", topic="communication", kind=kind, source="A guide", valid_as_of="2026-01-01")
    note.text_en = text
    if is_right:
        note.full_clean()
        return
    with pytest.raises(ValidationError) as raised:
        note.full_clean()
    assert list(raised.value.message_dict) == ["text_en"]


@pytest.mark.parametrize(
    ("language", "right", "wrong"),
    [
        ("ru", "Многие приходят вовремя.", "Все приходят вовремя."),
        ("cs", "Lidé často chodí včas.", "Lidé chodí včas."),
        ("da", "Mange kommer til tiden.", "Folk kommer til tiden."),
        ("lt", "Daugelis ateina laiku.", "Žmonės ateina laiku."),
        ("ar", "يصل كثيرون في الموعد.", "يصل الناس في الموعد."),
    ],
)
def test_the_rule_holds_in_each_language(db, language, right, wrong):
    note = make_note("Many come on time.")
    setattr(note, f"text_{language}", right)
    note.full_clean()
    setattr(note, f"text_{language}", wrong)
    with pytest.raises(ValidationError) as raised:
        note.full_clean()
    assert list(raised.value.message_dict) == [f"text_{language}"]


def test_a_note_is_about_a_country_or_a_language(db):
    for place in ({"country": "", "language": ""}, {"country": "CZ", "language": "cs"}):
        note = make_note()
        for name, value in place.items():
            setattr(note, name, value)
        with pytest.raises(ValidationError):
            note.full_clean()


def test_no_note_is_about_a_person():
    assert [field.name for field in CultureNote._meta.get_fields() if field.related_model is Contact] == []
