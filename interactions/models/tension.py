"""How tense the relationship with a contact is."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from crm.privacy import classify
from interactions.querysets_relationship import DatedQuerySet


class TensionLevel(models.TextChoices):
    CALM = "calm", _("calm")
    STRAINED = "strained", _("strained")
    TENSE = "tense", _("tense")


class Tension(models.Model):
    """How tense a colleague found a relationship at a moment, and why. The newest one holds; without one it is calm.

    While it is tense, `keeper` and the leads of the team alone write to the contact; on `review_on` somebody looks at
    it again.
    """

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="tensions", verbose_name=_("contact"))
    level = models.CharField(_("tension"), max_length=8, choices=TensionLevel.choices)
    reason = models.CharField(_("why"), max_length=300, blank=True)
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who speaks with them"),
    )
    review_on = models.DateField(_("look again on"), null=True, blank=True)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))

    objects = DatedQuerySet.as_manager()

    privacy = classify(none="id level keeper review_on at by", personal="contact", sensitive="reason")

    class Meta:
        verbose_name = _("tension of a relationship")
        verbose_name_plural = _("tensions of relationships")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level="tense", review_on__isnull=False)
                | Q(level__in=("calm", "strained"), review_on__isnull=True, keeper__isnull=True),
                name="interactions_tense_is_reviewed",
            )
        ]
        indexes = [models.Index(fields=["contact", "-at", "-id"], name="interactions_tension_newest")]

    def __str__(self) -> str:
        return self.get_level_display()

    @property
    def is_tense(self) -> bool:
        return self.level == TensionLevel.TENSE

    def is_to_review(self, on: date) -> bool:
        return self.review_on is not None and self.review_on <= on

    def clean(self) -> None:
        """The words go when a person is erased, so no constraint can ask for them."""
        if self.level != TensionLevel.CALM and not self.reason:
            raise ValidationError({"reason": _("Say what the tension comes from.")})
        if self.is_tense and self.review_on is None:
            raise ValidationError({"review_on": _("Give the day on which somebody looks at it again.")})
