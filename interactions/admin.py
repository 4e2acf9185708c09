"""Conversations in the administration: the timeline is read there, follow-ups are mended."""

from django.contrib import admin

from interactions import (  # noqa: F401  (they register themselves)
    admin_clocks,
    admin_promises,
    admin_relationships,
    admin_words,
)
from interactions.models import FollowUp, Interaction
from staff.admin_base import AuditedAdmin, ViewOnlyAdmin


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
    readonly_fields = (
        *("message", "kind", "snoozes", "repeat_unit", "repeat_every", "repeat_on", "repeat_from", "flagged_at"),
        *("created_by", "created_at"),
    )
