"""The glossary in the administration; translations and permissions are only read there."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from crm.languages import language_choices
from staff.admin_base import AuditedAdmin, ViewOnlyAdmin
from translating.models import EnginePermission, Term, Translation


def any_or_one() -> list[tuple[str, Any]]:
    return [("", _("every language")), *language_choices()]


class TermForm(forms.ModelForm):
    original_language = forms.ChoiceField(label=_("language of the original"), required=False, choices=any_or_one)
    language = forms.ChoiceField(label=_("language of the translation"), required=False, choices=any_or_one)


@admin.register(Term)
class TermAdmin(AuditedAdmin):
    form = TermForm
    list_display = ("term", "original_language", "language", "wanted", "is_kept", "note")
    list_filter = ("language", "is_kept")
    search_fields = ("term", "wanted")
    fields = ("term", "original_language", "language", "wanted", "is_kept", "note")


@admin.register(EnginePermission)
class EnginePermissionAdmin(ViewOnlyAdmin):
    list_display = ("provider", "path", "at", "by", "why", "ended_at", "ended_by")
    list_select_related = ("by", "ended_by")


@admin.register(Translation)
class TranslationAdmin(ViewOnlyAdmin):
    list_display = ("at", "contact", "subject_type", "subject_id", "field", "language", "by", "engine")
    list_filter = ("language", "subject_type")
    list_select_related = ("contact", "by")
