"""Forms of purchases and contracts. They read what was typed; the rules are in the actions."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.functional import lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from crm.forms import TextField
from crm.money import InvalidAmount, currency_codes, parse_amount
from crm.wall_forms import MomentField
from sales.models import Contract, Product, Purchase, PurchaseStatus
from staff.models import Organisation
from staff.once import OnceMixin

OFFERED_PRODUCTS = 50


def _currency_choices() -> list[tuple[str, str]]:
    return [(code, code) for code in currency_codes()]


class AmountField(TextField):
    """An amount in digits, as people of many countries write it."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return parse_amount(text, get_language() or "en")
        except InvalidAmount as error:
            raise ValidationError(str(error), code="amount") from error


class CurrencyField(forms.ChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=lazy(_currency_choices, list), label=_("Currency"), **kwargs)


class ProductField(TextField):
    """A product on sale by its code or name; the page offers some, typing finds the others."""

    def clean(self, value: Any) -> Product | None:
        text = super().clean(value)
        if not text:
            return None
        on_sale = Product.objects.filter(is_active=True)
        product = on_sale.filter(Q(code__iexact=text) | Q(name=text)).order_by("code").first()
        if product is None:
            raise ValidationError(
                gettext("There is no product “%(name)s” on sale."), code="product", params={"name": text}
            )
        return product


def offered_products(text: str = "") -> list[Product]:
    """The first products on sale whose code or name holds the text."""
    on_sale = Product.objects.filter(is_active=True)
    if text:
        on_sale = on_sale.filter(Q(code__icontains=text) | Q(name__icontains=text))
    return list(on_sale[:OFFERED_PRODUCTS])


class ActionForm(forms.Form):
    """A form whose action may refuse: each of its sentences goes to its field, or above the form."""

    def add_refusal(self, refusal: ValidationError) -> None:
        if not hasattr(refusal, "error_dict"):
            self.add_error(None, refusal)
            return
        for field, errors in refusal.error_dict.items():
            self.add_error(field if field in self.fields else None, errors)


class PurchaseForm(OnceMixin, ActionForm):
    ordered_at = MomentField(
        label=_("Ordered at"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )
    amount = AmountField(label=_("Amount"))
    currency = CurrencyField()
    product = ProductField(
        label=_("Product"), required=False, help_text=_("Its name or code; type to find more."), max_length=200
    )
    quantity = AmountField(label=_("Quantity"), initial="1")
    number = TextField(label=_("Order number"), max_length=80)
    status = forms.ChoiceField(
        label=_("Status"),
        choices=[choice for choice in PurchaseStatus.choices if choice[0] in ("settled", "pending")],
        initial=PurchaseStatus.SETTLED,
    )

    def __init__(self, *args: Any, zone_name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ordered_at"].help_text = gettext("Your time zone: %(zone)s.") % {
            "zone": zone_name.replace("_", " ")
        }
        self.fields["product"].widget.attrs.update({"list": "product-options", "autocomplete": "off"})

    def clean_amount(self) -> Decimal:
        amount = self.cleaned_data["amount"]
        if amount < 0:
            raise ValidationError(gettext("The amount is below zero."), code="negative")
        return amount

    def clean_quantity(self) -> Decimal:
        quantity = self.cleaned_data["quantity"]
        if quantity <= 0:
            raise ValidationError(gettext("The quantity is not above zero."), code="negative")
        return quantity


class ContractForm(OnceMixin, ActionForm):
    number = TextField(label=_("Contract number"), max_length=80, required=False)
    starts_on = forms.DateField(label=_("Starts on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    ends_on = forms.DateField(
        label=_("Ends on"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("The last day that is paid for; empty while it is open-ended."),
    )
    recurring_value = AmountField(label=_("Value per month"))
    currency = CurrencyField()

    def clean_recurring_value(self) -> Decimal:
        value = self.cleaned_data["recurring_value"]
        if value < 0:
            raise ValidationError(gettext("The value is below zero."), code="negative")
        return value

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        starts_on, ends_on = values.get("starts_on"), values.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", gettext("The contract ends before it starts."))
        return values


class ContractEndForm(ActionForm):
    ends_on = forms.DateField(
        label=_("Ends on"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("The last day that is paid for; empty while it is open-ended."),
    )


def purchase_defaults(contact: Contact, on: datetime) -> dict[str, Any]:
    """What the empty form proposes: a free number, this moment, the currency of last time."""
    last = Purchase.objects.filter(contact=contact).values_list("currency", flat=True).first()
    return {
        "number": _free_number(contact, on),
        "ordered_at": on,
        "currency": last or Organisation.current().base_currency,
    }


def contract_defaults(contact: Contact, on: datetime) -> dict[str, Any]:
    last = Contract.objects.filter(contact=contact).values_list("currency", flat=True).first()
    return {"starts_on": on.date(), "currency": last or Organisation.current().base_currency}


def _free_number(contact: Contact, on: datetime) -> str:
    stem = f"{on:%Y%m%d}-{contact.pk}"
    taken = set(Purchase.objects.filter(number__startswith=stem).values_list("number", flat=True))
    tries = (f"{stem}-{turn}" for turn in range(1, len(taken) + 2))
    return next(number for number in tries if number not in taken)
