"""One door for every e-mail, so that consent, quiet hours and fatigue are checked once.

Owns MessageTemplate, Journey, JourneyStep, Message (the outbox), SendSlot, CapCount, Hold, Suppression, Heartbeat,
Installation, Provider (how it fares), InboundEvent (what it told us).
Imports `crm`, `staff`, `contacts`, `translating`; every room above may import it. Announces `messages_sent`.
"""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutreachConfig(AppConfig):
    name = "outreach"
    verbose_name = _("Outreach")

    def ready(self) -> None:
        from contacts import quality
        from crm.operations import register_mail
        from outreach import access, receivers, translated  # noqa: F401  (once the models are loaded: policy and receivers)
        from outreach.operations import mail
        from outreach.quality import BOUNCED
        from staff import notices
        from translating import texts

        texts.register(translated.MAILS)
        register_mail(mail)
        quality.register(BOUNCED)
        notices.register("mail_refused", _("The mail server refuses all our mails: %(words)s"), icon="alert-triangle")
        notices.register(
            "journey_paused",
            _("“%(name)s” was paused, because more than five in a hundred of its first mails failed."),
            icon="player-pause",
        )
