"""Interactions in the administration: the timeline is read there, follow-ups are mended, and the house says how soon it
answers and keeps promises."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from crm.languages import language_choices
from interactions.actions import save_policy
from interactions.models import (
    LOGGED_KINDS,
    ClockEvent,
    FollowUp,
    Interaction,
    Kind,
    PolicyVersion,
    Priority,
    Promise,
    PromiseRules,
    ResponseClock,
    ResponsePolicy,
)
from staff.access import StaffRequest
from staff.admin_base import AuditedAdmin, ViewOnlyAdmin, ViewOnlyInline


@admin.register(Interaction)
class InteractionAdmin(ViewOnlyAdmin):
    list_display = ("at", "contact", "kind", "direction", "by", "is_automatic")
    list_filter = ("kind", "direction", "is_automatic")
    list_select_related = ("contact", "by")
    search_fields = ("contact__full_name", "summary")
    date_hierarchy = "at"


@admin.register(FollowUp)
class FollowUpAdmin(AuditedAdmin):
    list_display = ("title", "contact", "owner", "kind", "due_at", "state")
    list_filter = ("state", "kind")
    list_select_related = ("contact", "owner")
    search_fields = ("title", "contact__full_name")
    raw_id_fields = ("contact", "owner", "message")
    readonly_fields = ("message", "kind", "created_by", "created_at")


class ManyField(forms.MultipleChoiceField):
    """Any of the choices, kept as a list; none means all of them."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label=label, required=False, help_text=_("None chosen: all of them."), **kwargs)


class PolicyForm(forms.ModelForm):
    kinds = ManyField(_("Channels"), choices=[(kind.value, kind.label) for kind in LOGGED_KINDS if kind != Kind.NOTE])
    priorities = ManyField(_("Priorities"), choices=Priority.choices)
    languages = ManyField(_("Languages"), choices=language_choices, widget=forms.SelectMultiple(attrs={"size": 8}))

    class Meta:
        model = ResponsePolicy
        fields = (
            *("name", "position", "is_active", "segment", "kinds", "languages", "priorities"),
            *("first_response_minutes", "update_every_days", "calendar", "team", "sends_receipt"),
        )


class VersionInline(ViewOnlyInline):
    model = PolicyVersion
    fields = ("number", "at", "by", "terms")
    readonly_fields = fields


@admin.register(ResponsePolicy)
class ResponsePolicyAdmin(AuditedAdmin):
    form = PolicyForm
    list_display = ("name", "position", "is_active", "first_response_minutes", "update_every_days", "calendar")
    list_filter = ("is_active", "calendar")
    inlines = (VersionInline,)

    def save_model(self, request: StaffRequest, obj: ResponsePolicy, form: Any, change: bool) -> None:  # type: ignore[override]  # the request is a colleague's
        """Through the action, so that what it said before is kept."""
        save_policy(by=request.user, policy=obj)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Clocks stand on what it said; it is made inactive instead."""
        return False


class EventInline(ViewOnlyInline):
    model = ClockEvent
    fields = ("at", "kind", "by", "reason")
    readonly_fields = fields


@admin.register(ResponseClock)
class ResponseClockAdmin(ViewOnlyAdmin):
    list_display = ("started_at", "contact", "metric", "state", "due_at", "ended_at")
    list_filter = ("state", "metric")
    list_select_related = ("contact",)
    search_fields = ("contact__search_key",)
    inlines = (EventInline,)


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
