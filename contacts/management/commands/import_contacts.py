"""Import a file of contacts from the command line, as the page does."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from contacts.actions.importing import import_contacts
from contacts.importing.choices import Choices
from contacts.importing.limits import MOST_ROWS_OF_COMMAND
from contacts.importing.rows import ImportRefused
from contacts.models import ImportRun
from crm.languages import country_choices
from staff.models import User


class Command(BaseCommand):
    help = "Imports contacts from a CSV, XLSX or vCard file. Importing the same file again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="print the outcome as one JSON object")
        parser.add_argument("--owner", metavar="EMAIL", help="owner of the contacts; default: the first superuser")
        parser.add_argument("--dry-run", action="store_true", help="say what would become of the rows; write nothing")
        parser.add_argument(
            "--country",
            metavar="CC",
            default="",
            help="where numbers without a prefix and dates such as 3/4/80 are from",
        )

    def handle(self, *, file: Path, owner: str | None, **options: Any) -> None:
        user, choices = _owner(owner), Choices(country=_country(options["country"]), most_rows=MOST_ROWS_OF_COMMAND)
        try:
            if options["dry_run"]:
                # All of it is written and taken back, so that rows of the file which mean one person find each other.
                with transaction.atomic():
                    self._import(file, user, choices, as_json=options["json"])
                    transaction.set_rollback(True)
            else:
                self._import(file, user, choices, as_json=options["json"])
        except OSError as error:
            raise CommandError(f"The file {file} cannot be read: {error.strerror}.") from error
        except ImportRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        except PermissionDenied as denial:
            raise CommandError(f"{user.email} may not import contacts.") from denial

    def _import(self, file: Path, user: User, choices: Choices, *, as_json: bool) -> None:
        run = import_contacts(by=user, owner=user, opener=lambda: file.open("rb"), filename=file.name, choices=choices)
        self._report(run, as_json=as_json)

    def _report(self, run: ImportRun, *, as_json: bool) -> None:
        outcome = _outcome(run)
        if as_json:
            self.stdout.write(json.dumps(outcome, ensure_ascii=False))
        else:
            errors = outcome.pop("errors")
            self.stdout.write(", ".join(f"{count} {name}" for name, count in outcome.items()))
            for error in errors:
                self.stdout.write(f"row {error['row']}: {error['reason']}")
        if run.unknown_columns:
            self.stderr.write("Columns left out: " + ", ".join(run.unknown_columns))


def _owner(email: str | None) -> User:
    users = User.objects.filter(is_active=True)
    user = (
        users.filter(email__iexact=email).first() if email else users.filter(is_superuser=True).order_by("pk").first()
    )
    if user is None:
        raise CommandError(
            f"No active colleague has the e-mail {email}." if email else "Name the owner: --owner EMAIL."
        )
    return user


def _country(code: str) -> str:
    code = code.upper()
    if code and code not in dict(country_choices()):
        raise CommandError(f"{code} is not the code of a country; write it as CZ.")
    return code


def _outcome(run: ImportRun) -> dict[str, Any]:
    return {
        "created": run.created,
        "updated": run.updated,
        "unchanged": run.unchanged,
        "skipped": run.skipped,
        "errors": list(run.row_errors.values("row", "reason")),
    }
