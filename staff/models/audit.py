"""What was done in the house, and the seals that prove nothing of it was changed or taken away."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.privacy import classify


class AuditEntry(models.Model):
    """One thing that somebody did. Append-only in the database itself.

    `customer_id` is the contact whom the entry is about, also where the record itself is a purchase or a mail of
    theirs. `digest` stands for values that are kept apart, so that these can be erased.
    """

    at = models.DateTimeField(_("at"), default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, blank=True, related_name="+", verbose_name=_("who")
    )
    action = models.CharField(_("what"), max_length=60)
    subject_type = models.CharField(_("kind of record"), max_length=60, blank=True)
    subject_id = models.BigIntegerField(_("record"), null=True, blank=True)
    customer_id = models.BigIntegerField(_("customer"), null=True, blank=True)
    detail = models.JSONField(_("detail"), default=dict, blank=True)
    digest = models.CharField(_("digest of the values"), max_length=64, blank=True, default="", db_default="")
    address = models.GenericIPAddressField(_("address"), null=True, blank=True)
    request_id = models.CharField(_("request"), max_length=64, blank=True)

    privacy = classify(
        none="id at action subject_type digest request_id", personal="actor subject_id customer_id detail address"
    )

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "at"], name="staff_audit_subject"),
            models.Index(fields=["actor", "at"], name="staff_audit_actor"),
            models.Index(fields=["customer_id", "at"], name="staff_audit_customer"),
            models.Index(fields=["at", "id"], name="staff_audit_at"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type} {self.subject_id or ''}".strip()


class AuditValues(models.Model):
    """The personal words of one entry: old and new values, what was searched for. Erased with the person.

    The entry keeps a digest made with the salt; once the salt is gone, nobody can guess the words from it.
    """

    entry = models.OneToOneField(
        AuditEntry, models.DO_NOTHING, primary_key=True, related_name="kept", db_constraint=False
    )
    salt = models.CharField(_("salt"), max_length=32)
    values = models.JSONField(_("values"), default=dict)

    privacy = classify(none="entry", personal="values", secret="salt")

    class Meta:
        verbose_name = _("values of an audit entry")
        verbose_name_plural = _("values of audit entries")

    def __str__(self) -> str:
        return str(self.entry_id)


class SealKind(models.TextChoices):
    ROWS = "rows", _("entries")
    REMOVAL = "removal", _("removal after their time")


class AuditSeal(models.Model):
    """One link of the chain. Append-only in the database itself.

    Of kind `rows` it proves `rows` entries, those after the last link's `last_id` up to its own; `until` is their
    latest moment. Of kind `removal` it says that the entries of earlier links which end before `until` were dropped.
    """

    number = models.PositiveBigIntegerField(_("number"), unique=True)
    kind = models.CharField(_("kind"), max_length=7, choices=SealKind.choices, default=SealKind.ROWS)
    first_id = models.BigIntegerField(_("first entry"))
    last_id = models.BigIntegerField(_("last entry"))
    rows = models.PositiveIntegerField(_("entries"))
    until = models.DateTimeField(_("until"))
    digest = models.CharField(_("digest of the entries"), max_length=64, blank=True)
    addresses = models.CharField(_("digest of the addresses"), max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64)
    at = models.DateTimeField(_("sealed at"))

    privacy = classify(none="id number kind first_id last_id rows until digest addresses hash at")

    class Meta:
        verbose_name = _("audit seal")
        verbose_name_plural = _("audit seals")
        ordering = ["number"]
        indexes = [
            models.Index(fields=["kind", "last_id"], name="staff_seal_last"),
            models.Index(fields=["kind", "until"], name="staff_seal_until"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.hash[:12]}"


class AuditSalt(models.Model):
    """The salt of one seal's digest of addresses; it goes when the addresses go."""

    seal = models.OneToOneField(
        AuditSeal, models.DO_NOTHING, primary_key=True, related_name="salted", db_constraint=False
    )
    salt = models.CharField(_("salt"), max_length=32)

    privacy = classify(none="seal", secret="salt")

    class Meta:
        verbose_name = _("salt of a seal")
        verbose_name_plural = _("salts of seals")

    def __str__(self) -> str:
        return str(self.seal_id)
