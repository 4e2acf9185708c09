"""Products, purchases with frozen rates, contracts and dated exchange rates."""

from datetime import UTC, date, datetime
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from crm.money import Money
from crm.privacy import classify
from sales.querysets import ContractQuerySet, PurchaseQuerySet
from staff.models import validate_currency

# Days beside these leave the calendar when a zone moves them.
EARLIEST, LATEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _refuse_far_away(**days: date | None) -> None:
    for name, day in days.items():
        if day is not None and not EARLIEST.date() <= day < LATEST.date():
            raise ValidationError({name: _("The dates of the period are too far away.")})


class Product(models.Model):
    """Something that is sold. Its name is a translated column."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    is_active = models.BooleanField(_("on sale"), default=True)

    privacy = classify(none="id code name is_active")

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name or self.code


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
        _refuse_far_away(date=self.date)
        if self.rate is not None and self.rate <= 0:
            raise ValidationError({"rate": _("A rate is above zero.")})


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


class RateFile(models.Model):
    """A file of rates that a colleague brought: its content until it is imported, then only what became of it."""

    source = models.CharField(_("source"), max_length=20, choices=RateSource.choices)
    name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField(_("content"), null=True, blank=True)
    uploaded_at = models.DateTimeField(_("uploaded at"), default=timezone.now, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    imported_at = models.DateTimeField(_("imported at"), null=True, blank=True, editable=False)
    outcome = models.JSONField(_("outcome"), default=dict, blank=True)

    privacy = classify(none="id source name content uploaded_at uploaded_by imported_at outcome")

    class Meta:
        verbose_name = _("file of rates")
        verbose_name_plural = _("files of rates")
        ordering = ["-uploaded_at", "-id"]

    def __str__(self) -> str:
        return self.name


class PurchaseStatus(models.TextChoices):
    SETTLED = "settled", _("settled")
    PENDING = "pending", _("pending")
    CANCELLED = "cancelled", _("cancelled")
    REFUNDED = "refunded", _("refunded")


class Purchase(models.Model):
    """One order of a contact. Amount, currency, rate, rate date and source are frozen when it is recorded;
    without a known rate the base amount stays empty and is counted as a gap."""

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="purchases", verbose_name=_("contact"))
    number = models.CharField(_("order number"), max_length=80)
    ordered_at = models.DateTimeField(_("ordered at"))
    status = models.CharField(_("status"), max_length=9, choices=PurchaseStatus.choices, default=PurchaseStatus.SETTLED)
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="purchases", verbose_name=_("product")
    )
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3, default=Decimal(1))
    amount = models.DecimalField(_("amount"), max_digits=19, decimal_places=4)
    currency = models.CharField(_("currency"), max_length=3, validators=[validate_currency])
    rate = models.DecimalField(_("rate"), max_digits=20, decimal_places=8, null=True, blank=True)
    rate_date = models.DateField(_("date of the rate"), null=True, blank=True)
    rate_source = models.CharField(_("source of the rate"), max_length=20, blank=True)
    base_amount = models.DecimalField(
        _("amount in the base currency"), max_digits=19, decimal_places=4, null=True, blank=True
    )
    base_currency = models.CharField(_("base currency"), max_length=3)
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )

    objects = PurchaseQuerySet.as_manager()

    privacy = classify(
        none="id number status product quantity currency rate rate_date rate_source base_currency recorded_at "
        "recorded_by",
        personal="contact ordered_at amount base_amount",
    )

    class Meta:
        verbose_name = _("purchase")
        verbose_name_plural = _("purchases")
        ordering = ["-ordered_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                name="sales_purchase_number_once",
                violation_error_message=_("A purchase with this order number exists already."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="sales_purchase_not_negative",
                violation_error_message=_("The amount is below zero."),
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="sales_purchase_quantity_positive",
                violation_error_message=_("The quantity is not above zero."),
            ),
            models.CheckConstraint(
                condition=Q(rate__isnull=True, rate_date__isnull=True, base_amount__isnull=True)
                | Q(rate__isnull=False, rate_date__isnull=False, base_amount__isnull=False),
                name="sales_purchase_rate_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["contact", "-ordered_at"], name="sales_purchase_contact"),
            models.Index(fields=["ordered_at"], name="sales_purchase_ordered"),
        ]

    def __str__(self) -> str:
        return self.number

    def clean(self) -> None:
        if self.ordered_at is not None and not EARLIEST <= self.ordered_at < LATEST:
            raise ValidationError({"ordered_at": _("The date of the order is too far away.")})
        if self.amount is not None and self.amount < 0:
            raise ValidationError({"amount": _("The amount is below zero.")})
        if self.quantity is not None and self.quantity <= 0:
            raise ValidationError({"quantity": _("The quantity is not above zero.")})

    @property
    def total(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def base_total(self) -> Money | None:
        """The worth in the base currency; None where no rate was known."""
        return None if self.base_amount is None else Money(self.base_amount, self.base_currency)


class Contract(models.Model):
    """An agreement with a contact that brings `recurring_value` each month while it runs.

    `ends_on` is the last day that is paid for; empty while it is open-ended.
    """

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="contracts", verbose_name=_("contact"))
    number = models.CharField(_("contract number"), max_length=80, blank=True)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    recurring_value = models.DecimalField(_("value per month"), max_digits=19, decimal_places=4)
    currency = models.CharField(_("currency"), max_length=3, validators=[validate_currency])
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )

    objects = ContractQuerySet.as_manager()

    privacy = classify(
        none="id number currency recorded_at recorded_by",
        personal="contact starts_on ends_on recurring_value",
    )

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="sales_contract_forwards",
                violation_error_message=_("The contract ends before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(recurring_value__gte=0),
                name="sales_contract_not_negative",
                violation_error_message=_("The value is below zero."),
            ),
        ]
        indexes = [
            models.Index(fields=["contact", "starts_on"], name="sales_contract_contact"),
            models.Index(fields=["ends_on"], name="sales_contract_end"),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.starts_on} – {self.ends_on or '…'}"

    def clean(self) -> None:
        _refuse_far_away(starts_on=self.starts_on, ends_on=self.ends_on)

    @property
    def monthly(self) -> Money:
        return Money(self.recurring_value, self.currency)
