"""What the Django admin of every room shares: the policy opens it, changes leave an entry, books are only read."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db import models
from django.http import HttpRequest

from crm.forms import form_class_for
from staff import audit
from staff.policy import may_administer


class CleanText:
    """Text that is typed into the admin is cleaned and refused as everywhere."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_dbfield(db_field, request, **{**form_class_for(db_field), **kwargs})  # type: ignore[misc]


class OpenedByPolicy(CleanText):
    """Whether a page opens is the policy's word alone: neither Django's permissions nor the mark `is_staff` count."""

    model: type[models.Model]

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return may_administer(request.user, self.model)  # type: ignore[arg-type]  # the site lets in colleagues alone

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.has_view_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.has_view_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.has_view_permission(request, obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)


class OnlyRead:
    """Nothing is added, changed or deleted."""

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class PolicyAdmin(OpenedByPolicy, admin.ModelAdmin):
    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Refuse a filter that no database could be asked for as the site refuses every other bad one."""
        if any("\0" in part for pair in request.GET.items() for part in pair):
            raise IncorrectLookupParameters
        return super().get_changelist_instance(request)


class PolicyInline(OpenedByPolicy, admin.TabularInline):
    """Rows below the row that they belong to."""

    extra = 0


class ViewOnlyAdmin(OnlyRead, PolicyAdmin):
    """For rows that nobody mends."""

    actions = None


class ViewOnlyInline(OnlyRead, PolicyInline):
    can_delete = False


class AuditedAdmin(PolicyAdmin):
    """For rows that may be mended: who did it stands in the audit trail too."""

    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        audit.record("admin.add", by=request.user, subject=obj)  # type: ignore[arg-type]
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        detail = {"changes": _without_names(message)}
        audit.record("admin.change", by=request.user, subject=obj, detail=detail)  # type: ignore[arg-type]
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for obj in queryset:
            audit.record("admin.delete", by=request.user, subject=obj)  # type: ignore[arg-type]
        return super().log_deletions(request, queryset)


def _without_names(message: Any) -> Any:
    """Django's message without the words of the rows that it is about: what stands in the trail is never erased."""
    if not isinstance(message, list):
        return message
    return [
        {verb: {key: value for key, value in what.items() if key != "object"} for verb, what in change.items()}
        for change in message
    ]
