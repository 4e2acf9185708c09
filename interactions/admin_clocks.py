"""Response policies in the administration: how soon the house answers whom; its clocks are read there."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts.models import Segment
from crm.languages import language_choices
from interactions.actions import save_policy
from interactions.models import (
    LOGGED_KINDS,
    ClockEvent,
    Kind,
    PolicyVersion,
    Priority,
    ResponseClock,
    ResponsePolicy,
)
from staff.access import StaffRequest
from staff.admin_base import AuditedAdmin, ViewOnlyAdmin, ViewOnlyInline
from staff.models import User


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


def said(name: str, value: Any) -> str:
    """One of a policy's terms as its form words it."""
    choices: Any = getattr(PolicyForm.base_fields[name], "choices", ())
    if choices:
        names = {str(key): label for key, label in choices}
        return ", ".join(str(names.get(str(one), one)) for one in (value if isinstance(value, list) else [value]))
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return str(value)


class VersionInline(ViewOnlyInline):
    model = PolicyVersion
    fields = ("number", "at", "by", "what_it_says")
    readonly_fields = fields

    @admin.display(description=_("what it says"))
    def what_it_says(self, version: PolicyVersion) -> SafeString:
        given = [(name, value) for name, value in version.terms.items() if value not in (None, "", [])]
        lines = ((PolicyForm.base_fields[name].label, said(name, value)) for name, value in given)
        return format_html_join(mark_safe("<br>"), "{}: {}", lines)


@admin.register(ResponsePolicy)
class ResponsePolicyAdmin(AuditedAdmin):
    form = PolicyForm
    list_display = ("name", "position", "is_active", "first_response_minutes", "update_every_days", "calendar")
    list_filter = ("is_active", "calendar")
    inlines = (VersionInline,)

    def save_model(self, request: StaffRequest, obj: ResponsePolicy, form: Any, change: bool) -> None:  # type: ignore[override]  # the request is a colleague's
        """Through the action, so that what it said before is kept."""
        save_policy(by=request.user, policy=obj)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Of segments those that the reader sees."""
        if db_field.name == "segment":
            kwargs["queryset"] = Segment.objects.visible_to(cast(User, request.user))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

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
