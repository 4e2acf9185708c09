import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact, Purpose
from crm.privacy import classify
from outreach.models.journey import JourneyStep
from outreach.models.template import MessageTemplate
from outreach.querysets import MessageQuerySet


class State(models.TextChoices):
    """Where a message stands. In flight is no state: it is the message that a sender's slot points at."""

    PENDING = "pending", _("planned")
    CLAIMED = "claimed", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    UNKNOWN = "unknown", _("unknown whether sent")
    CANCELLED = "cancelled", _("cancelled")
    EXPIRED = "expired", _("too late")
    SKIPPED = "skipped", _("skipped")
    CLOSED = "closed", _("closed without an answer")


OPEN_STATES = (State.PENDING, State.CLAIMED)


class Message(models.Model):
    """One mail that is to leave, left, or did not leave, and why: the outbox and the only truth about it.

    `step`, recipient and `occurrence` are the key that stops a second one. The recipient is a contact, a
    colleague (`user`), or, for a mail of the system such as a password reset, neither but an address.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    step = models.ForeignKey(JourneyStep, models.PROTECT, related_name="messages", verbose_name=_("rule"))
    contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="messages", verbose_name=_("contact")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="messages_received",
        verbose_name=_("colleague"),
    )
    address = models.EmailField(_("address"), blank=True, help_text=_("Where it went; set when sending."))
    occurrence = models.CharField(_("occurrence"), max_length=120)
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose.choices)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.PENDING)
    reason = models.CharField(_("reason"), max_length=60, blank=True)
    priority = models.PositiveSmallIntegerField(_("priority"), default=50)
    not_before = models.DateTimeField(_("not before"))
    not_after = models.DateTimeField(_("not after"))
    zone = models.CharField(_("zone of the recipient"), max_length=64, default="UTC")
    local_date = models.DateField(_("agreed date"), null=True, blank=True)
    local_time = models.TimeField(_("agreed time"), null=True, blank=True)

    template = models.ForeignKey(
        MessageTemplate, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("template")
    )
    template_version = models.PositiveIntegerField(_("template version"), null=True, blank=True)
    variables = models.JSONField(_("variables"), default=dict, blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("text"), blank=True, help_text=_("Kept for one-to-one mail only."))
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="messages_written",
        verbose_name=_("sender"),
    )

    claimed_by = models.ForeignKey(
        "SendSlot",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="claimed",
        verbose_name=_("claimed by"),
    )
    claims = models.PositiveSmallIntegerField(_("times taken on"), default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_code = models.CharField(_("last answer"), max_length=10, blank=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    unknown_at = models.DateTimeField(_("in doubt since"), null=True, blank=True)
    provider_ref = models.CharField(_("the provider's own number"), max_length=200, blank=True, editable=False)
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)
    bounced_at = models.DateTimeField(_("bounced at"), null=True, blank=True)
    complained_at = models.DateTimeField(_("reported as spam at"), null=True, blank=True)
    is_announced = models.BooleanField(
        default=False, editable=False, help_text=_("Whether other rooms were told that it left.")
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("planned by"),
    )

    objects = MessageQuerySet.as_manager()
    is_readable = False  # set by access.for_eyes_of()
    last_language: str | None = None  # of the contact's last mail; set by languages.know_last_languages()

    privacy = classify(
        none="id uuid step occurrence purpose state reason priority not_before not_after zone local_date local_time "
        "template template_version language sender claimed_by claims attempts last_code sent_at is_announced "
        "unknown_at provider_ref delivered_at bounced_at complained_at created_at created_by user",
        personal="contact address subject last_error",
        sensitive="variables body",
    )

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["not_before", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["step", "contact", "occurrence"],
                condition=Q(contact__isnull=False),
                name="outreach_message_once",
            ),
            models.UniqueConstraint(
                fields=["step", "user", "occurrence"],
                condition=Q(user__isnull=False),
                name="outreach_message_once_user",
            ),
            models.CheckConstraint(
                condition=~Q(contact__isnull=False, user__isnull=False), name="outreach_message_one_recipient"
            ),
            models.CheckConstraint(
                condition=Q(not_before__lte=models.F("not_after")), name="outreach_message_window_forwards"
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="outreach_message_sent_has_time"
            ),
        ]
        indexes = [
            models.Index(
                fields=["priority", "not_before", "id"],
                name="outreach_message_due",
                condition=Q(state="pending"),
            ),
            models.Index(fields=["contact", "sent_at"], name="outreach_message_contact"),
            models.Index(fields=["state", "not_before"], name="outreach_message_state"),
            models.Index(fields=["provider_ref"], name="outreach_message_provider_ref", condition=~Q(provider_ref="")),
            models.Index(
                fields=["id"],
                name="outreach_message_unannounced",
                condition=Q(state="sent", is_announced=False),
            ),
        ]

    def __str__(self) -> str:
        return self.subject or f"{self.step} {self.occurrence}"

    @property
    def message_id(self) -> str:
        """The same Message-ID on every attempt, so that logs can answer whether it left."""
        return f"<{self.uuid}@{settings.MAIL_DOMAIN}>"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class SendSlot(models.Model):
    """One sender at work. `message` is the one message in flight; a beat too old means that the sender died."""

    worker = models.CharField(_("worker"), max_length=120)
    message = models.OneToOneField(
        Message, models.SET_NULL, null=True, blank=True, related_name="slot", verbose_name=_("in flight")
    )
    beat = models.DateTimeField(_("last sign of life"))

    privacy = classify(none="id worker message beat")

    class Meta:
        verbose_name = _("sender")
        verbose_name_plural = _("senders")

    def __str__(self) -> str:
        return self.worker


class CapCount(models.Model):
    """How many capped mails one address got on one local day."""

    address_hash = models.CharField(max_length=64)
    local_date = models.DateField()
    count = models.PositiveSmallIntegerField(default=0)

    privacy = classify(none="id local_date count", personal="address_hash")

    class Meta:
        verbose_name = _("daily count")
        verbose_name_plural = _("daily counts")
        constraints = [models.UniqueConstraint(fields=["address_hash", "local_date"], name="outreach_cap_once")]

    def __str__(self) -> str:
        return f"{self.local_date}: {self.count}"


class Hold(models.Model):
    """A higher room's word that one contact must not be written to now, and why."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="holds", verbose_name=_("contact"))
    reason = models.CharField(_("reason"), max_length=200)
    key = models.CharField(_("key"), max_length=120)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    privacy = classify(none="id key until created_at", personal="contact", sensitive="reason")

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        constraints = [models.UniqueConstraint(fields=["contact", "key"], name="outreach_hold_once")]

    def __str__(self) -> str:
        return self.reason


