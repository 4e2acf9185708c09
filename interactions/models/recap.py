"""What we understood of a conversation, told to the customer, and what they answered."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.models import Recorded
from crm.privacy import classify
from interactions.models.interaction import Interaction
from interactions.querysets_recap import RecapQuerySet
from outreach.models import Message, State

LONGEST_POINT = 1000
LONGEST_REMARK = 4000
NEVER_LEFT = (State.CANCELLED, State.EXPIRED, State.SKIPPED, State.FAILED)


class Recap(Recorded):
    """The points of one conversation in the words that the customer reads, and what we do next; one an entry.

    `owner` is who logged the conversation, and reads the answer. Once it is read the customer changes it no more.
    """

    interaction = models.OneToOneField(
        Interaction, models.PROTECT, related_name="recap", verbose_name=_("timeline entry")
    )
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="recaps", verbose_name=_("owner"))
    points = models.JSONField(_("points"), default=list)
    next_steps = models.TextField(_("what we do next"), blank=True)
    message = models.OneToOneField(
        Message, models.PROTECT, null=True, blank=True, related_name="recap", verbose_name=_("message")
    )
    expires_at = models.DateTimeField(_("may be answered until"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    has_words = models.BooleanField(_("answered in words"), default=False)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    objects = RecapQuerySet.as_manager()

    privacy = classify(
        none="id interaction owner message expires_at answered_at has_words read_at created_at created_by",
        sensitive="points next_steps",
    )

    class Meta:
        verbose_name = _("recap")
        verbose_name_plural = _("recaps")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(read_at__isnull=True) | Q(answered_at__isnull=False), name="interactions_recap_read"
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "answered_at"],
                name="interactions_recap_to_read",
                condition=Q(has_words=True, read_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.interaction_id} {self.created_at:%Y-%m-%d}"

    @property
    def answer(self) -> "RecapAnswer | None":
        """The one that counts: the newest."""
        return next(iter(self.answers.all()), None)

    @property
    def never_left(self) -> bool:
        """Whether its mail is sure not to have reached the customer, so that another may be sent."""
        return self.message is not None and self.message.state in NEVER_LEFT

    def is_open(self, now: datetime) -> bool:
        """Whether the customer may answer, or change their answer."""
        return self.read_at is None and now < self.expires_at


class RecapAnswer(models.Model):
    """One answer of the customer: to each point a correction in words, or "" where it is right. All are kept."""

    recap = models.ForeignKey(Recap, models.CASCADE, related_name="answers", verbose_name=_("recap"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    language = models.CharField(_("language"), max_length=12)
    corrections = models.JSONField(_("corrections"), default=list)
    remark = models.TextField(_("remark"), blank=True)

    privacy = classify(none="id recap at language", sensitive="corrections remark")

    class Meta:
        verbose_name = _("answer to a recap")
        verbose_name_plural = _("answers to recaps")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.recap_id} {self.at:%Y-%m-%d}"

    @property
    def is_correction(self) -> bool:
        return any(self.corrections)

    def by_point(self) -> list[tuple[str, Any]]:
        """Each point of the recap with its correction; none once words are forgotten."""
        return list(zip(self.recap.points, self.corrections, strict=False))
