"""The house in the Django admin: settings and people are mended here, the books are read."""

from typing import Any

from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from staff import admin_sign_in  # noqa: F401  (registers what signs colleagues in)
from staff.admin_base import AuditedAdmin, ViewOnlyAdmin, ViewOnlyInline
from staff.models import (
    AccessToken,
    Approval,
    AuditEntry,
    Invitation,
    LanguageSkill,
    Notice,
    Organisation,
    RoleAssignment,
    Share,
    Team,
    User,
)
from staff.policy import Action, may


def lets_in(request: HttpRequest) -> bool:
    """Who sets the house up opens the administration; the mark `is_staff` says nothing."""
    return may(request.user, Action.CONFIGURE)  # type: ignore[arg-type]  # whoever is not signed in may do nothing


def sign_in(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    """Everybody signs in where guesses are counted and the second factor is asked for; Django's page is never shown."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index"))
    if not lets_in(request):
        raise PermissionDenied
    return HttpResponseRedirect(reverse("admin:index"))


# Set on the site of Django's own making, so that no library's page registers elsewhere.
admin.site.has_permission = lets_in  # type: ignore[method-assign]
admin.site.login = sign_in  # type: ignore[method-assign]

# Django's groups grant nothing here: roles do.
admin.site.unregister(Group)


class RoleInline(ViewOnlyInline):
    """Roles are given on the team page, where a second person may have to agree."""

    model = RoleAssignment


@admin.register(User)
class ColleagueAdmin(AuditedAdmin):
    """Colleagues are mended here; they join, get powers and leave on the team page, and are never deleted.

    Nobody sets another's password: who forgot it asks for a link on the page of signing in.
    """

    inlines = [RoleInline]
    list_display = ("full_name", "email", "team", "is_active", "is_superuser", "last_login")
    list_filter = ("is_active", "team", "role_assignments__role")
    list_select_related = ("team",)
    search_fields = ("full_name", "email")
    ordering = ("full_name",)
    readonly_fields = ("email", "team", "date_joined", "last_login", "is_active", "is_superuser")
    fieldsets = (
        (None, {"fields": ("email",)}),
        (_("Person"), {"fields": ("full_name", "team", "signature")}),
        (_("Preferences"), {"fields": ("language", "time_zone", "work_from", "work_until", "country", "theme")}),
        (_("Powers"), {"fields": ("is_active", "is_superuser")}),
        (_("Dates"), {"fields": ("date_joined", "last_login")}),
    )

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

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

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
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


@admin.register(Share)
class ShareAdmin(ViewOnlyAdmin):
    list_display = ("user", "subject_type", "subject_id", "level", "until", "ended_at", "by")
    list_filter = ("level",)
    list_select_related = ("user", "by")


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
