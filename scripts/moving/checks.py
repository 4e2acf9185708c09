"""What must hold before the first row moves."""

from datetime import datetime, timedelta

from django.db import IntegrityError, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max

from outreach.models import Heartbeat, SendSlot
from scripts.moving.tables import EMBEDDED, TARGET, tables_with_rows

# The worker gives a sign of life every ten seconds; six silences in a row mean that it is gone.
STOPPED = timedelta(seconds=60)


class Refused(Exception):
    """Why nothing was moved and what to do about it, in sentences for the operator."""


def refuse_running_worker(now: datetime) -> None:
    signs = [
        Heartbeat.objects.using(EMBEDDED).aggregate(last=Max("at"))["last"],
        SendSlot.objects.using(EMBEDDED).aggregate(last=Max("beat"))["last"],
    ]
    # A sign from the future is that of a clock which has been set back meanwhile.
    if any(sign and abs(now - sign) < STOPPED for sign in signs):
        seconds = round(STOPPED.total_seconds())
        raise Refused(
            f"Rapport's worker gave a sign of life within the last {seconds} seconds. "
            f"Stop Rapport (web server, worker and scheduler), wait {seconds} seconds, and start the move again."
        )


def refuse_damaged_source() -> None:
    connection = connections[EMBEDDED]
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        verdict = cursor.fetchone()[0]
    if verdict != "ok":
        raise Refused(f"The embedded database is damaged ({verdict}). Put a backup back first: make restore FILE=…")
    try:
        connection.check_constraints()
    except IntegrityError as error:
        raise Refused(f"A row of the embedded database refers to one that does not exist: {error}") from error


def refuse_other_migrations(alias: str) -> None:
    """Each side must stand at the migrations of this code, no fewer and no others."""
    name = "The embedded database" if alias == EMBEDDED else "The PostgreSQL database"
    executor = MigrationExecutor(connections[alias])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Refused(f"{name} is older than this version of Rapport. Start Rapport on it once, then stop it.")
    strangers = set(executor.loader.applied_migrations) - set(executor.loader.graph.nodes)
    # Libraries that went left their history behind; only ours can say that the database is newer.
    if ours := sorted(".".join(key) for key in strangers if key[0] in executor.loader.migrated_apps):
        raise Refused(f"{name} is newer than this version of Rapport: it has {', '.join(ours)}.")


def refuse_filled_target() -> None:
    if tables := tables_with_rows(TARGET):
        more = " and others" if len(tables) > 3 else ""
        raise Refused(f"The PostgreSQL database is not empty: there are rows in {', '.join(tables[:3])}{more}.")
