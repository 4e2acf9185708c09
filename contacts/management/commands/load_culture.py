"""Plant the culture notes that came with this release; run at each start, and harmless to run again."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from contacts.actions.culture import install_notes
from staff.models import Organisation


class Command(BaseCommand):
    help = "Adds the culture notes that came with this release and are not here yet. Edited ones are left alone."

    def handle(self, *args: Any, **options: Any) -> None:
        # A house that is founded later gets them then.
        if not Organisation.objects.exists():
            return
        added = install_notes(now=timezone.now())
        if options["verbosity"]:
            self.stdout.write(f"{added} culture notes were added.")
