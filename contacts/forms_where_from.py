"""The fields that say what a contact is to us, and where they came from: a group that is folded while it is empty."""

from collections.abc import Iterable
from typing import Any, cast

from crispy_forms.layout import HTML, Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from contacts import labels
from contacts.forms_custom import MoneyField
from contacts.models import Contact
from crm.forms import TextField
from crm.money import Money

OPENING = '<details class="form-fold"{}><summary>{}</summary>'
FOLDED = ("source", "campaign", "referrer_name", "cost")


class WhereFromForm(forms.Form):
    roles = forms.MultipleChoiceField(label=_("Roles"), required=False)
    source = forms.ChoiceField(label=_("Source"), required=False)
    campaign = TextField(label=_("Campaign"), required=False, max_length=120)
    referrer_name = TextField(
        label=_("Referred by, in words"),
        required=False,
        max_length=200,
        help_text=_("Somebody who is not among the contacts."),
    )
    cost = MoneyField(label=_("Cost of winning them"), required=False)

    def offer_where_from(self, contact: Contact) -> None:
        """Give the fields their choices, and what stands in the contact."""
        roles, source = (cast(forms.ChoiceField, self.fields[name]) for name in ("roles", "source"))
        roles.choices = lambda: labels.offered("role", *contact.roles)
        source.choices = lambda: [("", "—"), *labels.offered("source", contact.source)]
        known = {name: getattr(contact, name) for name in ("roles", *FOLDED)}
        self.initial = {**known, **self.initial}

    def clean_cost(self) -> Money | None:
        cost: Money | None = self.cleaned_data["cost"]
        if cost is not None and cost.amount < 0:
            raise ValidationError(_("The amount is below zero."))
        return cost

    def where_from(self) -> dict[str, Any]:
        """Model fields for the action."""
        data = self.cleaned_data
        values = {name: data[name] for name in ("roles", "source", "campaign", "referrer_name") if name in data}
        return values | (self._cost(data["cost"]) if "cost" in data else {})

    def _cost(self, cost: Money | None) -> dict[str, Any]:
        if cost is None:
            return {"acquisition_cost": None, "acquisition_currency": ""}
        return {"acquisition_cost": cost.amount, "acquisition_currency": cost.currency}

    def where_from_rows(self) -> Iterable[Any]:
        shown = [name for name in FOLDED if name in self.fields]
        is_open = any(self[name].value() or name in self.errors for name in shown)
        yield HTML(format_html(OPENING, " open" if is_open else "", _("Where they came from")))
        yield Row(Column("source"), Column("campaign"))
        yield Row(Column("referrer_name"), Column("cost"))
        yield HTML("</details>")
