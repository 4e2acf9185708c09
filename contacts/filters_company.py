"""The filters of the list of companies."""

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from contacts.filters import chips, sort_of, tags_offered
from contacts.models import Company
from contacts.querysets import CompanyQuerySet
from contacts.sorting import OF_COMPANIES, in_order
from crm.forms import TextField
from crm.languages import Ready, country_choices
from staff.models import User


class CompanyFilterForm(forms.Form):
    """Each value stays in the address, so that a view can be kept and shared."""

    q = TextField(required=False, max_length=200, label=pgettext_lazy("company", "Name"))
    owner = forms.ChoiceField(required=False, choices=[("", _("Everybody's")), ("me", _("Mine"))], label=_("Owner"))
    country = forms.ChoiceField(required=False, label=_("Country"))
    tag = forms.ChoiceField(required=False, label=_("Tag"))
    sort = forms.ChoiceField(required=False, label=_("Sorted"), choices=OF_COMPANIES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country, tag = (cast(forms.ChoiceField, self.fields[name]) for name in ("country", "tag"))
        country.choices = lambda: Ready(("", gettext("Any country")), *country_choices())
        tag.choices = tags_offered


def companies_passing(form: CompanyFilterForm, *, user: User, language: str) -> Any:
    """The visible companies that pass every filter, in the order that was chosen; a filter that cannot be read is left
    out."""
    values = form.cleaned_data if form.is_valid() else {**getattr(form, "cleaned_data", {})}
    companies: CompanyQuerySet = Company.objects.visible_to(user)
    if values.get("q"):
        companies = companies.search(values["q"])
    if values.get("owner") == "me":
        companies = companies.filter(owner=user)
    if values.get("country"):
        companies = companies.filter(country=values["country"])
    if values.get("tag"):
        companies = companies.filter(pk__in=Company.tags.through.objects.filter(tag=values["tag"]).values("company"))
    return in_order(companies, sort_of(form), language)


def filter_in_words(asked: dict[str, list[str]]) -> list[tuple[str, str]]:
    """The filters of an address, as pairs of a label and the chosen words."""
    form = CompanyFilterForm(QueryDict(urlencode({name: values[-1] for name, values in asked.items() if values})))
    return [(str(chip["label"]), str(chip["words"])) for chip in chips(form)]
