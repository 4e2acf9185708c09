from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.privacy import classify
from outreach.models.message import Message


class EventKind(models.TextChoices):
    """What a provider tells us about a mail afterwards, as far as it makes a difference."""

    DELIVERED = "delivered", _("delivered")
    NO_SUCH_USER = "no_such_user", _("bounced: there is no such mailbox")
    MAILBOX_FULL = "mailbox_full", _("bounced: the mailbox is full")
    POLICY = "policy", _("bounced: refused by policy")
    BOUNCED = "bounced", _("bounced")
    COMPLAINED = "complained", _("reported as spam")
    UNSUBSCRIBED = "unsubscribed", _("unsubscribed at the provider")


class InboundEvent(models.Model):
    """One thing that a provider told us about a mail, kept so that telling it again changes nothing."""

    provider = models.CharField(_("provider"), max_length=60)
    event_id = models.CharField(_("event"), max_length=200, help_text=_("The provider's, or a digest of its words."))
    kind = models.CharField(_("kind"), max_length=12, choices=EventKind.choices)
    message = models.ForeignKey(
        Message, models.SET_NULL, null=True, blank=True, related_name="events", verbose_name=_("message")
    )
    address_hash = models.CharField(_("address (hash)"), max_length=64)
    words = models.CharField(_("what the mail server said"), max_length=300, blank=True)
    at = models.DateTimeField(_("at"))
    created_at = models.DateTimeField(_("received at"), default=timezone.now)

    privacy = classify(none="id provider event_id kind message at created_at", personal="address_hash words")

    class Meta:
        verbose_name = _("event of a provider")
        verbose_name_plural = _("events of providers")
        constraints = [models.UniqueConstraint(fields=["provider", "event_id"], name="outreach_event_once")]
        indexes = [models.Index(fields=["address_hash", "kind", "at"], name="outreach_event_address")]

    def __str__(self) -> str:
        return f"{self.provider}: {self.get_kind_display()}"
