"""Forms: what a text says in another language, which engine is asked, and that the house permits one."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.forms import TextField
from crm.languages import language_choices
from staff.once import OnceMixin
from translating.access import Original
from translating.engines import known
from translating.models import LONGEST_TEXT, LONGEST_WHY

TEXT = "text_"


def any_language() -> list[tuple[str, Any]]:
    return [("", _("not known")), *language_choices()]


def _engines() -> list[tuple[str, str]]:
    return [(code, code) for code in known()]


class TranslationForm(OnceMixin, forms.Form):
    """One field for each text of the record; what stays empty is not translated."""

    language = forms.ChoiceField(label=_("Into"), choices=language_choices)
    original_language = forms.ChoiceField(label=_("Language of the original"), required=False, choices=any_language)

    def __init__(self, *args: Any, original: Original, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.original = original
        for part in original.parts:
            rows = min(12, 2 + part.words.count("\n") + len(part.words) // 80)
            self.fields[TEXT + part.field] = TextField(
                label=str(part.label),
                required=False,
                max_length=LONGEST_TEXT,
                widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
            )

    def clean(self) -> Any:
        cleaned = super().clean()
        if not self.errors and not any(self.texts().values()):
            self.add_error(TEXT + self.original.parts[0].field, _("Write the translation of at least one text."))
        return cleaned

    def texts(self) -> dict[str, str]:
        return {part.field: self.cleaned_data.get(TEXT + part.field, "") for part in self.original.parts}

    def text_fields(self) -> Iterator[tuple[str, Any]]:
        """The name of each text with its field, for the page that puts it beside the original."""
        for part in self.original.parts:
            yield part.field, self[TEXT + part.field]


class EngineForm(forms.Form):
    """Which engine translates the whole record, from what into what."""

    provider = forms.ChoiceField(choices=_engines)
    language = forms.ChoiceField(choices=language_choices)
    original_language = forms.ChoiceField(required=False, choices=any_language)


class PermitForm(OnceMixin, forms.Form):
    provider = forms.ChoiceField(choices=_engines, widget=forms.HiddenInput)
    why = TextField(
        label=_("Why"),
        max_length=LONGEST_WHY,
        help_text=_("For example the contract with the provider, and where its servers stand."),
    )


class EndForm(forms.Form):
    provider = forms.ChoiceField(choices=_engines)
