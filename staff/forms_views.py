"""The form under which a view of a list is kept."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.forms import TextField
from staff.once import OnceMixin


class SavedViewForm(OnceMixin, forms.Form):
    name = TextField(label=pgettext_lazy("thing", "Name"), max_length=60)
    is_pinned = forms.BooleanField(label=_("Above the list"), required=False)
    is_default = forms.BooleanField(label=_("Opens first"), required=False)
    is_shared = forms.BooleanField(label=_("Everybody may use it"), required=False)
