"""Promises in the administration: they are read there, and their days of grace set."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from interactions.models import Promise, PromiseRules
from staff.admin_base import AuditedAdmin, ViewOnlyAdmin


@admin.register(Promise)
class PromiseAdmin(ViewOnlyAdmin):
    list_display = ("what", "contact", "owner", "due_at", "outcome")
    list_filter = ("outcome",)
    list_select_related = ("contact", "owner")
    search_fields = ("what", "contact__full_name")
    date_hierarchy = "due_at"


@admin.register(PromiseRules)
class PromiseRulesAdmin(AuditedAdmin):
    """How many days of grace a promise has; one row for the house."""

    list_display = ("grace_days",)

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return super().has_add_permission(request, obj) and not PromiseRules.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: PromiseRules, form: Any, change: bool) -> None:
        obj.pk = 1
        super().save_model(request, obj, form, change)
