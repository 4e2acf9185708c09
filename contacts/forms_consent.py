"""The form for what a contact said about being written to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts import labels
from contacts.models import ConsentState, Purpose
from crm.forms import TextField
from staff.once import OnceMixin


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

    purposes = forms.MultipleChoiceField(
        label=_("Purposes"), choices=Purpose.choices, widget=forms.CheckboxSelectMultiple
    )
    channel = forms.ChoiceField(label=_("Channel"), choices=labels.choices("channel"))
    state = forms.ChoiceField(label=_("Said"), choices=STATES)
    source = forms.ChoiceField(label=_("Where"), choices=SOURCES)
    proof = TextField(label=_("In their words"), required=False, max_length=300, help_text=_("Kept as the proof."))
