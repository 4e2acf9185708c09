"""Who gave which next step to whom."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.privacy import classify
from interactions.models.follow_up import FollowUp
from interactions.querysets import HandOverQuerySet


class HandOver(models.Model):
    """One follow-up went from one colleague to another at one moment, with a note. Never changed."""

    follow_up = models.ForeignKey(FollowUp, models.CASCADE, related_name="hand_overs", verbose_name=_("follow-up"))
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("given by"))
    taker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("given to"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("decided by"))
    note = models.TextField(_("note"), blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects = HandOverQuerySet.as_manager()

    privacy = classify(none="id follow_up giver taker by at", sensitive="note")

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="interactions_hand_over_between_two"),
        ]
        indexes = [models.Index(fields=["giver", "-at"], name="interactions_handed_over")]

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker}"
