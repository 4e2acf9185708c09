"""Dated exchange rates, budget rates, whose rates go first, and the files that bring them."""

from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.privacy import classify
from sales.models.days import refuse_far_away
from staff.models import validate_currency


class ExchangeRate(models.Model):
    """What one unit of `base` was worth in `quote` on one day, by one source. Append-only."""

    source = models.CharField(_("source"), max_length=20)
    base = models.CharField(_("one unit of"), max_length=3, validators=[validate_currency])
    quote = models.CharField(_("in"), max_length=3, validators=[validate_currency])
    date = models.DateField(_("date"))
    rate = models.DecimalField(_("rate"), max_digits=20, decimal_places=8)
    imported_at = models.DateTimeField(_("entered at"), default=timezone.now, editable=False)

    privacy = classify(none="id source base quote date rate imported_at")

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        ordering = ["-date", "base", "quote"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "base", "quote", "date"],
                name="sales_rate_once",
                violation_error_message=_("This source has a rate for that day already."),
            ),
            models.CheckConstraint(
                condition=Q(rate__gt=0),
                name="sales_rate_positive",
                violation_error_message=_("A rate is above zero."),
            ),
            models.CheckConstraint(
                condition=~Q(base=F("quote")),
                name="sales_rate_two_currencies",
                violation_error_message=_("A rate needs two different currencies."),
            ),
        ]
        indexes = [models.Index(fields=["base", "quote", "-date"], name="sales_rate_newest")]

    def __str__(self) -> str:
        return f"1 {self.base} = {self.rate} {self.quote} ({self.date})"

    def clean(self) -> None:
        refuse_far_away(date=self.date)
        if self.rate is not None and self.rate <= 0:
            raise ValidationError({"rate": _("A rate is above zero.")})


class BudgetRate(models.Model):
    """What one unit of `base` counts for in `quote` where the house compares with its plans, for orders of some days.

    Append-only: of the rates for one day the one that was entered last holds.
    """

    base = models.CharField(_("one unit of"), max_length=3, validators=[validate_currency])
    quote = models.CharField(_("in"), max_length=3, validators=[validate_currency])
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    rate = models.DecimalField(_("rate"), max_digits=20, decimal_places=8)
    note = models.CharField(_("note"), max_length=200, blank=True)
    entered_at = models.DateTimeField(_("entered at"), default=timezone.now, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("entered by")
    )

    privacy = classify(none="id base quote starts_on ends_on rate note entered_at entered_by")

    class Meta:
        verbose_name = _("budget rate")
        verbose_name_plural = _("budget rates")
        ordering = ["-entered_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rate__gt=0),
                name="sales_budget_positive",
                violation_error_message=_("A rate is above zero."),
            ),
            models.CheckConstraint(
                condition=~Q(base=F("quote")),
                name="sales_budget_two_currencies",
                violation_error_message=_("A rate needs two different currencies."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="sales_budget_forwards",
                violation_error_message=_("The period ends before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return f"1 {self.base} = {self.rate} {self.quote} ({self.starts_on} – {self.ends_on})"

    def clean(self) -> None:
        refuse_far_away(starts_on=self.starts_on, ends_on=self.ends_on)


def is_list_of_sources(value: object) -> None:
    if not isinstance(value, list) or not all(isinstance(each, str) and each.isalnum() for each in value):
        raise ValidationError(_('List the sources by their codes, the preferred one first, for example ["ecb"].'))


class RatePreference(models.Model):
    """Whose rates go first for one currency. What is not listed comes after, the newest first."""

    currency = models.CharField(_("currency"), max_length=3, unique=True, validators=[validate_currency])
    sources = models.JSONField(_("sources"), default=list, validators=[is_list_of_sources])

    privacy = classify(none="id currency sources")

    class Meta:
        verbose_name = _("preferred source of rates")
        verbose_name_plural = _("preferred sources of rates")
        ordering = ["currency"]

    def __str__(self) -> str:
        return f"{self.currency}: {', '.join(self.sources)}"


class CurrencyWatch(models.Model):
    """From which move of a customer's currency on, and how long before a renewal, its owner is told."""

    percent = models.DecimalField(
        _("per cent"), max_digits=5, decimal_places=2, default=5, validators=[MinValueValidator(Decimal("0.01"))]
    )
    days = models.PositiveSmallIntegerField(
        _("days before the renewal"), default=60, validators=[MinValueValidator(1), MaxValueValidator(366)]
    )

    privacy = classify(none="id percent days")

    class Meta:
        verbose_name = _("watch over currencies")
        verbose_name_plural = _("watch over currencies")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="sales_one_watch")]

    def __str__(self) -> str:
        return f"{self.percent} % / {self.days}"

    @classmethod
    def current(cls) -> "CurrencyWatch":
        """As the house set it, else as it is at first."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)


class RateSource(models.TextChoices):
    """Whose files are read."""

    ECB = "ecb", _("European Central Bank")
    CNB = "cnb", _("Czech National Bank")
    CBR = "cbr", _("Bank of Russia")


class RateFileState(models.TextChoices):
    """Two of them wait for the worker: READING and IMPORTING."""

    READING = "reading", _("being read")
    READ = "read", _("not imported")
    IMPORTING = "importing", _("being imported")
    IMPORTED = "imported", _("imported")
    REFUSED = "refused", _("cannot be read")


class RateFile(models.Model):
    """A file of rates that a colleague brought: its content until it is imported or refused, then only what became
    of it; `problem` says in one sentence why it was refused, or that its import broke off."""

    source = models.CharField(_("source"), max_length=20, choices=RateSource.choices)
    name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField(_("content"), null=True, blank=True)
    uploaded_at = models.DateTimeField(_("uploaded at"), default=timezone.now, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    imported_at = models.DateTimeField(_("imported at"), null=True, blank=True, editable=False)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("imported by")
    )
    outcome = models.JSONField(_("outcome"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=RateFileState.choices, default=RateFileState.READING)
    claimed_at = models.DateTimeField(_("being worked on since"), null=True, blank=True, editable=False)
    claim = models.CharField(max_length=32, blank=True, editable=False)
    claims = models.PositiveSmallIntegerField(_("attempts"), default=0, editable=False)
    problem = models.CharField(_("problem"), max_length=300, blank=True)

    privacy = classify(
        none="id source name content uploaded_at uploaded_by imported_at imported_by outcome state claimed_at claim "
        "claims problem"
    )

    class Meta:
        verbose_name = _("file of rates")
        verbose_name_plural = _("files of rates")
        ordering = ["-uploaded_at", "-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_awaited(self) -> bool:
        return self.state in (RateFileState.READING, RateFileState.IMPORTING)

    @property
    def may_be_imported(self) -> bool:
        """Whether an import would add something: a rate, the rate of a purchase, or the rest of what broke off."""
        adds = self.outcome.get("new") or self.outcome.get("waiting") or self.problem
        return self.state == RateFileState.READ and bool(adds)
