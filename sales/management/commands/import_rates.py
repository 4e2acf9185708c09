"""Import a central bank's file of exchange rates from disk."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sales.actions import import_rates
from sales.models import RateSource
from sales.rate_files.lines import FileRefused
from sales.rate_files.reading import MOST_BYTES
from staff.models import Organisation


class Command(BaseCommand):
    help = "Imports exchange rates from a file of the bank. Importing the same file again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", choices=RateSource.values, default=RateSource.ECB, help="whose file it is")
        parser.add_argument("--json", action="store_true", help="print the outcome as one JSON object")
        parser.add_argument("--dry-run", action="store_true", help="say what would be imported, and store nothing")

    def handle(self, *, file: Path, source: str, dry_run: bool, **options: Any) -> None:
        if not Organisation.objects.exists():
            raise CommandError("Rapport is not set up yet: there is no organisation.")
        try:
            with file.open("rb") as opened:
                content = opened.read(MOST_BYTES + 1)
            outcome = import_rates(by=None, content=content, source=source, is_dry=dry_run)
        except OSError as error:
            raise CommandError(f"The file {file} cannot be read: {error.strerror}.") from error
        except FileRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        result = outcome.as_json()
        if options["json"]:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
            return
        bad_lines = result.pop("bad_lines")
        self.stdout.write(", ".join(f"{name} {value}" for name, value in result.items() if value != ""))
        for bad in bad_lines:
            self.stdout.write(f"line {bad['line']}: {bad['reason']}")
