"""The daily mail about one's own day."""

from datetime import time

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.privacy import classify
from staff.models import User


class Digest(models.Model):
    """How one colleague wants the mail about their day; who has no row gets it when their work begins."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="digest", verbose_name=_("colleague")
    )
    is_wanted = models.BooleanField(_("send me my day by mail"), default=True)
    at = models.TimeField(
        _("at"), null=True, blank=True, help_text=_("On your clock. Left empty: when your work begins.")
    )
    weekdays = models.JSONField(
        _("on weekdays"), default=list, blank=True, help_text=_("None ticked: on the days you work.")
    )

    privacy = classify(none="id user is_wanted at weekdays")

    class Meta:
        verbose_name = _("daily digest")
        verbose_name_plural = _("daily digests")

    def __str__(self) -> str:
        return str(self.user)

    def hour_of(self, user: User) -> time:
        return self.at or user.work_from
