"""Sales in the administration. What is frozen is only read; a wrong rate is answered by a newer one."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from modeltranslation.admin import TranslationAdmin

from sales import actions
from sales.models import BudgetRate, Contract, CurrencyWatch, ExchangeRate, Product, Purchase, RatePreference
from staff.admin_base import AuditedAdmin
from staff.admin_translated import MissingForCustomers
from staff.models import User


@admin.register(Product)
class ProductAdmin(MissingForCustomers, AuditedAdmin, TranslationAdmin):
    list_display = ["code", "name", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["code", "name"]


class NewPurchaseForm(forms.ModelForm):
    """Saved by the action, so that the rate is frozen and the timeline, the points and the audit know."""

    class Meta:
        model = Purchase
        fields = ["contact", "number", "ordered_at", "status", "product", "quantity", "amount", "currency"]


@admin.register(Purchase)
class PurchaseAdmin(AuditedAdmin):
    """Amount, currency and rate are frozen with the first save; only the status changes after it."""

    list_display = ["number", "contact", "ordered_at", "amount", "currency", "base_amount", "status"]
    list_filter = ["status", "currency", ("base_amount", admin.EmptyFieldListFilter)]
    list_select_related = ["contact"]
    search_fields = ["number", "contact__search_key"]
    raw_id_fields = ["contact", "product"]
    date_hierarchy = "ordered_at"
    form = NewPurchaseForm

    def get_readonly_fields(self, request: HttpRequest, obj: Purchase | None = None) -> list[str]:
        if obj is None:
            return []
        return [field.name for field in Purchase._meta.fields if field.name not in ("id", "status")]

    def get_fields(self, request: HttpRequest, obj: Purchase | None = None) -> Any:
        if obj is None:
            return NewPurchaseForm.Meta.fields
        return [field.name for field in Purchase._meta.fields if field.name != "id"]

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Purchase, form: Any, change: bool) -> None:
        if change:
            actions.set_purchase_status(by=request.user, purchase=obj, status=obj.status)  # type: ignore[arg-type]
            return
        values = {name: form.cleaned_data[name] for name in NewPurchaseForm.Meta.fields}
        made = actions.record_purchase(by=request.user, **values)  # type: ignore[arg-type]
        obj.pk, obj._state.adding = made.pk, False


@admin.register(Contract)
class ContractAdmin(AuditedAdmin):
    list_display = ["contact", "number", "starts_on", "ends_on", "recurring_value", "currency"]
    list_select_related = ["contact"]
    search_fields = ["number", "contact__search_key"]
    raw_id_fields = ["contact"]
    exclude = ["recorded_by"]

    def save_model(self, request: HttpRequest, obj: Contract, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        names = ("contact", "number", "starts_on", "ends_on", "recurring_value", "currency")
        made = actions.record_contract(by=request.user, **{name: form.cleaned_data[name] for name in names})  # type: ignore[arg-type]
        obj.pk, obj._state.adding = made.pk, False


class RateForm(forms.ModelForm):
    class Meta:
        model = ExchangeRate
        fields = ["source", "date", "base", "quote", "rate"]


class AppendedAdmin(AuditedAdmin):
    """Rows are added, never changed."""

    actions = None

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(ExchangeRate)
class ExchangeRateAdmin(AppendedAdmin):
    """Rates are added, never changed: purchases froze them."""

    list_display = ["date", "base", "quote", "rate", "source", "imported_at"]
    list_filter = ["source", "base", "quote"]
    date_hierarchy = "date"
    form = RateForm

    def save_model(self, request: HttpRequest, obj: ExchangeRate, form: Any, change: bool) -> None:
        made = actions.enter_rate(by=request.user, **{name: form.cleaned_data[name] for name in RateForm.Meta.fields})  # type: ignore[arg-type]
        obj.pk, obj._state.adding = made.pk, False


class BudgetRateForm(forms.ModelForm):
    class Meta:
        model = BudgetRate
        fields = ["base", "quote", "rate", "starts_on", "ends_on", "note"]


@admin.register(BudgetRate)
class BudgetRateAdmin(AppendedAdmin):
    """What the house plans with; a newer row for the same days goes before an older one."""

    list_display = ["base", "quote", "rate", "starts_on", "ends_on", "note", "entered_at", "entered_by"]
    list_filter = ["base", "quote"]
    list_select_related = ["entered_by"]
    form = BudgetRateForm

    def save_model(self, request: HttpRequest, obj: BudgetRate, form: Any, change: bool) -> None:
        values = {name: form.cleaned_data[name] for name in BudgetRateForm.Meta.fields}
        made = actions.enter_budget_rate(by=cast(User, request.user), **values)
        obj.pk, obj._state.adding = made.pk, False


@admin.register(RatePreference)
class RatePreferenceAdmin(AuditedAdmin):
    """Whose rates go first, by currency."""

    list_display = ["currency", "sources"]


@admin.register(CurrencyWatch)
class CurrencyWatchAdmin(AuditedAdmin):
    """From which move of a currency on its customers' owners are told; one row for the house."""

    list_display = ["percent", "days"]

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return super().has_add_permission(request, obj) and not CurrencyWatch.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: CurrencyWatch, form: Any, change: bool) -> None:
        obj.pk = 1
        super().save_model(request, obj, form, change)
