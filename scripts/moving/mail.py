"""Which of the two databases may send once both hold the same planned mails: never both.

An installation sends when it bears the name that stands in its database. The move writes a name into the new database
that nobody bore before. A data folder that bore the old name takes the new one, so the embedded database, which still
tells the old name, sends nothing more although none of its rows was touched. Whoever did not bear the name, such as a
restored copy, does not get it by moving either.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from outreach.installation import installation_code
from outreach.models import Installation
from scripts.moving.tables import EMBEDDED

SENDING = "Mail goes on from PostgreSQL; the embedded database sends nothing more, even if it is started by mistake."
HELD = "No mail leaves from PostgreSQL until a superuser confirms it in the outbox."
NAMED = f"{HELD} Before that, give INSTALLATION_ID another value than it had for the embedded database."
NEVER_RAN = (
    "No worker ever ran on the embedded database, so nothing keeps it from sending if one is started: keep it stopped."
)


@dataclass(frozen=True)
class Handover:
    """What the operator must know about mail, and the name that the data folder takes, if it takes one."""

    sentence: str
    name: str = ""


def rename_installation() -> Handover:
    """Write the new name into the new database."""
    known = Installation.objects.using(EMBEDDED).filter(pk=1).first()
    if known is None:
        return Handover(NEVER_RAN)
    name = secrets.token_hex(16)
    Installation.objects.filter(pk=1).update(code=name)
    if settings.INSTALLATION_ID:
        return Handover(NAMED)
    return Handover(SENDING, name) if known.code == installation_code() else Handover(HELD)


def take_name(name: str) -> None:
    """Let the data folder bear the name from now on, whole or not at all."""
    kept = Path(settings.DATA_DIR) / "installation_id"
    draft = kept.with_name(f"{kept.name}.new")
    draft.write_text(name)
    draft.replace(kept)
