"""Move everything from the embedded SQLite database into an empty PostgreSQL database, and prove that it arrived.

Called by `make move-to-postgres`; docs/moving.md is for who calls it. The environment says what to do: TO is the
PostgreSQL URL, DATA_DIR the data folder, CLEAN_NUL=1 takes out what PostgreSQL cannot hold.
Exit codes: 0 moved and equal, 1 refused or different (PostgreSQL holds no row then), 2 misused.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from environ import Env

from scripts.moving.tables import EMBEDDED
from scripts.own_key import lend_own_key

USAGE = "Name the empty database: make move-to-postgres TO=postgres://user:password@host/name [DATA_DIR=var]"


def misused(sentence: str) -> None:
    print(sentence, file=sys.stderr)
    sys.exit(2)


def configure(target: str) -> None:
    """Set Django up with the target as its database, and the embedded one beside it."""
    present = os.environ.get("DATABASE_URL", "")
    os.environ["DATABASE_URL"] = target
    embedded = present if present.startswith("sqlite:") else f"sqlite:///{settings.DATA_DIR / 'rapport.sqlite3'}"
    options = {"timeout": 20, "transaction_mode": "IMMEDIATE"}
    settings.DATABASES[EMBEDDED] = Env.db_url_config(embedded) | {"OPTIONS": options}
    django.setup()


def main() -> None:
    target = os.environ.get("TO", "")
    if not target.startswith(("postgres://", "postgresql://")):
        misused(USAGE)
    try:
        configure(target)
    except (ImproperlyConfigured, ValueError) as error:
        misused(str(error))
    if not Path(settings.DATABASES[EMBEDDED]["NAME"]).is_file():
        misused(f"There is no embedded database at {settings.DATABASES[EMBEDDED]['NAME']}.")

    # These need the models, which are loaded by now.
    from scripts.moving.checks import Refused
    from scripts.moving.move import move

    try:
        move(clean=os.environ.get("CLEAN_NUL") == "1")
    except (Refused, DatabaseError) as error:
        sys.exit(f"Nothing was moved. {error}")


if __name__ == "__main__":
    lend_own_key()
    main()
