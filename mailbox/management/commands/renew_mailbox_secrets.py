"""After SECRET_KEY was changed: once this has run, the earlier key may leave SECRET_KEY_FALLBACKS."""

from typing import Any

from django.core.management.base import BaseCommand

from mailbox.actions.mailboxes import renew_secrets


class Command(BaseCommand):
    help = "Encrypt the kept passwords of mailboxes with the present SECRET_KEY."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{renew_secrets()} passwords are encrypted with the present key.")
