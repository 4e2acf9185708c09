"""Prove the audit trail; one line per flaw, and exit code 1 where there is one."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from staff.audit_verifying import counts, flaws


class Command(BaseCommand):
    help = "Check that no entry of the audit trail was changed, taken away or put in later."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        found, checked = list(flaws()), counts()
        if options["json"]:
            report = {"ok": not found, "checked": checked, "flaws": [asdict(flaw) for flaw in found]}
            self.stdout.write(json.dumps(report))
        else:
            for flaw in found:
                self.stdout.write(str(flaw))
            if not found:
                sentence = "The chain holds: {entries} entries, {seals} seals, {unsealed} not sealed yet; hash {hash}"
                self.stderr.write(sentence.format(**checked))
        if found:
            sys.exit(1)
