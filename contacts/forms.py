"""The form of a contact. It checks and translates what was typed; actions do the rest."""

from collections.abc import Collection
from functools import partial
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Column, Field, Fieldset, Layout, Row, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from contacts import labels
from contacts.duplicates import Typed
from contacts.form_fields import LinesField, TagsField, offer, or_none, tag_names
from contacts.forms_address import AddressMixin, country_button
from contacts.forms_custom import CustomFieldsMixin
from contacts.forms_hours import HoursForm, clock_input
from contacts.forms_stages import NAMES, GroundsForm, exit_rows
from contacts.forms_where_from import WhereFromForm
from contacts.models import Contact, Stage, ZoneSource
from contacts.zones import zones_offered
from crm.clock import is_day
from crm.conflicts import VersionedMixin
from crm.forms import TextField, field_for, hidden_of
from crm.languages import country_choices, language_choices
from crm.text import phone_digits
from staff.once import OnceMixin

TITLES = {
    "dr": _("Dr"),
    "prof": _("Professor"),
    "doc": _("Associate professor (doc.)"),
    "ing": _("Engineer (Ing.)"),
    "mgr": _("Master (Mgr.)"),
    "mudr": _("Doctor of medicine (MUDr.)"),
    "judr": _("Doctor of law (JUDr.)"),
    "mag": _("Master (Mag., Austria)"),
    "di": _("Graduate engineer (DI, Austria)"),
    "bc": _("Bachelor (Bc.)"),
}


# What stands in the form under other names than in the contact.
SHOWN_AS = {
    "points": ("emails", "phones"),
    "dates": ("birth_day", "birth_month", "birth_year"),
    "fasting_told_on": ("fasts",),
}


