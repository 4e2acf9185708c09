"""Promises in words."""

from django.utils.formats import date_format
from django.utils.translation import override

from crm.clock import local, zone
from crm.templatetags.crm_ui import zone_city
from interactions.models import Promise


def due_in_words(promise: Promise, language: str) -> str:
    """“3 May 2026, 17:00 (Prague)” as was agreed; a promise for a day names no hour."""
    there = local(promise.due_at, zone(promise.zone))
    with override(language):
        moment = date_format(there.date(), "DATE_FORMAT")
        if not promise.is_for_a_day:
            moment = f"{moment}, {there:%H:%M}"
        return f"{moment} ({zone_city(promise.zone)})"
