"""What colleagues have typed and not saved yet."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.privacy import classify


class DraftQuerySet(models.QuerySet[Any]):
    def at(self, page: str, subject: models.Model | None) -> Self:
        """Of this form over this record."""
        return self.filter(page=page, subject_id=subject.pk if subject else 0)

    def older_than(self, moment: datetime) -> Self:
        return self.filter(saved_at__lt=moment)


class Draft(models.Model):
    """What a colleague typed into a form and has not saved yet: one for each form, and each record that it is about.

    The record is named as the audit trail names it; `subject_id` is 0 where the form makes a new one.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts", verbose_name=_("colleague")
    )
    page = models.CharField(_("page"), max_length=80)
    subject_type = models.CharField(_("kind of record"), max_length=60, blank=True)
    subject_id = models.PositiveBigIntegerField(_("record"), default=0)
    customer_id = models.PositiveBigIntegerField(_("contact"), null=True, blank=True)
    fields = models.JSONField(_("what was typed"), default=dict)
    saved_at = models.DateTimeField(_("saved at"), default=timezone.now)

    objects = DraftQuerySet.as_manager()

    privacy = classify(none="id user page subject_type saved_at", personal="subject_id customer_id", sensitive="fields")

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering = ["-saved_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["user", "page", "subject_id"], name="staff_draft_once")]
        indexes = [
            models.Index(fields=["customer_id"], name="staff_draft_customer"),
            models.Index(fields=["saved_at"], name="staff_draft_saved"),
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.subject_id or ''}".strip()
