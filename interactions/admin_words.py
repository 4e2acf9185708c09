"""Phrases and questions in the administration, with what is missing in which language."""

from django.contrib import admin
from modeltranslation.admin import TranslationAdmin

from interactions.models import CallQuestion, Phrase
from staff.admin_base import AuditedAdmin
from staff.admin_translated import MissingForCustomers


@admin.register(Phrase)
class PhraseAdmin(MissingForCustomers, AuditedAdmin, TranslationAdmin):
    list_display = ("text", "situation", "formality", "position", "is_offered")
    list_filter = ("situation", "formality", "is_offered")
    search_fields = ("text",)


@admin.register(CallQuestion)
class CallQuestionAdmin(MissingForCustomers, AuditedAdmin, TranslationAdmin):
    list_display = ("words", "topic", "stage", "position", "is_offered")
    list_filter = ("topic", "stage", "is_offered")
    search_fields = ("words",)
