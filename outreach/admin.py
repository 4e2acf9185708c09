"""Journeys and their words are mended here; what was planned and sent is only read."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from modeltranslation.admin import TranslationAdmin

from outreach.engine import RenderError, check_source
from outreach.models import (
    CapCount,
    Heartbeat,
    Hold,
    InboundEvent,
    Installation,
    Journey,
    JourneyStep,
    Message,
    MessageTemplate,
    Provider,
    SendSlot,
    Suppression,
)
from outreach.rendering import known_variables
from staff.admin_base import AuditedAdmin, PolicyInline, ViewOnlyAdmin
from staff.admin_translated import MissingForCustomers, MissingLanguages


class MessageTemplateForm(forms.ModelForm):
    """Refuses words that could never be sent, in whichever language they stand."""

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        known = known_variables(values.get("code") or self.instance.code)
        for name, words in list(values.items()):
            if name.startswith(("subject", "body")) and words:
                try:
                    check_source(words, known)
                except RenderError as error:
                    self.add_error(name, ValidationError(str(error)))
        return values


@admin.register(MessageTemplate)
class MessageTemplateAdmin(MissingForCustomers, AuditedAdmin, TranslationAdmin):
    form = MessageTemplateForm
    list_display = ["name", "code", "version"]
    readonly_fields = ["version"]

    def save_model(self, request: HttpRequest, obj: MessageTemplate, form: Any, change: bool) -> None:
        if change and form.changed_data:
            obj.version += 1
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class JourneyStepInline(PolicyInline):
    model = JourneyStep


@admin.register(Journey)
class JourneyAdmin(MissingLanguages, AuditedAdmin, TranslationAdmin):
    list_display = ["name", "code", "purpose", "is_enabled"]
    inlines = [JourneyStepInline]

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(Message)
class MessageAdmin(ViewOnlyAdmin):
    """Without the words: a mail that waits may hold a link that opens somebody's account."""

    exclude = ["body", "variables"]
    list_display = ["pk", "step", "contact", "user", "state", "reason", "not_before", "sent_at"]
    list_filter = ["state", "step__journey"]
    list_select_related = ["step__journey", "contact", "user"]
    search_fields = ["uuid", "address"]
    show_full_result_count = False


@admin.register(SendSlot)
class SendSlotAdmin(ViewOnlyAdmin):
    list_display = ["worker", "message", "beat"]
    list_select_related = ["message__step__journey"]


@admin.register(Suppression)
class SuppressionAdmin(ViewOnlyAdmin):
    list_display = ["address_hash", "scope", "reason", "until", "created_at"]


@admin.register(Hold)
class HoldAdmin(ViewOnlyAdmin):
    list_display = ["contact", "reason", "until", "created_at"]
    list_select_related = ["contact"]


@admin.register(Heartbeat)
class HeartbeatAdmin(ViewOnlyAdmin):
    list_display = ["name", "at"]


@admin.register(CapCount)
class CapCountAdmin(ViewOnlyAdmin):
    list_display = ["address_hash", "local_date", "count"]


@admin.register(Installation)
class InstallationAdmin(ViewOnlyAdmin):
    list_display = ["code", "confirmed_at", "confirmed_by"]


@admin.register(Provider)
class ProviderAdmin(ViewOnlyAdmin):
    list_display = ["name", "failures", "waits_until", "refused_at", "rate", "last_error"]


@admin.register(InboundEvent)
class InboundEventAdmin(ViewOnlyAdmin):
    list_display = ["provider", "kind", "message", "at"]
    list_select_related = ["message__step__journey"]
