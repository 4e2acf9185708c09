"""Bring the catalogues of locale/ up to date with the source: new sentences come in empty, dead ones go."""

import subprocess
import sys

import polib

from tools import catalogues

# Django's own headers, to the letter: only then do our catalogues and Django's share one plural rule.
PLURALS = {
    language: polib.pofile(str(catalogues.django_catalogue(language))).metadata["Plural-Forms"].replace("\n", "")
    for language in (*catalogues.INTERFACE, *catalogues.CUSTOMERS_ONLY)
}


def empty_catalogue(language: str) -> polib.POFile:
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    return catalogue


def with_translation(entry: polib.POEntry, old: polib.POEntry | None, language: str) -> polib.POEntry:
    """Return the sentence as the source has it, with the translation that is known."""
    kept = old if old is not None and old.msgid_plural == entry.msgid_plural else polib.POEntry()
    forms = int(PLURALS[language].removeprefix("nplurals=").split(";")[0])
    plurals = {form: kept.msgstr_plural.get(form, "") for form in range(forms)} if entry.msgid_plural else {}
    return polib.POEntry(
        msgid=entry.msgid,
        msgid_plural=entry.msgid_plural,
        msgctxt=entry.msgctxt,
        msgstr=kept.msgstr,
        msgstr_plural=plurals,
        occurrences=entry.occurrences,
        comment=entry.comment,
        flags=[flag for flag in entry.flags if flag != "fuzzy"],
    )


def merged(language: str, source: polib.POFile) -> polib.POFile:
    path = catalogues.catalogue_path(language)
    known = {catalogues.key(entry): entry for entry in polib.pofile(str(path))} if path.exists() else {}
    catalogue = empty_catalogue(language)
    for name, entry in sorted(catalogues.wanted(language, source).items(), key=lambda pair: pair[0][1]):
        catalogue.append(with_translation(entry, known.get(name), language))
    return catalogue


def main() -> None:
    if not catalogues.has_gettext():
        sys.exit("gettext is needed to collect words (on Debian or Ubuntu: apt-get install gettext).")
    source = catalogues.collected()
    for language in (*catalogues.INTERFACE, *catalogues.CUSTOMERS_ONLY):
        catalogue = merged(language, source)
        path = catalogues.catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue.save(str(path))
        missing = len(catalogue.untranslated_entries())
        print(f"{language}: {len(catalogue)} sentences, {missing} to translate")


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"The words could not be collected:\n{error.stderr}")
