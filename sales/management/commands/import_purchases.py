"""Import a CSV file of purchases from the command line."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sales.importing.reading import FileRefused, read_layout
from sales.importing.storing import Outcome, import_purchases
from staff.models import Organisation, User


class Command(BaseCommand):
    help = "Imports purchases from a CSV file. Importing the same file again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="print the outcome as one JSON object")
        parser.add_argument("--create-contacts", action="store_true", help="make the contacts that are missing")
        parser.add_argument("--owner", metavar="EMAIL", help="owner of new contacts; default: the first superuser")

    def handle(self, *, file: Path, create_contacts: bool, owner: str | None, **options: Any) -> None:
        if not Organisation.objects.exists():
            raise CommandError("Rapport is not set up yet: there is no organisation.")
        by = _owner(owner) if create_contacts else None
        try:
            layout = read_layout(file)
            outcome = import_purchases(file, layout, by=by, create_contacts=create_contacts)
        except OSError as error:
            raise CommandError(f"The file {file} cannot be read: {error.strerror}.") from error
        except FileRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        if layout.unknown:
            self.stderr.write("Columns left out: " + ", ".join(layout.unknown))
        self._report(outcome, as_json=options["json"])

    def _report(self, outcome: Outcome, *, as_json: bool) -> None:
        result = outcome.as_json()
        if as_json:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
            return
        errors = result.pop("errors")
        self.stdout.write(", ".join(f"{count} {name}" for name, count in result.items()))
        for error in errors:
            self.stdout.write(f"row {error['row']}: {error['reason']}")


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
