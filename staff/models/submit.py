"""Forms that were sent."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.privacy import classify


class Submit(models.Model):
    """One form that was sent once; a double tap finds it and goes where the first one went."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("by"))
    key = models.CharField(_("key"), max_length=36)
    url = models.CharField(_("led to"), max_length=300, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    privacy = classify(none="id user key url at")

    class Meta:
        verbose_name = _("sent form")
        verbose_name_plural = _("sent forms")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="staff_submit_once")]

    def __str__(self) -> str:
        return self.key
