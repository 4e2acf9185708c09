"""The programme and its rules are mended here; the books are read."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from modeltranslation.admin import TranslationAdmin

from loyalty.models import (
    Account,
    Allocation,
    EarnRule,
    Entry,
    Lot,
    Programme,
    Referral,
    Transaction,
)
from staff.admin_base import AuditedAdmin, PolicyInline, ViewOnlyAdmin, ViewOnlyInline
from staff.admin_translated import MissingForCustomers


class EarnRuleInline(PolicyInline):
    model = EarnRule


@admin.register(Programme)
class ProgrammeAdmin(MissingForCustomers, AuditedAdmin, TranslationAdmin):
    inlines = [EarnRuleInline]
    list_display = ("code", "name", "is_active", "joins_by_itself", "valid_months")

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """A programme is closed, not deleted: its books stay."""
        return False


class EntryInline(ViewOnlyInline):
    model = Entry
    fields = ("account", "points")


class AllocationInline(ViewOnlyInline):
    model = Allocation
    fields = ("entry", "points")


@admin.register(Account)
class AccountAdmin(ViewOnlyAdmin):
    list_display = ("programme", "kind", "contact", "opened_at")
    list_filter = ("programme", "kind")
    list_select_related = ("programme", "contact")
    search_fields = ("contact__full_name", "contact__search_key")


@admin.register(Transaction)
class TransactionAdmin(ViewOnlyAdmin):
    inlines = [EntryInline]
    list_display = ("occurred_at", "kind", "source", "idempotency_key", "reason", "actor")
    list_filter = ("programme", "kind")
    list_select_related = ("actor", "programme")
    search_fields = ("idempotency_key", "source")


@admin.register(Lot)
class LotAdmin(ViewOnlyAdmin):
    inlines = [AllocationInline]
    list_display = ("account", "points", "available_at", "expires_at")
    list_select_related = ("account__programme", "account__contact")


@admin.register(Referral)
class ReferralAdmin(ViewOnlyAdmin):
    list_display = ("advocate", "referee", "state", "created_at", "qualified_at")
    list_filter = ("programme", "state")
    list_select_related = ("advocate", "referee")
