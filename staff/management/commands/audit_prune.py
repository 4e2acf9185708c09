"""Drop the sealed entries of whole months whose time of retention is over. The seals stay."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from staff.audit_retention import TooEarly, oldest_kept, prune


class Command(BaseCommand):
    help = "Drop entries of the audit trail from before a month, as far as their 24 months are over."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--before", help="the first month that stays, as 2024-11; as much as may go without")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            wanted = options["before"]
            before = datetime.strptime(wanted, "%Y-%m").replace(tzinfo=UTC) if wanted else oldest_kept(now)
            removed = prune(before=before, by=None, now=now)
        except TooEarly as error:
            raise CommandError(str(error)) from error
        except ValueError as error:
            raise CommandError("Name the month as 2024-11.") from error
        self.stdout.write(f"{removed} entries from before {before:%Y-%m} are gone; their seals stay.")
