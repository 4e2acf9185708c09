"""The variables that settings are read from, and an environment without them: what a fresh start finds."""

import re
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_BY_ENVIRON = r'\benv\.\w+\(\s*"(\w+)"'
_READERS = {
    "crm/settings.py": _BY_ENVIRON,
    "crm/settings_mailbox.py": _BY_ENVIRON,
    "crm/settings_translation.py": _BY_ENVIRON,
    "deploy/gunicorn.conf.py": r"""os\.environ\.get\(['"](\w+)['"]""",
}
# Whatever begins like this goes on to the mail provider's library.
PROVIDER_PREFIX = "ANYMAIL_"
# What chooses how Rapport is started, beside its settings.
_OF_A_START = {"DJANGO_SETTINGS_MODULE", "DEMO"}


def setting_names() -> set[str]:
    """Each variable that the settings and the web server read by name, taken from where they read it."""
    return {name for file, pattern in _READERS.items() for name in re.findall(pattern, (ROOT / file).read_text())}


def without_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """What of a developer's shell or of a test run is of no consequence for Rapport."""
    foreign = setting_names() | _OF_A_START
    return {
        name: value
        for name, value in environment.items()
        if name not in foreign and not name.startswith(PROVIDER_PREFIX)
    }
