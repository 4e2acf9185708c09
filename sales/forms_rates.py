"""The form that brings a bank's file of rates."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from sales.models import RateSource
from sales.rate_files.reading import MOST_BYTES
from staff.once import OnceMixin


class RateFileForm(OnceMixin, forms.Form):
    source = forms.ChoiceField(label=_("Whose rates"), choices=RateSource.choices)
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        help_text=_("As the bank publishes it: CSV, text, XML, or the CSV in a ZIP."),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise ValidationError(_("The file is larger than 10 MB."), code="file_too_large")
        return file
