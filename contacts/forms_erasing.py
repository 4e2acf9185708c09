"""The form behind which a person is erased: who types the name has looked whom it is about."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from crm.forms import TextField
from crm.text import fold
from staff.once import OnceMixin


class EraseForm(OnceMixin, forms.Form):
    name = TextField(
        label=_("Type the name of the person"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, contact: Contact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contact = contact

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if fold(name) != fold(self.contact.full_name):
            raise ValidationError(_("This is not the name of the person."))
        return name
