"""For a colleague who lost passkey, phone and recovery codes: the next sign-in leads to setting a new factor up."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from staff.models import User
from staff.two_factor import remove_all


class Command(BaseCommand):
    help = "Take every second factor away from one colleague, and sign them out everywhere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=options["email"].strip().lower()).first()
        if user is None:
            raise CommandError("No colleague has this address.")
        count = remove_all(user, by=None)
        self.stdout.write(f"{count} removed. {user.email} sets up a new one after the next sign-in.")
