"""The frame of commands that prove what the database holds: one line per flaw, and exit code 1 where there is one."""

import json
import sys
from abc import ABC, abstractmethod
from argparse import ArgumentParser
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class ProvingCommand(ABC, BaseCommand):
    """An heir says how flaws are found, what there was to look at, and `sentence`: what holds where there is none."""

    sentence: str

    @abstractmethod
    def flaws(self) -> Iterable["DataclassInstance"]:
        """One for each thing that does not hold."""

    @abstractmethod
    def counts(self) -> Mapping[str, object]:
        """What was looked at, by the names that stand in `sentence`."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        found, checked = list(self.flaws()), self.counts()
        if options["json"]:
            report = {"ok": not found, "checked": checked, "flaws": [asdict(flaw) for flaw in found]}
            self.stdout.write(json.dumps(report))
        else:
            for flaw in found:
                self.stdout.write(str(flaw))
            if not found:
                self.stderr.write(self.sentence.format(**checked))
        if found:
            sys.exit(1)
