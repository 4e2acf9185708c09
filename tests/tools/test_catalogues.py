import gettext
from pathlib import Path

import polib
import pytest

from tools import catalogues, check_translations, collect_messages, compile_messages


@pytest.fixture
def locale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path)
    monkeypatch.setattr(catalogues, "untranslated_in_django", lambda language: [])
    return tmp_path


def source(*entries: polib.POEntry) -> polib.POFile:
    found = polib.POFile()
    found.extend(entries)
    return found


def save(language: str, catalogue: polib.POFile) -> Path:
    path = catalogues.catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(path))
    return path


def test_known_translation_is_kept_and_a_dead_one_goes(locale: Path):
    known = source(polib.POEntry(msgid="Save", msgstr="Uložit"), polib.POEntry(msgid="Gone", msgstr="Pryč"))
    save("cs", known)

    merged = collect_messages.merged("cs", source(polib.POEntry(msgid="Save"), polib.POEntry(msgid="New")))

    assert [(entry.msgid, entry.msgstr) for entry in merged] == [("New", ""), ("Save", "Uložit")]


def test_new_plural_has_the_forms_of_its_language(locale: Path):
    merged = collect_messages.merged("ru", source(polib.POEntry(msgid="%d day", msgid_plural="%d days")))

    assert merged[0].msgstr_plural == {0: "", 1: "", 2: "", 3: ""}


@pytest.mark.parametrize(
    ("language", "counts"),
    [
        ("ru", {1: 0, 2: 1, 5: 2, 11: 2, 21: 0, 112: 2}),
        ("cs", {1: 0, 4: 1, 5: 3, 0: 3}),
        ("lt", {1: 0, 2: 1, 10: 3, 11: 3, 21: 0, 22: 1, 101: 0, 111: 3}),
        ("ar", {0: 0, 1: 1, 2: 2, 3: 3, 11: 4, 100: 5}),
    ],
)
def test_plural_rule_counts_as_the_language_does(language: str, counts: dict[int, int]):
    rule = collect_messages.PLURALS[language].partition("plural=")[2].rstrip(";")
    form = gettext.c2py(rule)

    assert {count: form(count) for count in counts} == counts


def test_arabic_needs_what_customers_read_and_nothing_else(locale: Path):
    words = source(
        polib.POEntry(msgid="Thank you", occurrences=[("templates/base_public.html", "")]),
        polib.POEntry(msgid="Audit", occurrences=[("templates/staff/settings.html", "")]),
    )

    assert list(catalogues.wanted("ar", words)) == [(None, "Thank you")]
    assert len(catalogues.wanted("cs", words)) == 2


def test_gap_and_lost_placeholder_are_found(locale: Path):
    save(
        "da",
        source(
            polib.POEntry(msgid="Save", msgstr=""),
            polib.POEntry(msgid="Dear %(name)s", msgstr="Kære %(navn)s"),
            polib.POEntry(msgid="<b>No</b>", msgstr="<b>Nej</b>"),
        ),
    )

    assert list(check_translations.gaps("da")) == [
        "da: no translation of 'Save'",
        "da: placeholders or tags differ in 'Dear %(name)s'",
    ]


def test_sentence_that_no_catalogue_knows_is_found(locale: Path):
    save("lt", source(polib.POEntry(msgid="Old", msgstr="Senas")))

    assert sorted(check_translations.unknown("lt", source(polib.POEntry(msgid="New")))) == [
        "lt: nobody says 'Old' any more; run make messages",
        "lt: the catalogue does not know 'New'; run make messages",
    ]


def test_compiled_catalogue_speaks_and_is_left_alone_until_it_changes(locale: Path):
    catalogue = collect_messages.empty_catalogue("cs")
    catalogue.append(polib.POEntry(msgid="Save", msgstr="Uložit"))
    path = save("cs", catalogue)

    compile_messages.compile_catalogue(path)
    compiled = path.with_suffix(".mo")
    with compiled.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Save") == "Uložit"

    first = compiled.stat().st_ino
    compile_messages.compile_catalogue(path)
    assert compiled.stat().st_ino == first


def test_lithuanian_fills_what_django_itself_lacks_and_russian_need_not():
    lacking = {entry.msgid for entry in catalogues.untranslated_in_django("lt")}

    assert "Submit" not in lacking
    assert lacking <= {name[1] for name in catalogues.wanted("lt", source())}
    assert (len(lacking) > 20, catalogues.untranslated_in_django("ru")) == (True, [])
