"""Forms of the house: profile, organisation, first run."""

import json
from itertools import groupby
from typing import Any

from babel.numbers import get_currency_name
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Div, Fieldset, Layout, Row, Submit
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from crm.clock import canonical, todays_names, zone_choices
from crm.forms import EmailField, TextField, field_for
from crm.languages import country_choices
from crm.money import currency_codes, language_locale
from crm.templatetags.crm_ui import language_name, own_name
from staff.models import Feb29, Organisation, Theme, User
from staff.stand_ins import as_lines, faults_of, read_lines

Choices = list[tuple[str, Any]]

HOUSE_ZONE_HELP = gettext_lazy("Dates without a zone of their own are read in this one.")


def grouped_zones() -> Choices:
    """Zones by continent, so that a native list finds “Prague” by its first letters."""
    choices = zone_choices()
    regions = groupby((pair for pair in choices if "/" in pair[0]), key=lambda pair: pair[0].split("/")[0])
    grouped: Choices = [("UTC", "UTC")]
    for region, pairs in regions:
        grouped.append((region, [(name, label.split("/", 1)[1]) for name, label in pairs]))
    return grouped


def no_zone_yet() -> Choices:
    """Nobody's zone is UTC unasked: the browser fills in its own, and without a guess one has to be chosen."""
    return [("", _("Choose a time zone")), *grouped_zones()]


def currency_choices() -> Choices:
    locale = language_locale(get_language() or settings.LANGUAGE_CODE)
    return [(code, f"{code} – {get_currency_name(code, locale=locale)}") for code in currency_codes()]


def own_language_names() -> Choices:
    """Languages of the interface, each named by its own speakers."""
    return [(code, own_name(code)) for code in settings.INTERFACE_LANGUAGES]


def content_languages() -> Choices:
    return [(code, language_name(code)) for code, _name in settings.LANGUAGES]


class ZoneField(forms.ChoiceField):
    """One IANA zone; old names are taken as today's."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Time zone"))
        super().__init__(**{"choices": grouped_zones, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return _todays_name(value)

    def to_python(self, value: Any) -> str:
        return _todays_name(super().to_python(value))

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)
        if value and not self.valid_value(value):
            raise ValidationError(_("“%(zone)s” is not a known time zone.") % {"zone": value}, code="unknown_zone")


def _todays_name(value: Any) -> Any:
    try:
        return canonical(value)
    except (ValueError, TypeError):
        return value


class ZoneForm(forms.Form):
    time_zone = ZoneField()


class WorkingHours(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def no_country_or_one() -> Choices:
    return [("", _("Not said")), *country_choices()]


class ProfileForm(forms.ModelForm):
    language = forms.ChoiceField(label=gettext_lazy("Language of Rapport"), choices=own_language_names)
    time_zone = ZoneField(help_text=gettext_lazy("Times are shown to you in this zone."))
    theme = forms.ChoiceField(label=gettext_lazy("Look"), choices=Theme.choices)
    country = forms.ChoiceField(
        label=gettext_lazy("You work in"),
        required=False,
        choices=no_country_or_one,
        help_text=gettext_lazy("So that your public holidays and days of rest are known to who looks for you."),
    )

    class Meta:
        model = User
        formfield_callback = field_for
        fields = ["full_name", "signature", "language", "time_zone", "theme", "work_from", "work_until", "country"]
        labels = {"work_from": gettext_lazy("You work from"), "work_until": gettext_lazy("Until")}
        widgets = {
            "signature": forms.Textarea(attrs={"rows": 4}),
            "work_from": WorkingHours(),
            "work_until": WorkingHours(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["full_name"].widget.attrs["autocomplete"] = "name"
        self.helper = FormHelper()
        self.helper.layout = Layout(
            _card(gettext_lazy("You"), "full_name", "signature"),
            _card(
                gettext_lazy("Language, time and look"),
                Row(Column("language", css_class="col-md-6"), Column("time_zone", css_class="col-md-6")),
                Row(
                    Column("work_from", css_class="col-6 col-md-3"),
                    Column("work_until", css_class="col-6 col-md-3"),
                    Column("theme", css_class="col-md-6"),
                ),
                Row(Column("country", css_class="col-md-6")),
            ),
            Submit("save", gettext_lazy("Save")),
        )


class StandInsField(TextField):
    """Chains of languages, a line each: "sk: cs, en"."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=1000, widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr"}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return as_lines(value) if isinstance(value, dict) else value

    def clean(self, value: Any) -> Any:
        chains = read_lines(super().clean(value))
        if faults := faults_of(chains):
            raise forms.ValidationError(faults)
        return chains


