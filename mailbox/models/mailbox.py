from datetime import timedelta

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.privacy import classify
from mailbox.querysets import MailboxQuerySet

# After the first failure a minute, then twice as long each time.
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
DOUBLINGS = 6


host_name = RegexValidator(
    r"\A[A-Za-z0-9](?:[A-Za-z0-9.:-]*[A-Za-z0-9])?\Z", _("Enter the name of a server, such as imap.example.com.")
)


class Security(models.TextChoices):
    """How the line is encrypted; a line in clear text is not offered."""

    TLS = "tls", _("TLS from the first byte (port 993)")
    STARTTLS = "starttls", _("STARTTLS (port 143)")


class Problem(models.TextChoices):
    """Why a mailbox could not be read, as a sentence for its owner."""

    UNREACHABLE = "unreachable", _("The server does not answer. Check its name and the port.")
    NOT_ALLOWED = "not_allowed", _("This server or port may not be used. Ask whoever runs Rapport (MAILBOX_HOSTS).")
    CERTIFICATE = "certificate", _("The server's certificate does not fit its name, or nobody known has signed it.")
    LOGIN = "login", _("The server refuses this user or password.")
    FOLDER = "folder", _("There is no such folder in this mailbox.")
    LOST_KEY = "lost_key", _("The stored password can be read no more. Enter it again.")
    ANSWER = "answer", _("The server answered something that no mail server answers.")


class Mailbox(models.Model):
    """One folder of one IMAP account that is read into the log; nothing is changed or deleted there.

    `last_uid` is the newest message that was read under `uid_validity`. A personal mailbox shows its words to its
    owner alone; `is_shared` shows them to all who see the customer's timeline.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="mailboxes", verbose_name=_("owner")
    )
    address = models.EmailField(_("address"), help_text=_("The address whose mails arrive here."))
    host = models.CharField(_("IMAP server"), max_length=253, validators=[host_name])
    port = models.PositiveIntegerField(_("port"), default=993)
    security = models.CharField(_("encryption"), max_length=8, choices=Security.choices, default=Security.TLS)
    username = models.CharField(_("user name"), max_length=254)
    secret = models.TextField(_("password, encrypted"), editable=False)
    folder = models.CharField(_("folder"), max_length=200, default="INBOX")
    authserv_id = models.CharField(
        _("name under which your server signs its checks"),
        max_length=253,
        blank=True,
        help_text=_(
            "The first word of the header Authentication-Results, for example mx.example.com. Without it nobody can "
            "tell a forged sender, so that every mail waits for you."
        ),
    )
    is_shared = models.BooleanField(
        _("colleagues read the words too"),
        default=False,
        help_text=_("All who see the customer's timeline. Otherwise they see that a mail was exchanged, and no words."),
    )
    takes_drops = models.BooleanField(
        _("drop-box addresses of colleagues arrive here"),
        default=False,
        help_text=_("Each colleague gets an address of their own, with a secret word after a plus sign."),
    )
    read_from = models.DateField(_("read mails from this day on"))
    is_paused = models.BooleanField(_("paused"), default=False)
    uid_validity = models.PositiveBigIntegerField(null=True, blank=True, editable=False)
    last_uid = models.PositiveBigIntegerField(default=0, editable=False)
    read_at = models.DateTimeField(_("last read"), null=True, blank=True, editable=False)
    problem = models.CharField(_("problem"), max_length=12, choices=Problem.choices, blank=True, editable=False)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)
    next_read_at = models.DateTimeField(default=timezone.now, editable=False)
    leased_until = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)

    objects = MailboxQuerySet.as_manager()

    privacy = classify(
        none="id owner host port security folder authserv_id is_shared takes_drops read_from is_paused uid_validity "
        "last_uid read_at problem failures next_read_at leased_until created_at",
        personal="address username",
        secret="secret",  # pragma: allowlist secret
    )

    class Meta:
        verbose_name = _("mailbox")
        verbose_name_plural = _("mailboxes")
        ordering = ["address", "folder", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "host", "username", "folder"],
                name="mailbox_folder_once",
                violation_error_message=_("You have this folder of this mailbox already."),
            ),
            models.UniqueConstraint(
                fields=["takes_drops"],
                condition=Q(takes_drops=True),
                name="mailbox_one_takes_drops",
                violation_error_message=_("Drop-box addresses arrive in another mailbox already."),
            ),
        ]

    def __str__(self) -> str:
        return self.address

    def pause_after_failure(self) -> timedelta:
        """How long to wait before the next attempt, after `failures` in a row."""
        return min(FIRST_PAUSE * 2 ** min(self.failures, DOUBLINGS), LONGEST_PAUSE)


class DropBox(models.Model):
    """The secret word of one colleague's drop-box address: what they send there lands on the customer's timeline."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="drop_box", verbose_name=_("colleague")
    )
    token = models.CharField(_("secret word"), max_length=32, unique=True)
    renewed_at = models.DateTimeField(_("renewed at"), default=timezone.now)

    privacy = classify(none="id user renewed_at", secret="token")

    class Meta:
        verbose_name = _("drop-box")
        verbose_name_plural = _("drop-boxes")

    def __str__(self) -> str:
        return f"{self.user} {self.renewed_at:%Y-%m-%d}"

    def address_at(self, mailbox: Mailbox) -> str:
        local, _at, domain = mailbox.address.rpartition("@")
        return f"{local}+{self.token}@{domain}"
