"""Sign-in in the Django admin: which factors colleagues have, without their secrets, and taking a lost one away."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from staff.admin_base import AuditedAdmin
from staff.policy import Action, register
from staff.rows import House
from staff.sessions import end_sessions

# The library's own pages would show secrets, or let somebody open an account by a second address.
for model in (Authenticator, EmailAddress, SocialAccount, SocialApp, SocialToken, UserSession):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


# The library names it in English alone.
Authenticator._meta.verbose_name = _("second factor")
Authenticator._meta.verbose_name_plural = _("second factors")

for way_in in (Authenticator, SocialAccount):
    register(way_in, House(), view=Action.OPERATE)


class WayInAdmin(AuditedAdmin):
    """Something that opens a colleague's account: seen and taken away, never made or changed."""

    list_select_related = ("user",)
    search_fields = ("user__full_name", "user__email")

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def delete_model(self, request: HttpRequest, obj: Authenticator | SocialAccount) -> None:
        super().delete_model(request, obj)
        end_sessions(obj.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        for obj in queryset.select_related("user"):
            self.delete_model(request, obj)


@admin.register(Authenticator)
class AuthenticatorAdmin(WayInAdmin):
    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    fields = ("user", "type", "created_at", "last_used_at")


@admin.register(SocialAccount)
class SocialAccountAdmin(WayInAdmin):
    list_display = ("user", "provider", "date_joined", "last_login")
    fields = ("user", "provider", "uid", "date_joined", "last_login")
