"""The form for what a contact said about being written to, and about who may translate their words."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts import labels
from contacts.models import ConsentState, Processing, Purpose
from crm.forms import TextField
from staff.once import OnceMixin

TRANSLATED_BY = f"{Processing.TRANSLATION}/"


def purposes() -> list[tuple[str, Any]]:
    """Purposes of messages, then each engine of the settings, whose consent is one of its own."""
    translated = gettext("machine translation by %(engine)s")
    engines = [(TRANSLATED_BY + code, translated % {"engine": code}) for code in settings.TRANSLATION_ENGINES]
    return [*Purpose.choices, *engines]


class ConsentForm(OnceMixin, forms.Form):
    """What the contact said, for several purposes at once."""

    STATES = [
        (ConsentState.GIVEN, _("Agreed")),
        (ConsentState.REFUSED, _("Refused")),
        (ConsentState.WITHDRAWN, _("Withdrew")),
    ]
    SOURCES = [
        ("call", _("in a call")),
        ("meeting", _("in a meeting")),
        ("mail", _("by mail")),
        ("form", _("on a signed form")),
    ]

    purposes = forms.MultipleChoiceField(label=_("Purposes"), choices=purposes, widget=forms.CheckboxSelectMultiple)
    channel = forms.ChoiceField(label=_("Channel"), choices=labels.choices("channel"), help_text=_("Of messages."))
    state = forms.ChoiceField(label=_("Said"), choices=STATES)
    source = forms.ChoiceField(label=_("Where"), choices=SOURCES)
    proof = TextField(label=_("In their words"), required=False, max_length=300, help_text=_("Kept as the proof."))

    def said(self) -> dict[str, Any]:
        """As `record_consents` takes it: the purposes each with its channel, or with the engine that translates."""
        said = dict(self.cleaned_data)
        channel = said.pop("channel")
        return said | {"about": [_with_channel(purpose, channel) for purpose in said.pop("purposes")]}


def _with_channel(purpose: str, channel: str) -> tuple[str, str]:
    engine = purpose.removeprefix(TRANSLATED_BY)
    return (purpose, channel) if engine == purpose else (Processing.TRANSLATION, engine)
