from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contacts.ramadan import ramadans
from crm.privacy import classify

FIRST_YEAR, LAST_YEAR = 2000, 2100


def both_or_none(start: str, end: str) -> Q:
    """Two hours of a day, the first before the second, or neither."""
    neither = Q(**{f"{start}__isnull": True, f"{end}__isnull": True})
    return neither | Q(**{f"{start}__isnull": False, f"{end}__isnull": False, f"{start}__lt": F(end)})


class WorkingCalendar(models.Model):
    """What this house, or one team for its contacts, knows of the working days of a country, or of one region of it,
    beyond its public holidays."""

    team = models.ForeignKey(
        "staff.Team",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="working_calendars",
        verbose_name=_("team"),
        help_text=_(
            "For this team’s contacts, before what the house says; what it leaves open is the house’s. "
            "Empty for the whole house."
        ),
    )
    country = models.CharField(_("country"), max_length=2)
    region = models.CharField(
        _("region"),
        max_length=100,
        blank=True,
        help_text=_("Its code or name, as in addresses; empty for the whole country."),
    )
    hours_from = models.TimeField(_("offices open at"), null=True, blank=True)
    hours_until = models.TimeField(_("offices close at"), null=True, blank=True)
    lunch_from = models.TimeField(_("lunch from"), null=True, blank=True)
    lunch_until = models.TimeField(_("lunch until"), null=True, blank=True)
    is_friday_short = models.BooleanField(_("Friday afternoon is a bad time"), default=False)
    decreed_until = models.PositiveSmallIntegerField(
        _("holidays decreed until the end of"),
        null=True,
        blank=True,
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
        help_text=_(
            "The last year whose holidays the government has announced, for countries that fix them anew each year."
        ),
    )
    decreed_on = models.DateField(_("date of the decree"), null=True, blank=True)

    privacy = classify(
        none="id team country region hours_from hours_until lunch_from lunch_until is_friday_short "
        "decreed_until decreed_on"
    )

    class Meta:
        verbose_name = _("working calendar")
        verbose_name_plural = _("working calendars")
        ordering = ["country", "region", "team"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "region"],
                condition=Q(team__isnull=True),
                name="contacts_calendar_once",
                violation_error_message=_("This country or region has its calendar already."),
            ),
            models.UniqueConstraint(
                fields=["country", "region", "team"],
                condition=Q(team__isnull=False),
                name="contacts_team_calendar_once",
                violation_error_message=_("This country or region has its calendar already."),
            ),
            models.CheckConstraint(
                condition=both_or_none("hours_from", "hours_until"),
                name="contacts_calendar_hours_forwards",
                violation_error_message=_("Opening hours need a beginning before their end."),
            ),
            models.CheckConstraint(
                condition=both_or_none("lunch_from", "lunch_until"),
                name="contacts_calendar_lunch_forwards",
                violation_error_message=_("Lunch needs a beginning before its end."),
            ),
            models.CheckConstraint(
                condition=Q(decreed_until__isnull=True, decreed_on__isnull=True)
                | Q(decreed_until__isnull=False, decreed_on__isnull=False),
                name="contacts_calendar_decree_dated",
                violation_error_message=_("A decree has its year and its date."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.region}".strip()


class Season(models.TextChoices):
    DATES = "dates", _("from one date to another")
    RAMADAN = "ramadan", _("in Ramadan, by the calendar of Umm al-Qura")


class SpecialHours(models.Model):
    """Other hours of a calendar's offices for a while: in Ramadan, in summer."""

    calendar = models.ForeignKey(
        WorkingCalendar, models.CASCADE, related_name="special_hours", verbose_name=_("working calendar")
    )
    season = models.CharField(_("when"), max_length=8, choices=Season.choices, default=Season.DATES)
    first_day = models.DateField(_("first day"), null=True, blank=True)
    last_day = models.DateField(_("last day"), null=True, blank=True)
    hours_from = models.TimeField(_("offices open at"))
    hours_until = models.TimeField(_("offices close at"))

    privacy = classify(none="id calendar season first_day last_day hours_from hours_until")

    class Meta:
        verbose_name = _("special hours")
        verbose_name_plural = _("special hours")
        ordering = ["season", "first_day", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hours_from__lt=F("hours_until")),
                name="contacts_special_hours_forwards",
                violation_error_message=_("Opening hours need a beginning before their end."),
            ),
            models.CheckConstraint(
                condition=Q(season="ramadan", first_day__isnull=True, last_day__isnull=True)
                | Q(season="dates", first_day__isnull=False, last_day__isnull=False, last_day__gte=F("first_day")),
                name="contacts_special_hours_dated",
                violation_error_message=_(
                    "Give the first and the last day, in this order; Ramadan needs neither, its days are known."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hours_from:%H:%M}–{self.hours_until:%H:%M}"

    def spans_around(self, year: int) -> list[tuple[date, date]]:
        """First and last days of the season in the year and those beside it."""
        if self.season == Season.RAMADAN:
            return [span for near in (year - 1, year, year + 1) for span in ramadans(near)]
        return [(self.first_day, self.last_day)] if self.first_day and self.last_day else []
