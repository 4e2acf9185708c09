"""What a colleague should know."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.privacy import classify


class Notice(models.Model):
    """One thing that a colleague should know, in words made when it is read."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name=_("for"))
    kind = models.CharField(_("kind"), max_length=40)
    params = models.JSONField(_("details"), default=dict, blank=True)
    url = models.CharField(_("link"), max_length=300, blank=True)
    key = models.CharField(_("key"), max_length=120)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    privacy = classify(none="id user kind url key created_at read_at", personal="params")

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="staff_notice_once")]
        indexes = [
            models.Index(fields=["user", "-id"], name="staff_notice_unread", condition=models.Q(read_at__isnull=True))
        ]

    is_out_of_sight = False  # set by notices.for_eyes_of()

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
