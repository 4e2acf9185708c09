"""The forms of an import: the file, and how it is to be read."""

from collections.abc import Sequence
from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts.access import owners_for_import
from contacts.custom import readable_fields
from contacts.importing.limits import MOST_BYTES
from contacts.models import ImportRun, Winner
from contacts.models.custom import Subject
from crm.languages import Ready, country_choices
from staff.models import User
from staff.once import OnceMixin

# What a column may hold, as a person chooses it; the words before the dot are the kind.
COLUMN_CHOICES = (
    ("", _("Leave out")),
    (
        _("Name"),
        (
            ("text.full_name", capfirst(_("full name"))),
            ("text.given", capfirst(_("given name"))),
            ("text.given2", capfirst(_("middle name or patronymic"))),
            ("text.surname_prefix", capfirst(_("surname prefix"))),
            ("text.surname", capfirst(_("surname"))),
            ("text.surname2", capfirst(_("second surname"))),
            ("text.prefix", _("Titles or form of address")),
            ("text.suffix", _("What follows the name")),
            ("text.called", capfirst(_("what we call them"))),
            ("text.latin_name", capfirst(_("name in Latin letters"))),
            ("text.reading", capfirst(_("reading"))),
            ("text.reading_given", _("Reading of the given name")),
            ("text.reading_surname", _("Reading of the surname")),
            ("text.file_as", _("Name as filed")),
        ),
    ),
    (
        _("Reach"),
        (
            ("email.", _("E-mail")),
            ("email.work", _("E-mail at work")),
            ("email.home", _("E-mail at home")),
            ("phone.", _("Phone")),
            ("phone.mobile", _("Mobile phone")),
            ("phone.work", _("Phone at work")),
            ("phone.home", _("Phone at home")),
            ("phone.company", _("Main phone of the company")),
            ("phone.fax", _("Fax")),
            ("label.", _("Label of the address or number beside it")),
        ),
    ),
    (
        _("Work"),
        (
            ("text.company", _("Company")),
            ("text.job_title", capfirst(_("job title"))),
            ("text.website", capfirst(_("website"))),
            ("text.industry", _("Industry of the company")),
            ("text.size_band", _("Size of the company")),
            ("text.company_street", _("Street of the company")),
            ("text.company_city", _("City of the company")),
            ("text.company_region", _("Region of the company")),
            ("text.company_postcode", _("Postcode of the company")),
            ("text.company_country", _("Country of the company")),
        ),
    ),
    (
        _("Address"),
        (
            ("address.street", capfirst(_("street"))),
            ("address.city", capfirst(_("city"))),
            ("address.region", capfirst(_("region"))),
            ("address.postcode", capfirst(_("postcode"))),
            ("address.country", _("Country")),
            ("address.formatted", _("Whole address")),
            ("text.latin_address", capfirst(_("address in Latin letters"))),
        ),
    ),
    (
        _("Relationship"),
        (
            ("text.stage", _("Stage")),
            ("text.exit_reason", capfirst(_("reason for the exit"))),
            ("text.ended_by", capfirst(_("ended by"))),
            ("text.win_back_on", _("Day on which we try again, or “never”")),
            ("text.stage_reason", _("Reason in words")),
            ("text.roles", _("Roles")),
            ("text.source", _("Source")),
            ("text.campaign", _("Campaign")),
            ("text.referrer_name", _("Referred by, in words")),
            ("text.cost", _("Cost of winning them")),
        ),
    ),
    (
        capfirst(_("other")),
        (
            ("text.birthday", _("Birthday")),
            ("text.languages", _("Languages")),
            ("text.time_zone", _("Time zone")),
            ("text.hours", _("Hours in which they may be called")),
            ("text.lunch", _("Lunch")),
            ("text.notes", _("Notes")),
            ("text.needs", _("Needs")),
            ("text.external_id", capfirst(_("external id"))),
            ("text.titles", _("Codes of titles")),
            ("text.gender", capfirst(_("grammatical gender"))),
            ("text.generation", capfirst(_("generation"))),
            ("text.credentials", capfirst(_("credentials"))),
            ("text.name_locale", capfirst(_("language of the name"))),
            ("text.own_id", _("Number that Rapport gave")),
        ),
    ),
)


class ImportForm(OnceMixin, forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, XLSX or vCard, 10 MB at most."),
        allow_empty_file=True,
        widget=forms.ClearableFileInput(
            attrs={"accept": ".csv,.txt,.tsv,.xlsx,.vcf,.vcard,text/csv,text/vcard"},
        ),
    )
    country = forms.ChoiceField(
        label=_("Country of the file"),
        required=False,
        help_text=_("Numbers without a prefix and dates such as 3/4/1980 are read as they are written there."),
    )
    owner = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Owner of the contacts"),
        required=False,
        help_text=_("The colleague who will look after the imported people."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = owners_for_import(user)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]
        self.fields["owner"].initial = user.pk
        if not owners.exclude(pk=user.pk).exists():
            del self.fields["owner"]
        offer_countries(self)
        self.helper = FormHelper()
        self.helper.form_method = "post"
        self.helper.attrs = {"enctype": "multipart/form-data"}
        self.helper.add_input(Submit("submit", _("Show what is in it")))

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise ValidationError(
                _("The file is larger than 10 MB; split it into smaller files."), code="file_too_large"
            )
        return file


class OnceForm(OnceMixin, forms.Form):
    """A button that asks nothing."""


class ImportChoicesForm(OnceMixin, forms.Form):
    """What each column holds, whose country the file speaks, and what wins."""

    country = forms.ChoiceField(label=_("Country of the file"), required=False)
    winner = forms.ChoiceField(label=_("Where a person is known already"), choices=Winner.choices)

    def __init__(self, *args: Any, run: ImportRun, **kwargs: Any) -> None:
        super().__init__(*args, initial={"country": run.country, "winner": run.winner}, **kwargs)
        offer_countries(self)
        self.headers: Sequence[str] = run.preview.get("headers", [])
        chosen: Sequence[str] = run.preview.get("chosen", [])
        choices = [*COLUMN_CHOICES, *_own_choices(run)] if self.headers else []
        for at, header in enumerate(self.headers):
            label = header or gettext("Column %(number)d") % {"number": at + 1}
            self.fields[f"column{at}"] = forms.ChoiceField(
                label=label,
                choices=choices,
                required=False,
                initial=chosen[at],
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    @property
    def column_fields(self) -> list[forms.BoundField]:
        return [self[f"column{at}"] for at in range(len(self.headers))]

    @property
    def columns(self) -> list[str] | None:
        names = [f"column{at}" for at in range(len(self.headers))]
        return [self.cleaned_data[name] for name in names] if names else None


def _own_choices(run: ImportRun) -> list[Any]:
    fields = readable_fields(run.by, Subject.CONTACT)
    return [(_("Own fields"), [(f"own.{field.pk}", str(field)) for field in fields])] if fields else []


def offer_countries(form: forms.Form) -> None:
    field = cast(forms.ChoiceField, form.fields["country"])
    field.choices = lambda: Ready(("", gettext("As the file itself tells")), *country_choices())
