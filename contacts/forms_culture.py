"""Forms of culture notes: their wording, a flag, an answer, and which country is looked for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.forms_needs import TranslatedForm, date_input
from contacts.models import CultureNote
from contacts.models.culture import LANGUAGES, LONGEST_REASON
from crm.conflicts import VersionedMixin
from crm.forms import TextField, field_for
from crm.languages import country_choices, language_choices
from staff.once import OnceMixin


class CultureNoteForm(VersionedMixin, TranslatedForm):
    """The wording of a note, as shown or as it was proposed last. What it may say is the model's to judge."""

    translated = {"text": _("Text in each language"), "dissent": _("What another source says instead")}

    country = forms.ChoiceField(label=_("Country"), required=False)
    language = forms.ChoiceField(label=_("or language"), required=False)
    reason = TextField(
        label=_("Why"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=_("For the second person who publishes it."),
    )

    class Meta:
        model = CultureNote
        formfield_callback = field_for
        fields = (
            *("country", "region", "language", "topic", "kind", "confidence", "source", "source_link", "source_date"),
            *("valid_as_of", "dissent_source", "dissent_link"),
        )
        widgets = {"source_date": date_input(), "valid_as_of": date_input()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("country", country_choices())
        self._offer("language", language_choices())
        self.fields["dissent_en"].required = False

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *choices]

    @property
    def place(self) -> list[forms.BoundField]:
        """What the note is about."""
        return [self[name] for name in ("country", "region", "language", "topic", "kind")]

    @property
    def proof(self) -> list[forms.BoundField]:
        """Why it may be believed, and since when."""
        names = ("source", "source_link", "source_date", "valid_as_of", "confidence", "dissent_source", "dissent_link")
        return [self[name] for name in (*names, "reason")]

    def clean(self) -> Any:
        cleaned = super().clean()
        # The instance is judged with the texts that were typed.
        texts = (f"{column}_{language}" for column in self.translated for language in LANGUAGES)
        self.instance.take({name: self.cleaned_data.get(name) or "" for name in texts})
        return cleaned

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in CultureNote.CONTENT}


class FlagForm(OnceMixin, forms.Form):
    reason = TextField(
        label=_("What is wrong with it?"),
        max_length=LONGEST_REASON,
        help_text=_("Out of date, wrong, hurtful … Who looks after the notes reads it."),
    )


class AnswerForm(OnceMixin, forms.Form):
    answer = TextField(label=pgettext_lazy("field", "Answer"), max_length=LONGEST_REASON)


class CountryForm(forms.Form):
    """Which countries the list shows. What cannot be read asks for nothing."""

    q = TextField(label=_("Country"), required=False, max_length=60)

    @property
    def wanted(self) -> str:
        self.full_clean()
        return str(self.cleaned_data.get("q", ""))
