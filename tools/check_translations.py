"""Refuse a sentence that a language lacks, one that lost a placeholder, and one no catalogue knows."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator

import polib

from tools import catalogues

PLACEHOLDER = re.compile(r"%\([a-z_0-9]+\)[sd]|%[sd]|\{[a-z_0-9]*\}")
TAG = re.compile(r"</?[a-z][a-z0-9]*")


def marks(text: str) -> tuple[list[str], list[str]]:
    return sorted(set(PLACEHOLDER.findall(text))), sorted(TAG.findall(text))


def is_faithful(entry: polib.POEntry) -> bool:
    if entry.msgid_plural:
        # The singular may say "one" in words; no form may name what the source does not know.
        known = set(marks(entry.msgid)[0]) | set(marks(entry.msgid_plural)[0])
        return all(set(marks(form)[0]) <= known for form in entry.msgstr_plural.values())
    return marks(entry.msgstr) == marks(entry.msgid)


def gaps(language: str) -> Iterator[str]:
    path = catalogues.catalogue_path(language)
    if not path.exists():
        yield f"{language}: there is no catalogue"
        return
    for entry in polib.pofile(str(path)):
        if entry.obsolete:
            continue
        if entry.fuzzy or not entry.translated():
            yield f"{language}: no translation of {entry.msgid!r}"
        elif not is_faithful(entry):
            yield f"{language}: placeholders or tags differ in {entry.msgid!r}"


def unknown(language: str, source: polib.POFile) -> Iterator[str]:
    path = catalogues.catalogue_path(language)
    catalogue = polib.pofile(str(path)) if path.exists() else []
    known = {catalogues.key(entry): entry.msgid_plural for entry in catalogue if not entry.obsolete}
    needed = {name: entry.msgid_plural for name, entry in catalogues.wanted(language, source).items()}
    for name in needed.keys() - known.keys():
        yield f"{language}: the catalogue does not know {name[1]!r}; run make messages"
    for name in known.keys() - needed.keys():
        yield f"{language}: nobody says {name[1]!r} any more; run make messages"
    for name in needed.keys() & known.keys():
        if needed[name] != known[name]:
            yield f"{language}: the plural of {name[1]!r} differs; run make messages"


def main() -> None:
    languages = (*catalogues.INTERFACE, *catalogues.CUSTOMERS_ONLY)
    found = [gap for language in languages for gap in gaps(language)]
    if catalogues.has_gettext():
        source = catalogues.collected()
        found += [sentence for language in languages for sentence in sorted(unknown(language, source))]
    elif os.environ.get("RAPPORT_REQUIRE_ALL") == "1":
        found.append("gettext is not installed, so new sentences cannot be looked for")
    else:
        print("Skipped the search for new sentences, because gettext is not installed.")
    if found:
        sys.exit("\n".join([*found[:40], f"{len(found)} findings in all"]))


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"The words could not be collected:\n{error.stderr}")
