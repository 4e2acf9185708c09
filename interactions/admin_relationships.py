"""Relationships in the administration: what was said, agreed and found of them is read there."""

from django.contrib import admin

from interactions.models import Agreement, Bond, Breach, Signal, Strength, Tension
from staff.admin_base import ViewOnlyAdmin, ViewOnlyInline


@admin.register(Bond)
class BondAdmin(ViewOnlyAdmin):
    list_display = ("at", "contact", "kind", "by")
    list_filter = ("kind",)
    list_select_related = ("contact", "by")
    search_fields = ("contact__full_name",)


@admin.register(Tension)
class TensionAdmin(ViewOnlyAdmin):
    list_display = ("at", "contact", "level", "keeper", "review_on", "by")
    list_filter = ("level",)
    list_select_related = ("contact", "keeper", "by")
    search_fields = ("contact__full_name",)


class BreachInline(ViewOnlyInline):
    model = Breach
    fields = ("happened_on", "broken_by", "words", "followed")
    readonly_fields = fields


@admin.register(Agreement)
class AgreementAdmin(ViewOnlyAdmin):
    list_display = ("words", "contact", "source", "agreed_on", "ended_on")
    list_filter = ("source",)
    list_select_related = ("contact",)
    search_fields = ("words", "contact__full_name")
    inlines = (BreachInline,)


@admin.register(Strength)
class StrengthAdmin(ViewOnlyAdmin):
    list_display = ("contact", "score", "theirs_at", "ours_at", "counted_at")
    list_select_related = ("contact",)
    search_fields = ("contact__full_name",)


@admin.register(Signal)
class SignalAdmin(ViewOnlyAdmin):
    list_display = ("found_at", "contact", "kind", "state", "closed_by", "until")
    list_filter = ("kind", "state")
    list_select_related = ("contact", "closed_by")
    search_fields = ("contact__full_name",)
