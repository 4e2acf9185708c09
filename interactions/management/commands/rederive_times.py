"""Find and move follow-ups whose agreed wall time a new time zone database puts at another instant."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from tzdata import IANA_VERSION

from interactions.actions.rederiving import Moved, rederive_times


class Command(BaseCommand):
    help = "Moves open follow-ups to where today's time zones put their agreed wall time, and lists them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the outcome as one JSON object")
        parser.add_argument("--dry-run", action="store_true", help="list what would move, and change nothing")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        moved = rederive_times(is_rehearsal=dry_run)
        if options["json"]:
            told = {"tz": IANA_VERSION, "dry_run": dry_run, "moved": [one.as_json() for one in moved]}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        for one in moved:
            self.stdout.write(_line(one))
        verb = "would move" if dry_run else "moved"
        self.stdout.write(f"{len(moved)} follow-ups {verb} (time zones of {IANA_VERSION}).")


def _line(moved: Moved) -> str:
    one = moved.follow_up
    agreed = f"{one.local_date} {one.local_time:%H:%M} {one.zone}"
    return f"follow-up {one.pk}, agreed {agreed}: {moved.before:%Y-%m-%d %H:%MZ} -> {moved.after:%Y-%m-%d %H:%MZ}"
