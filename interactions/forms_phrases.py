"""Forms of the phrasebook: what is looked for, and the words of a phrase or question in each language."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from contacts.forms_needs import TranslatedForm
from contacts.models import Formality
from crm.templatetags.crm_ui import language_name
from interactions.models import CallQuestion, Phrase, Situation


class PhraseFilterForm(forms.Form):
    """What is none of the choices asks for nothing."""

    language = forms.ChoiceField(label=_("Language"), required=False)
    situation = forms.ChoiceField(
        label=_("Situation"), required=False, choices=[("", _("All situations")), *Situation.choices]
    )
    formality = forms.ChoiceField(
        label=_("Formality"), required=False, choices=[("", _("Formal and informal")), *Formality.choices]
    )

    def __init__(self, asked: QueryDict, *, reads: str) -> None:
        """`reads` is the language that is shown where none is asked for, or English where nothing is worded in it."""
        known = settings.MODELTRANSLATION_LANGUAGES
        self.reads = reads if reads in known else settings.MODELTRANSLATION_DEFAULT_LANGUAGE
        super().__init__({"language": self.reads, **asked.dict()})
        field = cast(forms.ChoiceField, self.fields["language"])
        field.choices = [(language, language_name(language)) for language in known]

    @property
    def shown_language(self) -> str:
        return self._chosen("language") or self.reads

    @property
    def conditions(self) -> dict[str, str]:
        return {name: chosen for name in ("situation", "formality") if (chosen := self._chosen(name))}

    def _chosen(self, name: str) -> str:
        self.is_valid()
        return str(self.cleaned_data.get(name, ""))


class PhraseForm(TranslatedForm):
    translated = {"text": _("Phrase in each language"), "note": _("When to use it")}

    class Meta:
        model = Phrase
        fields = ("situation", "formality", "position", "is_offered")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in settings.MODELTRANSLATION_LANGUAGES:
            self.fields[f"note_{language}"].required = False


class CallQuestionForm(TranslatedForm):
    translated = {"words": _("Question in each language")}

    class Meta:
        model = CallQuestion
        fields = ("topic", "stage", "position", "is_offered")