class Suppression(models.Model):
    """An address to which nothing (or nothing of one purpose) may be sent. Only a keyed hash is kept."""

    ALL = "all"

    address_hash = models.CharField(_("address (hash)"), max_length=64)
    scope = models.CharField(_("scope"), max_length=10, default=ALL, help_text=_("“all”, or one purpose."))
    reason = models.CharField(_("reason"), max_length=60)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    privacy = classify(none="id scope reason until created_at", personal="address_hash")

    class Meta:
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        constraints = [models.UniqueConstraint(fields=["address_hash", "scope"], name="outreach_suppression_once")]

    def __str__(self) -> str:
        return f"{self.scope}: {self.reason}"


class Heartbeat(models.Model):
    """When a job last ran to its end."""

    name = models.CharField(_("job"), max_length=60, unique=True)
    at = models.DateTimeField(_("last run"))

    privacy = classify(none="id name at")

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M:%S}"


class Installation(models.Model):
    """The one installation that may send from this database; a copy elsewhere sends nothing until confirmed."""

    code = models.CharField(_("installation"), max_length=64)
    confirmed_at = models.DateTimeField(_("confirmed at"), default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )

    privacy = classify(none="id code confirmed_at confirmed_by")

    class Meta:
        verbose_name = _("sending installation")
        verbose_name_plural = _("sending installations")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="outreach_one_installation")]

    def __str__(self) -> str:
        return self.code
