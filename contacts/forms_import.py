"""The form that takes a file of contacts."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from contacts.access import owners_for_import
from contacts.importing.limits import MOST_BYTES
from staff.models import User


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or vCard, 10 MB at most."),
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.vcf,.vcard,text/csv,text/vcard"}),
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
        self.helper = FormHelper()
        self.helper.form_method = "post"
        self.helper.attrs = {"enctype": "multipart/form-data"}
        self.helper.add_input(Submit("submit", _("Import")))

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise ValidationError(
                _("The file is larger than 10 MB; split it into smaller files."), code="file_too_large"
            )
        return file
