"""E-mail in and out of the log.

Owns Mailbox, DropBox, ReceivedMail, MailPart, IgnoredSender. Imports `crm`, `staff`, `contacts`, `outreach`,
`interactions`. Announces nothing: a mail that was read starts nothing.
"""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailboxConfig(AppConfig):
    name = "mailbox"
    verbose_name = _("Mailboxes")

    def ready(self) -> None:
        # Once the models are loaded: policy and receivers.
        from interactions import my_day
        from mailbox import access, receivers, sources  # noqa: F401  (for what importing them registers)

        for source in sources.SOURCES:
            my_day.register(source)
