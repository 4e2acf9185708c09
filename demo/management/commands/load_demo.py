from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from demo.sign_ins import PASSWORD, SIGN_INS
from demo.world import TOLD, WorldExists, build_world

MOST = 10_000_000


class Command(BaseCommand):
    help = "Fill an empty database with an invented world to try Rapport with."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--contacts", type=int, default=200, help="how many people (200)")
        parser.add_argument("--interactions", type=int, help="at least so many timeline entries (10 a person)")
        parser.add_argument("--purchases", type=int, help="at least so many purchases (3 a person)")
        parser.add_argument("--seed", type=int, default=1, help="another number makes another world (1)")
        parser.add_argument("--now", help="the moment at which the world stands still, in ISO form")

    def handle(self, *args: Any, contacts: int, seed: int, now: str | None, **options: Any) -> None:
        sizes = {name: options[name] for name in ("interactions", "purchases")}
        if not settings.DEBUG:
            raise CommandError("The demo world is only loaded where DEBUG=1 is set.")
        if not 1 <= contacts <= MOST:
            raise CommandError(f"--contacts takes a number from 1 to {MOST}.")
        for name, size in sizes.items():
            if size is not None and (contacts <= TOLD or size < 1):
                raise CommandError(f"--{name} takes a number from 1, and --contacts above {TOLD} beside it.")
        try:
            moment = parse_datetime(now) if now else timezone.now()
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise CommandError("--now takes a moment with its offset, such as 2026-11-20T08:00:00+00:00.")
        if not 1980 <= moment.year < 2190:
            raise CommandError("--now takes a moment of the years 1980 to 2189.")
        try:
            counts = build_world(contacts=contacts, seed=seed, now=moment, **sizes)
        except WorldExists as error:
            raise CommandError("The database is not empty, and the demo world needs an empty one.") from error
        self.stdout.write(
            f"{counts.contacts} people, {counts.companies} companies, {counts.interactions} timeline entries, "
            f"{counts.purchases} purchases, {counts.contracts} contracts, {counts.answers} answers, "
            f"{counts.follow_ups} follow-ups."
        )
        self.stdout.write(f"Sign in with the password {PASSWORD} as")
        for email, who in SIGN_INS.items():
            self.stdout.write(f"  {email:26} {who}")
