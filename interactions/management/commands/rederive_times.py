"""Find and move follow-ups whose agreed wall time a new time zone database puts at another instant."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from tzdata import IANA_VERSION

from interactions.actions.rederiving import Moved, rederive_promises, rederive_times


class Command(BaseCommand):
    help = "Moves open follow-ups to where today's time zones put their agreed wall time, and lists them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the outcome as one JSON object")
        parser.add_argument("--dry-run", action="store_true", help="list what would move, and change nothing")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        moved = rederive_times(is_rehearsal=dry_run)
        promises = rederive_promises(is_rehearsal=dry_run)
        if options["json"]:
            told = {"tz": IANA_VERSION, "dry_run": dry_run, "moved": [one.as_json() for one in moved]}
            told["promises"] = [one.pk for one in promises]
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        for one in moved:
            self.stdout.write(_line(one))
        verb = "would move" if dry_run else "moved"
        counted = f"{len(moved)} follow-ups and {len(promises)} promises"
        self.stdout.write(f"{counted} {verb} (time zones of {IANA_VERSION}).")


def _line(moved: Moved) -> str:
    agreed = f"follow-up {moved.follow_up.pk}, agreed {moved.as_json()['agreed']}"
    return f"{agreed}: {moved.before:%Y-%m-%d %H:%MZ} -> {moved.after:%Y-%m-%d %H:%MZ}"
