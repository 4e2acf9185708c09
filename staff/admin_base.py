"""What the Django admin of every room shares: changes leave an audit entry, the books are only read."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from staff import audit


class ViewOnlyAdmin(admin.ModelAdmin):
    """For rows that nobody mends: they are seen, not added, changed or deleted."""

    actions = None

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class AuditedAdmin(admin.ModelAdmin):
    """For rows that may be mended: who did it stands in the audit trail too."""

    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        audit.record("admin.add", by=request.user, subject=obj)  # type: ignore[arg-type]
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        audit.record("admin.change", by=request.user, subject=obj, detail={"changes": message})  # type: ignore[arg-type]
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for obj in queryset:
            audit.record("admin.delete", by=request.user, subject=obj)  # type: ignore[arg-type]
        return super().log_deletions(request, queryset)
