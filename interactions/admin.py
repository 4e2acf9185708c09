"""Interactions in the administration: the timeline is read there, follow-ups are mended, words are worded."""

from django.contrib import admin
from modeltranslation.admin import TranslationAdmin

from interactions.models import CallQuestion, FollowUp, Interaction, Phrase
from staff.admin_base import AuditedAdmin, ViewOnlyAdmin
from staff.admin_translated import MissingForCustomers


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
