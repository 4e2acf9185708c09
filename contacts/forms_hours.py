"""The part of a contact's form that says when they are best left alone."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def clock_input() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class HoursForm(forms.Form):
    fasts = forms.BooleanField(
        label=_("They told us that they fast in Ramadan, and agreed that we keep it"),
        required=False,
        help_text=_("Only what they said themselves: never concluded from a name, a country or a language."),
    )

    def fasting(self, data: dict[str, Any], told_on: Any) -> dict[str, Any]:
        """The day on which they told it, kept while the box stays ticked."""
        if "fasts" not in data:
            return {}
        return {"fasting_told_on": (told_on or timezone.localdate()) if data["fasts"] else None}
