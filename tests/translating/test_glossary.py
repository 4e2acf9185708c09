import pytest
from django.core.exceptions import ValidationError

from tests.factories.translating import make_term
from translating.glossary import Entry, entries_for, missing, protect, restore
from translating.models import Term

LAMP, MILL = Entry("lampa", "luminaire"), Entry("Rapport", "Rapport", is_kept=True)


def terms(text, *languages):
    return [entry.term for entry in entries_for(text, *languages)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ta lampa.", ["lampa"]),
        ("LAMPA!", ["lampa"]),
        ("lampami", []),
        ("předlampa", []),
        ("velká lampa a lampa", ["velká lampa", "lampa"]),
        ("", []),
    ],
)
def test_whole_words_are_found_in_any_size_and_the_longest_come_first(db, text, found):
    make_term("lampa", "luminaire")
    make_term("velká lampa", "floodlight")
    assert terms(text, "cs", "en") == found


@pytest.mark.parametrize(
    ("languages", "found"),
    [(("cs", "en"), ["a", "b", "c"]), (("", "en"), ["a", "b", "c"]), (("da", "en"), ["a", "c"]), (("cs", "de"), ["a"])],
)
def test_words_hold_for_their_pair_of_languages(db, languages, found):
    make_term("a")
    make_term("b", "x", original_language="cs", language="en")
    make_term("c", "x", language="en")
    assert terms("c b a", *languages) == found


def test_words_that_are_wanted_and_do_not_stand_there_are_missing():
    text = "Lampa v Rapport"
    assert missing([LAMP, MILL], text, "A LUMINAIRE in the report") == [MILL]
    assert missing([LAMP, MILL], "nic", "nothing") == []


@pytest.mark.parametrize(
    "text", ["lampa, Lampa a Rapport", "⟦1⟧ lampa ⟦3⟧", "lampa ⟦⟧ \\1 \\g<0> %s", "Rapport.lampa-lampa"]
)
def test_marks_are_words_again_and_nothing_else_changes(text):
    marked, meant = protect(text, [LAMP, MILL])
    assert "lampa" not in marked.casefold()
    assert restore(marked, meant) == text.replace("lampa", "luminaire").replace("Lampa", "luminaire")


def test_marks_into_which_an_engine_put_spaces_are_words_again():
    marked, meant = protect("lampa", [LAMP])
    assert restore(f"to {marked.replace('1', ' 1 ')}", meant) == "to luminaire"


def test_backslashes_in_wanted_words_stay():
    marked, meant = protect("lampa", [Entry("lampa", r"\1\g<0>")])
    assert restore(marked, meant) == r"\1\g<0>"


def test_a_word_has_wanted_words_or_is_kept(db):
    with pytest.raises(ValidationError, match="Give the wanted words"):
        Term(term="lampa").full_clean()
    Term(term="lampa", is_kept=True).full_clean()
