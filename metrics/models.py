"""Reports that a large house computes ahead."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.privacy import classify
from metrics.periods import Period
from metrics.querysets import ReportQuerySet

# Figures older than this are computed again when somebody looks at them.
FRESH_FOR = timedelta(minutes=15)


class Report(models.Model):
    """The figures of one audience for one period as they were last computed.

    The key is all that figures depend on beside the rows they count, so that a change of role, team, zone, currency,
    choice of rates or formula leads to another report. What a reader may not see of it is withheld when it is read.
    """

    audience = models.CharField(_("whose customers"), max_length=60)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("for"),
        help_text=_("Empty for everyone's customers."),
    )
    start = models.DateField(_("first day"))
    end = models.DateField(_("day after the last"))
    as_of = models.DateField(_("seen from"))
    time_zone = models.CharField(_("time zone"), max_length=64)
    currency = models.CharField(_("currency"), max_length=3)
    rates = models.CharField(_("exchange rates"), max_length=10, default="at_date")
    definition_version = models.PositiveSmallIntegerField(_("version of the formulas"))

    choice = models.CharField(_("period chosen"), max_length=20)
    looked_at = models.DateTimeField(_("looked at"))
    wanted_at = models.DateTimeField(_("wanted since"), null=True, blank=True)
    claimed_at = models.DateTimeField(_("being computed since"), null=True, blank=True)
    computed_at = models.DateTimeField(_("computed at"), null=True, blank=True)
    seconds = models.FloatField(_("seconds that it took"), null=True, blank=True)
    figures = models.JSONField(_("figures"), null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    # The figures of a small audience may be those of one person.
    privacy = classify(
        none="id audience user start end as_of time_zone currency rates definition_version choice looked_at wanted_at "
        "claimed_at computed_at seconds",
        sensitive="figures",
    )

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "start", "end", "as_of", "time_zone", "currency", "rates", "definition_version"],
                name="metrics_report_once",
            ),
            models.CheckConstraint(
                condition=models.Q(computed_at__isnull=True, figures__isnull=True)
                | models.Q(computed_at__isnull=False, figures__isnull=False),
                name="metrics_report_computed_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["wanted_at"], name="metrics_report_wanted", condition=models.Q(wanted_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.audience} {self.start} – {self.end}"

    @property
    def period(self) -> Period:
        return Period(self.start, self.end, self.as_of, self.time_zone)

    @property
    def is_wanted(self) -> bool:
        return self.wanted_at is not None

    def is_stale(self, now: datetime) -> bool:
        return self.computed_at is None or self.computed_at < now - FRESH_FOR

    @property
    def window(self) -> int | None:
        """For how many days a purchase kept a customer active; None before the figures are computed."""
        return self.figures["window"] if self.figures else None
