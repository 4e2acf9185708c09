from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from crm.privacy import classify
from interactions.models import Direction, Interaction
from mailbox.models.mailbox import Mailbox
from mailbox.querysets import ReceivedMailQuerySet

LONGEST_ID = 300
LONGEST_SUBJECT = 300
LONGEST_NAME = 200
LONGEST_ADDRESS = 254


class MailState(models.TextChoices):
    TIMELINE = "timeline", _("on the timeline")
    WAITING = "waiting", _("waiting")
    IGNORED = "ignored", _("ignored")


class Reason(models.TextChoices):
    """Why a mail waits or was ignored. Empty for what went onto the timeline by itself."""

    UNKNOWN = "unknown", _("Nobody you look after has this address.")
    SEVERAL = "several", _("Several contacts have this address.")
    OTHER_ADDRESS = "other_address", _("It answers a mail of ours, from an address we do not know.")
    FORGED = "forged", _("The sender's server says that it did not send this mail. It may be forged.")
    UNVERIFIED = "unverified", _("Nobody has checked whether the sender is who they say.")
    NO_SENDER = "no_sender", _("It names no sender, or more than one.")
    NO_RECIPIENT = "no_recipient", _("None of its recipients is a contact you look after.")
    UNREADABLE = "unreadable", _("It is broken, and only its headers could be read.")
    TAKEN_BACK = "taken_back", _("It was taken off a timeline.")
    AUTOMATIC = "automatic", _("An automatic answer.")
    BOUNCE = "bounce", _("A mail of ours could not be delivered, or was.")
    BULK = "bulk", _("A newsletter or a mailing list.")
    INTERNAL = "internal", _("Among colleagues alone.")
    NOT_THEIR_DROP = "not_their_drop", _("It came to a drop-box from an address that is not its colleague's.")
    SENDER_IGNORED = "sender_ignored", _("You ignore this sender.")
    BY_HAND = "by_hand", _("You ignored it.")


WARNINGS = (Reason.FORGED, Reason.UNVERIFIED, Reason.NOT_THEIR_DROP)


class ReceivedMail(models.Model):
    """One mail as it was read in a mailbox, once, whatever died in between: `digest` is that of its bytes.

    `copy_key` is the same for copies of one mail in several mailboxes, `thread` for a mail and its answers. The words
    stay here: the timeline has an entry that names this row. `suggested` is who may have written, which only a
    colleague decides.
    """

    mailbox = models.ForeignKey(Mailbox, models.PROTECT, related_name="mails", verbose_name=_("mailbox"))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("owner"))
    digest = models.CharField(max_length=64, editable=False)
    copy_key = models.CharField(max_length=64, editable=False)
    thread = models.CharField(max_length=64, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=MailState.choices)
    reason = models.CharField(_("reason"), max_length=14, choices=Reason.choices, blank=True)
    earlier_reason = models.CharField(
        _("reason before it was ignored"), max_length=14, choices=Reason.choices, blank=True, editable=False
    )
    direction = models.CharField(_("direction"), max_length=8, choices=Direction.choices, default=Direction.IN)
    contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="received_mails", verbose_name=_("contact")
    )
    suggested = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("perhaps from")
    )
    entry = models.ForeignKey(
        Interaction, models.PROTECT, null=True, blank=True, related_name="mails", verbose_name=_("timeline entry")
    )
    turns = models.PositiveSmallIntegerField(_("times put onto a timeline"), default=0)
    is_shared = models.BooleanField(_("colleagues read the words too"), default=False)

    message_id = models.CharField(_("Message-ID"), max_length=LONGEST_ID, blank=True)
    answers = models.JSONField(_("mails that it answers"), default=list, blank=True)
    sender = models.CharField(_("from"), max_length=LONGEST_ADDRESS, blank=True)
    sender_name = models.CharField(_("name of the sender"), max_length=LONGEST_NAME, blank=True)
    recipients = models.JSONField(_("to"), default=list, blank=True)
    subject = models.CharField(_("subject"), max_length=LONGEST_SUBJECT, blank=True)
    at = models.DateTimeField(_("when"))
    text = models.TextField(_("text"), blank=True)
    quoted = models.TextField(_("quoted history"), blank=True)
    html = models.TextField(_("formatted text"), blank=True)
    size = models.PositiveBigIntegerField(_("bytes"))
    is_cut = models.BooleanField(_("too large, so that only its headers were read"), default=False)
    read_at = models.DateTimeField(_("read at"), default=timezone.now)

    objects = ReceivedMailQuerySet.as_manager()

    privacy = classify(
        none="id mailbox owner digest copy_key thread state reason earlier_reason direction entry turns is_shared "
        "size is_cut read_at",
        personal="contact suggested message_id answers sender sender_name recipients at",
        sensitive="subject text quoted html",
    )

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "digest"], name="mailbox_mail_once"),
            models.CheckConstraint(
                condition=Q(state="timeline", contact__isnull=False, entry__isnull=False)
                | (~Q(state="timeline") & Q(contact__isnull=True, entry__isnull=True)),
                name="mailbox_mail_on_timeline",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "state", "-at", "-id"], name="mailbox_triage"),
            models.Index(fields=["thread", "-at"], name="mailbox_thread"),
            models.Index(fields=["contact"], name="mailbox_mail_contact"),
            models.Index(fields=["message_id"], name="mailbox_message_id"),
        ]

    def __str__(self) -> str:
        return f"{self.sender} {self.at:%Y-%m-%d}"

    @property
    def is_open_to_colleagues(self) -> bool:
        return self.is_shared or self.mailbox.is_shared

    @property
    def is_warned_of(self) -> bool:
        return self.reason in WARNINGS


class MailPart(models.Model):
    """One file that came with a mail; never shown, only handed out as a download."""

    mail = models.ForeignKey(ReceivedMail, models.CASCADE, related_name="parts", verbose_name=_("mail"))
    position = models.PositiveSmallIntegerField(_("position"))
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    content_type = models.CharField(_("type, as the mail says"), max_length=100)
    size = models.PositiveBigIntegerField(_("bytes"))
    content = models.BinaryField(_("content"))

    privacy = classify(none="id mail position content_type size", sensitive="name content")

    class Meta:
        verbose_name = _("file of a mail")
        verbose_name_plural = _("files of mails")
        ordering = ["mail", "position"]
        constraints = [models.UniqueConstraint(fields=["mail", "position"], name="mailbox_part_once")]

    def __str__(self) -> str:
        return self.name


class IgnoredSender(models.Model):
    """An address, or with an @ before it a whole domain, whose mails one colleague does not want in the log."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("colleague"))
    pattern = models.CharField(_("address or domain"), max_length=LONGEST_ADDRESS)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    privacy = classify(none="id owner created_at", personal="pattern")

    class Meta:
        verbose_name = _("ignored sender")
        verbose_name_plural = _("ignored senders")
        ordering = ["pattern"]
        constraints = [models.UniqueConstraint(fields=["owner", "pattern"], name="mailbox_ignored_once")]

    def __str__(self) -> str:
        return self.pattern
