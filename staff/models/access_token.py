"""Links that need no signing in."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.privacy import classify


class TokenPurpose(models.TextChoices):
    SURVEY = "survey", _("answer a survey")
    UNSUBSCRIBE = "unsubscribe", _("stop mails")
    PREFERENCES = "preferences", _("change preferences")
    RECAP = "recap", _("confirm what was understood")
    INVITATION = "invitation", _("join as a colleague")


class AccessToken(models.Model):
    """One link that lets its holder do one thing without signing in. Only the digest is kept."""

    digest = models.CharField(_("digest"), max_length=64, unique=True)
    purpose = models.CharField(_("purpose"), max_length=20, choices=TokenPurpose.choices)
    subject_id = models.BigIntegerField(_("record"))
    scope = models.CharField(_("scope"), max_length=40, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    privacy = classify(none="id purpose scope created_at expires_at revoked_at", personal="subject_id", secret="digest")

    class Meta:
        verbose_name = _("access link")
        verbose_name_plural = _("access links")
        indexes = [models.Index(fields=["purpose", "subject_id"], name="staff_token_subject")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.subject_id}"

    def is_open(self, now: Any) -> bool:
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)
