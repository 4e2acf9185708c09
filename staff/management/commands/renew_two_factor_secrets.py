"""After SECRET_KEY was changed: once this has run, the earlier key may leave SECRET_KEY_FALLBACKS."""

from typing import Any

from django.core.management.base import BaseCommand

from staff.two_factor import renew_secrets


class Command(BaseCommand):
    help = "Encrypt the kept secrets of authenticator apps and recovery codes with the present SECRET_KEY."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{renew_secrets()} secrets are encrypted with the present key.")
