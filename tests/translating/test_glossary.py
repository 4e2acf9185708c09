import pytest
from django.core.exceptions import ValidationError

from tests.factories.translating import make_term
from translating.glossary import Entry, entries_between, found_in, missing, protect, restore, stands_in
from translating.models import Term

LAMP, MILL = Entry("lampa", "luminaire"), Entry("Rapport", "Rapport", is_kept=True)


def terms(text, *languages):
    return [entry.term for entry in found_in(text, entries_between(*languages))]


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


def test_a_mark_that_the_text_has_with_spaces_stays_as_it_is():
    text = "⟦ 1 ⟧ lampa ⟦2⟧"
    marked, meant = protect(text, [LAMP])
    assert restore(marked, meant) == "⟦ 1 ⟧ luminaire ⟦2⟧"


def test_there_are_marks_for_as_many_words_as_a_text_has():
    marked, meant = protect("lampa " * 10_001, [LAMP])
    assert len(meant) == 10_001
    assert restore(marked, meant) == "luminaire " * 10_001


def test_words_of_the_glossary_that_look_like_a_mark_stay():
    marked, meant = protect("lampa Rapport", [Entry("lampa", "⟦2⟧"), MILL])
    assert restore(marked, meant) == "⟦2⟧ Rapport"


def test_a_word_is_marked_as_it_is_written():
    marked, _meant = protect("Die Straße", [Entry("Straße", "road")])
    assert marked == "Die ⟦1⟧"


@pytest.mark.parametrize(
    ("languages", "wanted"),
    [(("cs", "en"), "both"), (("cs", "da"), "from"), (("lt", "en"), "into"), (("lt", "da"), "any")],
)
def test_of_several_rows_for_a_word_the_most_particular_counts(db, languages, wanted):
    make_term("lampa", "any")
    make_term("LAMPA", "both", original_language="cs", language="en")
    make_term("Lampa", "from", original_language="cs")
    make_term("lampa", "into", language="en")
    assert [entry.words for entry in entries_between(*languages)] == [wanted]


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("灯", "新しい灯が好き"),
        ("Rapport", "私はRapportを使う"),
        ("โคมไฟ", "ซื้อโคมไฟใหม่"),
        ("ໂຄມໄຟ", "ຊື້ໂຄມໄຟໃໝ່"),
        ("ចង្កៀង", "ទិញចង្កៀងថ្មី"),
        ("မီးအိမ်", "အသစ်မီးအိမ်ဝယ်"),
    ],
)
def test_words_are_found_in_writing_without_spaces(word, text):
    assert stands_in(word, text)


def test_backslashes_in_wanted_words_stay():
    marked, meant = protect("lampa", [Entry("lampa", r"\1\g<0>")])
    assert restore(marked, meant) == r"\1\g<0>"


def test_a_word_has_wanted_words_or_is_kept(db):
    with pytest.raises(ValidationError, match="Give the wanted words"):
        Term(term="lampa").full_clean()
    Term(term="lampa", is_kept=True).full_clean()
