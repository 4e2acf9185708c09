"""Run each scheduled job once, in the order of the beat table, as the scheduler would at a moment."""

import json
import logging
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from crm.celery import app

logger = logging.getLogger(__name__)

# Jobs look some days ahead and back.
EARLIEST, LATEST = datetime(1971, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


class Command(BaseCommand):
    help = "Run each scheduled job once, as the scheduler would at the given moment."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--now", help="a moment in ISO form, 2026-03-01T09:00:00+00:00; UTC without an offset")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        moment = self._moment(options["now"])
        app.loader.import_default_modules()
        done, broken = {}, []
        for name, entry in app.conf.beat_schedule.items():
            try:
                done[name] = app.tasks[entry["task"]](now=moment.isoformat())
            except Exception:
                # What breaks one job must not keep the others from running: the last of them sends the mails.
                logger.exception("The job %s broke.", name)
                broken.append(name)
        self._tell(done, moment, is_json=options["json"])
        if broken:
            raise CommandError(f"These jobs broke, the log says why: {', '.join(broken)}.")

    def _tell(self, done: dict[str, dict[str, int]], moment: datetime, *, is_json: bool) -> None:
        if is_json:
            self.stdout.write(json.dumps({"now": moment.isoformat(), "jobs": done}))
            return
        for name, counts in done.items():
            words = ", ".join(f"{count} {state}" for state, count in counts.items())
            self.stdout.write(f"{name}: {words}")

    def _moment(self, given: str | None) -> datetime:
        if given is None:
            return timezone.now()
        try:
            moment = datetime.fromisoformat(given)
            moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise CommandError(f"“{given}” is no moment in ISO form.", returncode=2) from error
        if not EARLIEST <= moment < LATEST:
            raise CommandError(f"“{given}” is too far away.", returncode=2)
        return moment
