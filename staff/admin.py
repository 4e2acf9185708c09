"""The house in the Django admin: settings and people are mended here, the books are read."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from staff import admin_sign_in  # noqa: F401  (registers what signs colleagues in)
from staff.admin_base import AuditedAdmin, ViewOnlyAdmin
from staff.models import (
    AccessToken,
    Approval,
    AuditEntry,
    Invitation,
    LanguageSkill,
    Notice,
    Organisation,
    RoleAssignment,
    Team,
    User,
)

POWERS = ("is_staff", "is_superuser", "groups", "user_permissions")


class NewUserForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "full_name")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class UserForm(UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"


class RoleInline(admin.TabularInline):
    """Roles are given on the team page, where a second person may have to agree."""

    model = RoleAssignment
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(User)
class ColleagueAdmin(AuditedAdmin, UserAdmin):
    """Colleagues are mended here; they join, get powers and leave on the team page, and are never deleted."""

    form = UserForm
    add_form = NewUserForm
    inlines = [RoleInline]
    list_display = ("full_name", "email", "team", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "team", "role_assignments__role")
    list_select_related = ("team",)
    search_fields = ("full_name", "email")
    ordering = ("full_name",)
    readonly_fields = ("date_joined", "last_login", "is_active", "is_superuser")
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        (_("Person"), {"fields": ("full_name", "team", "signature")}),
        (_("Preferences"), {"fields": ("language", "time_zone", "work_from", "work_until", "theme")}),
        (_("Powers"), {"fields": ("is_active", *POWERS)}),
        (_("Dates"), {"fields": ("date_joined", "last_login")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "full_name", "usable_password", "password1", "password2")}),)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.is_superuser else (*fields, *POWERS)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not above and super().has_change_permission(request, obj)


@admin.register(Team)
class TeamAdmin(AuditedAdmin):
    list_display = ("name",)
    search_fields = ("name",)


@admin.register(Organisation)
class OrganisationAdmin(AuditedAdmin):
    """There is one, made by the first run."""

    list_display = ("name", "time_zone", "base_currency", "default_language")
    readonly_fields = ("founded_at", "needs_second_person")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(RoleAssignment)
class RoleAssignmentAdmin(ViewOnlyAdmin):
    list_display = ("user", "role")
    list_filter = ("role",)
    list_select_related = ("user",)
    search_fields = ("user__full_name", "user__email")


@admin.register(LanguageSkill)
class LanguageSkillAdmin(ViewOnlyAdmin):
    list_display = ("user", "language", "level")
    list_filter = ("level",)
    list_select_related = ("user",)


@admin.register(Invitation)
class InvitationAdmin(ViewOnlyAdmin):
    list_display = ("full_name", "email", "invited_by", "sent_at", "accepted_at", "revoked_at")
    list_select_related = ("invited_by",)


@admin.register(Approval)
class ApprovalAdmin(ViewOnlyAdmin):
    list_display = ("kind", "subject_id", "asked_by", "asked_at", "outcome", "decided_by", "decided_at")
    list_filter = ("kind", "outcome")
    list_select_related = ("asked_by", "decided_by")


@admin.register(AuditEntry)
class AuditEntryAdmin(ViewOnlyAdmin):
    list_display = ("at", "actor", "action", "subject_type", "subject_id", "request_id")
    list_filter = ("action",)
    list_select_related = ("actor",)
    search_fields = ("action", "subject_type", "request_id", "actor__email")
    show_full_result_count = False


@admin.register(AccessToken)
class AccessTokenAdmin(ViewOnlyAdmin):
    list_display = ("purpose", "subject_id", "created_at", "expires_at", "revoked_at")
    list_filter = ("purpose",)
    fields = ("purpose", "subject_id", "scope", "created_at", "expires_at", "revoked_at")
    show_full_result_count = False


@admin.register(Notice)
class NoticeAdmin(ViewOnlyAdmin):
    list_display = ("created_at", "user", "kind", "read_at")
    list_filter = ("kind",)
    list_select_related = ("user",)
    show_full_result_count = False
