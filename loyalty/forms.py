"""Redeeming points by hand."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.forms import TextField

MOST_POINTS = 10_000_000


class RedeemForm(forms.Form):
    """The key is made with the form, so a double tap or a reload redeems once."""

    points = forms.IntegerField(label=_("Points to redeem"), min_value=1, max_value=MOST_POINTS)
    reason = TextField(
        label=_("What for"), max_length=40, help_text=_("Stands in the member’s movements, for example “voucher”.")
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
