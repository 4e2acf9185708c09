"""Narrowing the audit trail."""

from datetime import UTC, datetime
from typing import Any, cast

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from crm.forms import TextField
from crm.wall_forms import MomentField
from staff.audit_asking import DEEDS, Deed
from staff.models import AuditEntry, User

ADDRESSES = {"class": "form-control", "autocomplete": "off", "spellcheck": "false", "dir": "ltr"}
MOMENT = "%Y-%m-%dT%H:%M"
LARGEST_ID = 2**63 - 1
# Beyond them a moment may have no counterpart in the clock of the database.
EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(format=MOMENT, attrs={"type": "datetime-local", "class": "form-control"})
    formats = [MOMENT, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"]
    bounds = [MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]
    return MomentField(label=label, required=False, widget=widget, input_formats=formats, validators=bounds)


class AuditFilterForm(forms.Form):
    """Who, what, about whom, when, from where; a filter that cannot be read shows nothing, lest it hide something."""

    person: "forms.ModelChoiceField[User]" = forms.ModelChoiceField(
        label=_("Who"), queryset=User.objects.none(), required=False
    )
    deed = forms.ChoiceField(label=_("What"), required=False)
    action = TextField(label=_("Action"), max_length=60, required=False)
    customer = forms.IntegerField(label=_("Customer number"), min_value=1, max_value=LARGEST_ID, required=False)
    record = TextField(label=_("Kind of record"), max_length=60, required=False)
    since = _moment(_("From"))
    until = _moment(_("Until"))
    address = forms.GenericIPAddressField(label=_("Address"), required=False)
    request = TextField(label=_("Request"), max_length=64, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = cast(forms.ModelChoiceField, self.fields["person"])
        person.queryset = User.objects.only("full_name", "email").order_by("full_name", "pk")
        person.empty_label = _("Everyone")
        deed = cast(forms.ChoiceField, self.fields["deed"])
        deed.choices = [("", _("Everything")), *Deed.choices]
        for name in ("person", "deed"):
            self.fields[name].widget.attrs["class"] = "form-select"
        for name in ("action", "customer", "record", "address", "request"):
            self.fields[name].widget.attrs |= ADDRESSES

    def narrow(self, entries: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        if not self.is_valid():
            return entries.none()
        said = self.cleaned_data
        conditions = {
            "actor": said["person"],
            "action": said["action"],
            "customer_id": said["customer"],
            "subject_type__iexact": said["record"],
            "at__gte": said["since"],
            "at__lt": said["until"],
            "address": said["address"],
            "request_id": said["request"],
        }
        wanted = Q(**{name: value for name, value in conditions.items() if value not in (None, "")})
        return entries.filter(wanted, DEEDS[said["deed"]] if said["deed"] else Q())


def filter_in_words(said: dict[str, list[str]]) -> list[tuple[str, str]]:
    """What a second person reads of a filter; what the form does not know filters nothing."""
    form = AuditFilterForm({name: values[-1] for name, values in said.items()})
    form.is_valid()
    named = {name: form.cleaned_data.get(name, form.data[name]) for name in form.fields if name in said}
    return [(str(form.fields[name].label), _value_in_words(name, value)) for name, value in named.items()]


def _value_in_words(name: str, value: Any) -> str:
    if name == "deed" and value in Deed.values:
        return str(Deed(value).label)
    if isinstance(value, datetime):
        return date_format(localtime(value), "SHORT_DATETIME_FORMAT")
    return str(value)
