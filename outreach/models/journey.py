from datetime import time

from django.db import models
from django.utils.translation import gettext_lazy as _

from contacts.models import Purpose
from crm.privacy import classify
from outreach import reasons
from outreach.models.template import MessageTemplate


class Anchor(models.TextChoices):
    """What a journey counts from. `event`: another room plans the message when its fact happens."""

    BIRTHDAY = "birthday", _("birthday")
    EVENT = "event", _("an event")


class Journey(models.Model):
    """A reason to write, with its steps: a birthday greeting is a journey of one yearly step."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=100)
    anchor = models.CharField(_("counts from"), max_length=10, choices=Anchor.choices, default=Anchor.EVENT)
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose.choices)
    is_enabled = models.BooleanField(_("enabled"), default=True)
    paused_reason = models.CharField(_("paused because"), max_length=200, blank=True)

    privacy = classify(none="id code name anchor purpose is_enabled paused_reason")

    class Meta:
        verbose_name = _("journey")
        verbose_name_plural = _("journeys")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def why_paused(self) -> str:
        """A colleague's own words, or the sentence for a pause that Rapport made."""
        return str(reasons.sentence(self.paused_reason))


class JourneyStep(models.Model):
    """One rule of a journey: what goes out, how long after the anchor, and at which local hour."""

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="steps", verbose_name=_("journey"))
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    template = models.ForeignKey(
        MessageTemplate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="steps",
        verbose_name=_("template"),
    )
    offset_days = models.SmallIntegerField(_("days after"), default=0)
    send_time = models.TimeField(_("local hour"), default=time(9))
    window_from = models.TimeField(_("not before"), default=time(8))
    window_until = models.TimeField(_("not after"), default=time(20))
    priority = models.PositiveSmallIntegerField(_("priority"), default=50, help_text=_("Lower goes first."))
    is_capped = models.BooleanField(_("counts towards the daily and weekly limit"), default=True)
    trial_version = models.PositiveIntegerField(_("words on trial"), null=True, editable=False)
    trial_mails = models.PositiveSmallIntegerField(_("mails of the trial"), default=0, editable=False)
    trial_failures = models.PositiveSmallIntegerField(_("failures of the trial"), default=0, editable=False)

    privacy = classify(
        none="id journey position template offset_days send_time window_from window_until priority is_capped "
        "trial_version trial_mails trial_failures"
    )

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["journey", "position"]
        constraints = [
            models.UniqueConstraint(fields=["journey", "position"], name="outreach_step_position"),
            models.CheckConstraint(
                condition=models.Q(window_from__lt=models.F("window_until")),
                name="outreach_step_window_forwards",
                violation_error_message=_("The window ends after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.journey} {self.position}"

    @property
    def is_round_the_clock(self) -> bool:
        return self.window_from == time.min and self.window_until >= time(23, 59)
