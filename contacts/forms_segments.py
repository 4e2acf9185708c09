"""The form of a segment, but for its rules, which `segment_builder` reads."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.forms import TextField
from staff.once import OnceMixin


class SegmentForm(OnceMixin, forms.Form):
    name = TextField(
        label=pgettext_lazy("thing", "Name"), max_length=100, widget=forms.TextInput(attrs={"class": "form-control"})
    )
    is_shared = forms.BooleanField(
        label=_("Everybody may use it"),
        required=False,
        help_text=_("Each colleague finds in it the customers whom they see."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
