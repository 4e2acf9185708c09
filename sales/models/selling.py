"""Products, purchases with frozen rates, and contracts."""

from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from crm.money import Money
from crm.privacy import classify
from sales.models.days import EARLIEST, LATEST, refuse_far_away
from sales.querysets import ContractQuerySet, PurchaseQuerySet
from staff.models import validate_currency


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
        refuse_far_away(starts_on=self.starts_on, ends_on=self.ends_on)

    @property
    def monthly(self) -> Money:
        return Money(self.recurring_value, self.currency)
