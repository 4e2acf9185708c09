"""Once a month each relationship is looked at."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from crm.privacy import classify
from interactions.querysets_relationship import RelationshipQuerySet


class NextStep(models.TextChoices):
    """What the review found of the next step."""

    PLANNED = "planned", _("is planned")
    TO_PLAN = "to_plan", _("I plan it now")
    NONE = "none", _("none is needed")


class MonthlyReview(models.Model):
    """That somebody looked at one relationship in a month. `month` is its first day."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="reviews", verbose_name=_("contact"))
    month = models.DateField(_("month"))
    next_step = models.CharField(_("next step"), max_length=7, choices=NextStep.choices)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))

    objects = RelationshipQuerySet.as_manager()

    privacy = classify(none="id month next_step at by", personal="contact")

    class Meta:
        verbose_name = _("monthly review")
        verbose_name_plural = _("monthly reviews")
        ordering = ["-month", "-id"]
        # That a month is told by its first day is no constraint: on SQLite it would need a function of Django's, and no
        # other program could then write to the table.
        constraints = [models.UniqueConstraint(fields=["contact", "month"], name="interactions_review_once")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
