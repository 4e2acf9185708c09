"""What the words of Rapport are: collected from the source by gettext, kept in locale/."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import django
import polib

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
INTERFACE = ("ru", "cs", "da", "lt")  # English is the source
CUSTOMERS_ONLY = ("ar",)
# Words that a customer reads, in pages without sign-in and in mails.
CUSTOMERS_PATHS = (
    "templates/400.html",
    "templates/404.html",
    "templates/500.html",
    "templates/503.html",
    "templates/base_public.html",
    "templates/crm/_request_id.html",
    "templates/_head.html",
    "templates/feedback/_scale.html",
    "templates/feedback/survey.html",
    "templates/feedback/survey_closed.html",
    "templates/feedback/survey_thanks.html",
    "templates/interactions/recap_page",
    "templates/mail/",
    "templates/outreach/preferences.html",
    "templates/outreach/unsubscribe.html",
    "templates/outreach/_stop",
    "templates/staff/link_",
    "feedback/forms.py",
    "feedback/views_survey.py",
    "interactions/forms_recap_page.py",
    "outreach/forms.py",
    "outreach/rendering.py",
    "outreach/views_public.py",
)
NOT_SOURCE = (".git", ".venv", "var", "locale", "tests", "tools", "scripts", "docs", "static", "node_modules")
MAKEMESSAGES = ("--locale=cs", "--extension=html,txt,py", "--no-wrap", "--add-location=file")

Key = tuple[str | None, str]


def has_gettext() -> bool:
    return all(shutil.which(name) for name in ("xgettext", "msgmerge", "msgattrib", "msguniq"))


def catalogue_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def django_catalogue(language: str) -> Path:
    return Path(django.__file__).parent / "conf" / "locale" / language / "LC_MESSAGES" / "django.po"


def untranslated_in_django(language: str) -> list[polib.POEntry]:
    """Return the sentences of Django's core that its own catalogue of the language lacks (Lithuanian does)."""
    source = polib.pofile(str(django_catalogue("en")))
    own = {key(entry) for entry in polib.pofile(str(django_catalogue(language))).translated_entries()}
    return [entry for entry in source if not entry.obsolete and key(entry) not in own]


def key(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid


def collected() -> polib.POFile:
    """Return every translatable sentence of the source, with the files it stands in."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "source"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*NOT_SOURCE, "*.po", "*.mo"))
        (copy / "locale").mkdir()
        environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        subprocess.run(
            [sys.executable, "-m", "django", "makemessages", *MAKEMESSAGES],
            cwd=copy,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return polib.pofile(str(copy / "locale" / "cs" / "LC_MESSAGES" / "django.po"))


def is_for_customers(entry: polib.POEntry) -> bool:
    return any(path.startswith(CUSTOMERS_PATHS) for path, _line in entry.occurrences)


def wanted(language: str, source: polib.POFile) -> dict[Key, polib.POEntry]:
    """Return the sentences that the language must have, by their key."""
    if language in CUSTOMERS_ONLY:
        return {key(entry): entry for entry in source if is_for_customers(entry)}
    return {key(entry): entry for entry in [*untranslated_in_django(language), *source]}
