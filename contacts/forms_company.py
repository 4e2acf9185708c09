"""The form of a company."""

from collections.abc import Collection
from functools import partial
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Column, Layout, Row, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from contacts import labels
from contacts.form_fields import TagsField, offer, or_none, tag_names
from contacts.forms_address import PARTS, AddressMixin, country_button
from contacts.forms_custom import CustomFieldsMixin
from contacts.models import Company
from crm.conflicts import VersionedMixin
from crm.forms import URLField, field_for, hidden_of
from crm.languages import country_choices, language_choices
from staff.once import OnceMixin


class CompanyForm(AddressMixin, CustomFieldsMixin, VersionedMixin, OnceMixin, forms.ModelForm):
    country = forms.ChoiceField(label=_("Country"), required=False)
    website = URLField(label=_("Website"), required=False, max_length=200)
    industry = forms.ChoiceField(label=_("Industry"), required=False)
    size_band = forms.ChoiceField(label=_("Size"), required=False)
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        help_text=_("For its people of whom no language of their own is known."),
    )
    tags = TagsField()

    class Meta:
        model = Company
        formfield_callback = field_for
        fields = ("name", "website", "country", *PARTS, "industry", "size_band", "language")
        widgets = {"latin_address": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, hidden_groups: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "country", or_none(country_choices), self.instance.country)
        offer(self, "language", or_none(language_choices), self.instance.language)
        for name in ("industry", "size_band"):
            offer(self, name, or_none(partial(labels.offered, name)), getattr(self.instance, name))
        if self.instance.pk:
            self.initial["tags"] = tag_names(self.instance)
        self.shape_address()
        self.add_custom_fields(self.instance, hidden_groups)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            *hidden_of(self),
            "name",
            "website",
            *self.address_rows(),
            Row(Column("industry"), Column("size_band")),
            Row(Column("language", css_class="col-md-6")),
            "tags",
            *self.custom_rows(),
            HTML('<div class="form-actions">'),
            Submit("save", str(_("Save")), css_class="btn btn-primary"),
            country_button(),
            HTML("</div>"),
        )

    def given(self) -> dict[str, Any]:
        """Arguments for the action."""
        fields = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return {"fields": fields, "custom": self.custom_facts(), "tags": self.cleaned_data["tags"]}