class OrganisationForm(forms.ModelForm):
    """The house's settings, for administrators."""

    country = forms.ChoiceField(
        label=gettext_lazy("Country"),
        required=False,
        choices=lambda: [("", "—"), *country_choices()],
        help_text=gettext_lazy("Addresses and phone numbers there are shown without the country."),
    )
    time_zone = ZoneField(help_text=HOUSE_ZONE_HELP)
    base_currency = forms.ChoiceField(
        label=gettext_lazy("Base currency"),
        choices=currency_choices,
        help_text=gettext_lazy("Sums over several currencies are shown in this one."),
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages your customers are written to"),
        choices=content_languages,
        widget=forms.CheckboxSelectMultiple,
    )
    default_language = forms.ChoiceField(
        label=gettext_lazy("Language where a customer’s own is not known"), choices=content_languages
    )
    stand_ins = StandInsField(
        label=gettext_lazy("Stand-ins for languages that are not offered"),
        required=False,
        help_text=gettext_lazy(
            "Codes, a language a line: “sk: cs” shows Czech to whoever reads Slovak. Nothing else is guessed from a "
            "language at its relatives, and Russian never stands in for Ukrainian."
        ),
    )
    feb29 = forms.ChoiceField(
        label=gettext_lazy("In years without 29 February, birthdays of that day are kept on"),
        choices=Feb29.choices,
        initial=Feb29.FEB28,
    )

    class Meta:
        model = Organisation
        formfield_callback = field_for
        fields = [
            "name",
            "postal_address",
            "country",
            "email",
            "time_zone",
            "base_currency",
            "languages",
            "default_language",
            "stand_ins",
            "feb29",
        ]
        widgets = {"postal_address": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(*self.cards(), Submit("save", gettext_lazy("Save")))

    def cards(self) -> list[Any]:
        return [
            _card(gettext_lazy("Organisation"), "name", "postal_address", "country", "email"),
            _card(
                gettext_lazy("Time, money and languages"),
                Row(Column("time_zone", css_class="col-md-6"), Column("base_currency", css_class="col-md-6")),
                Div("languages", css_class="choices-in-line"),
                "default_language",
                *self.further(),
                "feb29",
            ),
        ]

    def further(self) -> list[str]:
        """What the first run does not ask yet."""
        return ["stand_ins"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        languages = cleaned.get("languages")
        if languages and cleaned.get("default_language") not in languages:
            self.add_error("default_language", _("Choose one of the languages ticked above."))
        chosen = {code for shown in cleaned.get("stand_ins", {}).values() for code in shown}
        if languages and chosen.difference(languages):
            self.add_error("stand_ins", _("Only languages ticked above can stand in for others."))
        return cleaned


class WelcomeForm(OrganisationForm):
    """The organisation and, where nobody is here yet, the first superuser."""

    time_zone = ZoneField(help_text=HOUSE_ZONE_HELP, choices=no_zone_yet)
    account_email = EmailField(label=gettext_lazy("Your e-mail address"), max_length=254)
    full_name = TextField(label=gettext_lazy("Your full name"), max_length=200)
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least 12 characters; a few unrelated words are easiest to keep."),
    )

    class Meta(OrganisationForm.Meta):
        fields = [name for name in OrganisationForm.Meta.fields if name not in ("email", "country", "stand_ins")]

    def __init__(self, *args: Any, with_account: bool = True, **kwargs: Any) -> None:
        self.with_account = with_account
        super().__init__(*args, **kwargs)
        del self.fields["country"], self.fields["stand_ins"]
        self.fields["time_zone"].widget.attrs["data-guess-zone"] = json.dumps(todays_names())
        self.fields["account_email"].widget.attrs["autocomplete"] = "email"
        self.fields["full_name"].widget.attrs["autocomplete"] = "name"
        if not with_account:
            for name in ("account_email", "full_name", "password"):
                del self.fields[name]
        self.helper.layout = Layout(*self.cards(), Submit("save", gettext_lazy("Set up Rapport"), css_class="btn-lg"))

    def further(self) -> list[str]:
        return []

    def cards(self) -> list[Any]:
        house = super().cards()
        house[0] = _card(gettext_lazy("Organisation"), "name", "postal_address")
        if not self.with_account:
            return house
        return [
            _card(gettext_lazy("You"), "full_name", "account_email", "password"),
            *house,
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        password = cleaned.get("password")
        if password:
            someone = User(email=cleaned.get("account_email", ""), full_name=cleaned.get("full_name", ""))
            try:
                validate_password(password, someone)
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned


def _card(title: Any, *fields: Any) -> Div:
    return Div(Div(Fieldset(title, *fields), css_class="card-body"), css_class="card mb-3")
