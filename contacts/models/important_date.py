from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from contacts.models.contact import Contact
from crm.privacy import classify


class DateKind(models.TextChoices):
    BIRTHDAY = "birthday", _("birthday")
    CUSTOMER_SINCE = "customer_since", _("customer since")
    OTHER = "other", _("other")


class ImportantDate(models.Model):
    """A day of the year that matters to a contact; the year may be unknown. Birthdays live only here."""

    contact = models.ForeignKey(
        Contact, models.CASCADE, related_name="dates", db_index=False, verbose_name=_("contact")
    )
    kind = models.CharField(_("kind"), max_length=14, choices=DateKind.choices)
    label = models.CharField(_("label"), max_length=100, blank=True)
    month = models.PositiveSmallIntegerField(_("month"))
    day = models.PositiveSmallIntegerField(_("day"))
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    month_day = models.PositiveSmallIntegerField(editable=False)
    source = models.CharField(_("source"), max_length=60, blank=True)

    privacy = classify(none="id contact kind source", sensitive="label month day year month_day")

    class Meta:
        verbose_name = _("important date")
        verbose_name_plural = _("important dates")
        ordering = ["month_day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "kind"],
                condition=~models.Q(kind="other"),
                name="contacts_date_once",
                violation_error_message=_("The contact has such a date already."),
            ),
            models.CheckConstraint(
                condition=models.Q(month__range=(1, 12), day__range=(1, 31)), name="contacts_date_in_calendar"
            ),
            models.CheckConstraint(
                condition=models.Q(month_day=models.F("month") * 100 + models.F("day")),
                name="contacts_date_month_day",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "month_day"], name="contacts_date_month_day"),
            # Serves the foreign key too. With the kind in it, SQLite does not ask the index above, which begins with
            # the kind, for somebody's birthday, and so reads the birthdays of everybody.
            models.Index(fields=["contact", "kind"], name="contacts_date_contact"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.month_day:04d}"

    @property
    def as_date(self) -> date:
        """The day in its year; in a leap year where the year is unknown, so that 29 February exists."""
        return date(self.year or 2000, self.month, self.day)

    def clean(self) -> None:
        try:
            date(self.year or 2000, self.month, self.day)
        except (TypeError, ValueError) as error:
            raise ValidationError(_("There is no such day in the calendar."), code="no_such_day") from error

    def save(self, **kwargs: object) -> None:
        self.month_day = self.month * 100 + self.day
        super().save(**kwargs)  # type: ignore[arg-type]
