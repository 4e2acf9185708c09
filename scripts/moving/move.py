"""The move itself, from the first check to the last word."""

import sys
from datetime import UTC, datetime

from django.core.management import call_command
from django.db import connection, connections, transaction

from loyalty.verifying import counts, flaws
from scripts.moving.checks import (
    Refused,
    refuse_damaged_source,
    refuse_filled_target,
    refuse_other_migrations,
    refuse_running_worker,
)
from scripts.moving.comparing import Compared, compare
from scripts.moving.copying import Obstacle, continue_numbering, copy_table
from scripts.moving.mail import Handover, rename_installation, take_name
from scripts.moving.tables import EMBEDDED, FILLED_BY_MIGRATE, TARGET, moved_models, unknown_tables

MOST_REPORTED = 50
NEXT = """
Set DATABASE_URL to the new database for web server, worker and scheduler, keep DATA_DIR (it holds the secret key,
the uploads and the name of the installation), and start Rapport.
{mail}
The embedded database is unchanged: {file}"""


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def move(*, clean: bool) -> None:
    """Copy, compare and hand the mail over; raise Refused, with nothing written, where one of them cannot be."""
    # IMMEDIATE: nobody else writes to the embedded database until the end, so that both sides show one moment.
    with transaction.atomic(using=EMBEDDED):
        _only_read(EMBEDDED)
        refuse_running_worker(datetime.now(UTC))
        refuse_damaged_source()
        refuse_other_migrations(EMBEDDED)
        refuse_filled_target()
        _make_tables()
        with transaction.atomic(using=TARGET):
            refuse_filled_target()
            compared = _copy_and_compare(clean=clean)
            handover = rename_installation()
        if handover.name:
            take_name(handover.name)
    _report(compared, handover)


def _only_read(alias: str) -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute("PRAGMA query_only=ON")


def _make_tables() -> None:
    say("Making the tables in PostgreSQL ...")
    call_command("migrate", interactive=False, verbosity=0)
    refuse_other_migrations(TARGET)


def _copy_and_compare(*, clean: bool) -> list[Compared]:
    _empty_what_migrate_filled()
    _copy(clean=clean)
    say("Checking references and counters ...")
    connection.check_constraints()
    continue_numbering()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    compared = _compare(clean=clean)
    say("Proving the books ...")
    if found := list(flaws()):
        raise Refused("\n".join(["The points' books do not add up (manage.py ledger_verify):", *map(str, found)]))
    return compared


def _empty_what_migrate_filled() -> None:
    with connection.cursor() as cursor:
        for table in FILLED_BY_MIGRATE:
            cursor.execute(f"DELETE FROM {table}")


def _copy(*, clean: bool) -> None:
    obstacles: list[Obstacle] = []
    for model in moved_models():
        say(f"Copying {model._meta.db_table}: {copy_table(model, clean=clean, obstacles=obstacles)} rows")
    if obstacles:
        shown = [str(obstacle) for obstacle in obstacles[:MOST_REPORTED]]
        first = f", the first {MOST_REPORTED}" if len(obstacles) > MOST_REPORTED else ""
        heading = f"PostgreSQL would refuse {len(obstacles)} values (table, key, column{first}):"
        raise Refused("\n".join([heading, *shown]))


def _compare(*, clean: bool) -> list[Compared]:
    compared = []
    for model in moved_models():
        say(f"Comparing {model._meta.db_table}")
        compared.append(compare(model, clean=clean))
    if differences := [table.difference for table in compared if table.difference]:
        raise Refused("\n".join(["PostgreSQL gave back something else than it was given:", *differences]))
    return compared


def _report(compared: list[Compared], handover: Handover) -> None:
    print(f"{'table':36} {'rows':>10}  digest of all values, equal on both sides")
    for table in compared:
        print(f"{table.table:36} {table.rows:>10}  {table.digest[:32]}")
    print(f"{'together':36} {sum(table.rows for table in compared):>10}")
    for unknown in unknown_tables(EMBEDDED):
        print(f"Not moved, because this version knows no such table: {unknown}")
    print("The books add up: {transactions} movements, {entries} entries, {lots} lots.".format(**counts()))
    print(NEXT.format(mail=handover.sentence, file=connections[EMBEDDED].settings_dict["NAME"]))