class ContactForm(
    AddressMixin,
    CustomFieldsMixin,
    VersionedMixin,
    OnceMixin,
    GroundsForm,
    WhereFromForm,
    HoursForm,
    forms.ModelForm,
):
    emails = LinesField(label=_("E-mail addresses"), help_text=_("One a line, the preferred one first."))
    phones = LinesField(label=_("Phone numbers"), help_text=_("One a line, the preferred one first."))
    first_language = forms.ChoiceField(label=_("Language"), required=False)
    other_languages = forms.MultipleChoiceField(label=_("Also speaks"), required=False)
    titles = forms.MultipleChoiceField(label=_("Titles"), required=False, choices=list(TITLES.items()))
    country = forms.ChoiceField(label=_("Country"), required=False)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        help_text=_("As the contact told you. Empty: proposed from the country and city."),
    )
    name_locale = forms.ChoiceField(label=_("Language of the name"), required=False)
    company = TextField(
        label=_("Company"), required=False, max_length=200, help_text=_("A name that is new here makes a new company.")
    )
    preferred_channel = forms.ChoiceField(label=_("Preferred channel"), required=False)
    stage = forms.ChoiceField(label=_("Stage"), initial=Stage.AWARENESS)
    birth_day = forms.IntegerField(label=_("Day of birth"), required=False, min_value=1, max_value=31)
    birth_month = forms.TypedChoiceField(label=_("Month"), required=False, coerce=int, empty_value=None)
    birth_year = forms.IntegerField(
        label=_("Year"), required=False, min_value=1850, max_value=2100, help_text=_("May stay empty.")
    )
    tags = TagsField()

    class Meta:
        model = Contact
        formfield_callback = field_for
        fields = [
            "full_name",
            "given",
            "given2",
            "surname_prefix",
            "surname_core",
            "surname2",
            "generation",
            "credentials",
            "called",
            "titles",
            "latin_name",
            "reading",
            "pronunciation",
            "name_locale",
            "preferred_order",
            "grammatical_gender",
            "formality",
            "job_title",
            "stage",
            "country",
            "region",
            "city",
            "postcode",
            "street",
            "latin_address",
            "preferred_channel",
            "hours_from",
            "hours_until",
            "lunch_from",
            "lunch_until",
            "do_not_contact",
            "notes",
        ]
        widgets = {
            **{name: clock_input() for name in ("hours_from", "hours_until", "lunch_from", "lunch_until")},
            "notes": forms.Textarea(attrs={"rows": 3}),
            "latin_address": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(
        self,
        *args: Any,
        hidden: Collection[str] = (),
        hidden_groups: Collection[str] = (),
        only: Collection[str] = (),
        **kwargs: Any,
    ) -> None:
        """`hidden`: fields of the contact that are neither shown nor changed; `hidden_groups`: of custom fields;
        `only`: the fields that are left, where one fact alone is changed."""
        super().__init__(*args, **kwargs)
        stored = self.instance
        self.labels: dict[str, str] = {}
        offer(self, "first_language", or_none(language_choices), *stored.languages)
        offer(self, "other_languages", language_choices, *stored.languages)
        offer(self, "name_locale", or_none(language_choices), stored.name_locale)
        offer(self, "titles", TITLES.items, *stored.titles)
        offer(self, "country", or_none(country_choices), stored.country)
        offer(self, "stage", partial(labels.offered, "stage"), stored.stage)
        channels = partial(labels.offered, "channel")
        offer(self, "preferred_channel", or_none(channels), stored.preferred_channel)
        self.offer_where_from(stored)
        offer(self, "time_zone", or_none(partial(zones_offered, stored.country)), stored.time_zone)
        offer(self, "birth_month", or_none(MONTHS.items))
        self.fields["company"].widget.attrs.update({"list": "company-options", "autocomplete": "off"})
        self.hidden = hidden
        for field in hidden:
            for name in SHOWN_AS.get(field, (field,)):
                del self.fields[name]
        if stored.pk and stored.stage == Stage.DISSOLUTION:
            for name in NAMES:
                del self.fields[name]
        self.shape_address()
        self.add_custom_fields(self.instance, hidden_groups)
        if self.instance.pk:
            self._fill_in(self.instance)
        if only:
            for name in self.fields.keys() - {*only, *hidden_of(self)}:
                del self.fields[name]

    def _fill_in(self, contact: Contact) -> None:
        points = list(contact.points.all())
        self.labels = {point.value: point.label for point in points}
        self.initial["emails"] = [point.value for point in points if point.kind == "email"]
        self.initial["phones"] = [point.value for point in points if point.kind == "phone"]
        self.initial["company"] = contact.company.name if contact.company else ""
        self.initial["first_language"] = contact.language
        self.initial["other_languages"] = contact.languages[1:]
        self.initial["time_zone"] = contact.time_zone if contact.is_zone_confirmed else ""
        self.initial["fasts"] = contact.fasting_told_on is not None
        self.initial["tags"] = tag_names(contact)
        birthday = contact.dates.filter(kind="birthday").first()
        if birthday and "dates" not in self.hidden:
            self.initial["birth_day"], self.initial["birth_month"] = birthday.day, birthday.month
            self.initial["birth_year"] = birthday.year

    @cached_property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_id = "contact-form"
        helper.layout = Layout(
            *hidden_of(self),
            Fieldset(
                str(_("Name")),
                "full_name",
                Row(Column("given"), Column("given2"), Column("surname_prefix"), Column("surname_core")),
                Row(Column("called"), Column("titles"), Column("grammatical_gender"), Column("formality")),
                Row(Column("latin_name"), Column("reading"), Column("pronunciation")),
                Row(Column("surname2"), Column("generation"), Column("credentials")),
                Row(Column("name_locale"), Column("preferred_order")),
            ),
            Fieldset(str(_("Reach")), *self._rows_of(("emails", "phones", "preferred_channel"))),
            Fieldset(
                str(_("Language, place and hours")),
                Row(Column("first_language"), Column("other_languages")),
                *self.address_rows(),
                "time_zone",
                Row(Column("hours_from"), Column("hours_until"), Column("lunch_from"), Column("lunch_until")),
                *(["fasts"] if "fasts" in self.fields else []),
            ),
            Fieldset(
                str(_("Relationship")),
                Row(Column(self._company_field()), Column("job_title"), Column("stage")),
                *([exit_rows()] if NAMES[0] in self.fields else []),
                Row(Column("roles"), Column("tags")),
                *self._rows_of(("birth_day", "birth_month", "birth_year"), ("notes",)),
                "do_not_contact",
            ),
            *self.where_from_rows(),
            *self.custom_rows(),
            HTML('<div class="form-actions">'),
            Submit("save", str(_("Save")), css_class="btn btn-primary"),
            country_button(),
            HTML("</div>"),
        )
        return helper

    def _company_field(self) -> Field:
        """Offers the companies that hold what was typed; without scripts the name is simply typed."""
        return Field(
            "company",
            hx_get=reverse_lazy("contacts:company_options"),
            hx_trigger="keyup changed delay:300ms",
            hx_target="#company-options",
        )

    def _rows_of(self, *rows: tuple[str, ...]) -> list[Row]:
        """The rows with those of their fields that are not hidden."""
        kept = [[Column(name) for name in names if name in self.fields] for names in rows]
        return [Row(*columns) for columns in kept if columns]

    def clean_emails(self) -> list[str]:
        for address in self.cleaned_data["emails"]:
            try:
                validate_email(address)
            except ValidationError as error:
                raise ValidationError(
                    _("“%(address)s” is not an e-mail address."), params={"address": address}
                ) from error
        return self.cleaned_data["emails"]

    def clean_phones(self) -> list[str]:
        for number in self.cleaned_data["phones"]:
            if not phone_digits(number):
                raise ValidationError(_("“%(number)s” is not a phone number."), params={"number": number})
        return self.cleaned_data["phones"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not {"birth_day", "birth_month", "birth_year"} & self.errors.keys():
            self._check_birthday(cleaned)
        return cleaned

    def _check_birthday(self, cleaned: dict[str, Any]) -> None:
        day, month, year = (cleaned.get(name) for name in ("birth_day", "birth_month", "birth_year"))
        if (day is None) != (month is None) or (year and not day):
            self.add_error("birth_day", _("A birthday needs its day and its month."))
        elif day and month and not is_day(month, day, year):
            self.add_error("birth_day", _("There is no such day in the calendar."))

    def typed(self) -> Typed:
        """What a duplicate would be known by."""
        data = self.cleaned_data
        return Typed(
            name=data["full_name"],
            emails=tuple(data.get("emails", ())),
            phones=tuple(data.get("phones", ())),
            company=data["company"],
            country=data["country"],
        )

    def given(self) -> dict[str, Any]:
        """Arguments for the action, of the fields that the form has."""
        data = self.cleaned_data
        given: dict[str, Any] = {"fields": self.values()}
        if "company" in data:
            given["company_name"] = data["company"]
        for name in {"emails", "phones"} & data.keys():
            given[name] = [(value, self.labels.get(value, "")) for value in data[name]]
        if "birth_day" in data:
            given["birthday"] = self._birthday(data)
        if "tags" in data:
            given["tags"] = data["tags"]
        return given | {"custom": self.custom_facts(), "grounds": self.grounds()}

    def _birthday(self, data: dict[str, Any]) -> tuple[int, int, int | None] | None:
        """Month, day, and the year where it is known."""
        return (data["birth_month"], data["birth_day"], data.get("birth_year")) if data["birth_day"] else None

    def values(self) -> dict[str, Any]:
        """Model fields for the action, with languages in order and, where somebody chose a zone, its source."""
        data = self.cleaned_data
        names = [name for name in self.Meta.fields if name in data]
        values = {name: data[name] for name in names}
        if "first_language" in data:
            first = [data["first_language"]] if data["first_language"] else []
            values["languages"] = first + [code for code in data["other_languages"] if code not in first]
        values |= self.fasting(data, self.instance.fasting_told_on)
        return values | self.where_from() | (self._zone_values(data) if "time_zone" in data else {})

    def _zone_values(self, data: dict[str, Any]) -> dict[str, Any]:
        if data["time_zone"] == self.initial.get("time_zone", ""):
            return {}
        if not data["time_zone"]:
            return {"zone_source": ZoneSource.ORGANISATION, "zone_confirmed_at": None}
        told = {"zone_source": ZoneSource.TOLD, "zone_confirmed_at": timezone.now()}
        return {"time_zone": data["time_zone"], **told}
