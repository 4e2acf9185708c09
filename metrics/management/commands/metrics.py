import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from metrics.periods import BadPeriod, Period, read_day, today, twelve_months
from metrics.report import report
from staff.models import Organisation


class Command(BaseCommand):
    help = "Print the figures of a period; without --from and --to, of the twelve months that end with --as-of."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", metavar="YYYY-MM-DD", help="the last day that counts; today by default")
        parser.add_argument("--from", dest="start", metavar="YYYY-MM-DD", help="the first day of the period")
        parser.add_argument("--to", dest="end", metavar="YYYY-MM-DD", help="the day after its last day")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        figures = report(_period(options["as_of"], options["start"], options["end"]))
        if options["json"]:
            content = {"metrics": {code: envelope.as_json() for code, envelope in figures.items()}}
            self.stdout.write(json.dumps(content))
            return
        for code, envelope in figures.items():
            value = envelope.as_json()["value"]
            shown = "-" if value is None else f"{value:.4f}"
            self.stdout.write(f"{code:14} {shown:>12}  n={envelope.n}")


def _period(as_of: str | None, start: str | None, end: str | None) -> Period:
    organisation = Organisation.objects.first()
    if organisation is None:
        raise CommandError("Rapport is not set up yet: there is no organisation.")
    if bool(start) != bool(end):
        raise CommandError("Give both --from and --to, or neither.")
    try:
        seen_from = read_day(as_of) if as_of else today(organisation, timezone.now())
        if start and end:
            return Period(read_day(start), read_day(end), seen_from, organisation.time_zone)
        return twelve_months(seen_from, organisation)
    except BadPeriod as error:
        raise CommandError(str(error)) from error
