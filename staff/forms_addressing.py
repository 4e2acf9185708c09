"""How the house addresses its customers in each language, where nothing else is known of them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from crm.forms import TextField
from crm.languages import GREETED
from crm.templatetags.crm_ui import language_name
from staff.models import LONGEST_GREETING, Organisation, is_greeting_line

# Languages whose formal line no table of ours gives.
WITH_OWN_LINE = ("ar", "he")
REGISTERS = [("", _("as usual")), ("formal", _("formal")), ("informal", _("informal"))]


class HouseAddressingForm(forms.Form):
    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        for language in self.languages:
            register = forms.ChoiceField(label=capfirst(language_name(language)), required=False, choices=REGISTERS)
            register.initial = organisation.registers.get(language, "")
            self.fields[f"register_{language}"] = register
        for language in WITH_OWN_LINE:
            line = TextField(label=capfirst(language_name(language)), required=False, max_length=LONGEST_GREETING)
            line.initial = organisation.greeting_lines.get(language, "")
            line.widget.attrs |= {"dir": "auto", "lang": language}
            self.fields[f"line_{language}"] = line

    @property
    def languages(self) -> list[str]:
        """Those in which customers are written to first."""
        spoken = [code for code in GREETED if code in self.organisation.languages]
        return [*spoken, *(code for code in GREETED if code not in spoken)]

    def registers(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("register_")]

    def lines(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("line_")]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for language in WITH_OWN_LINE:
            line = cleaned.get(f"line_{language}", "")
            if line and not is_greeting_line(line):
                words = _("In braces only {name} is known, once. Write everything else without braces.")
                self.add_error(f"line_{language}", ValidationError(words))
        return cleaned

    def values(self) -> dict[str, Any]:
        """What the action takes; languages that the page does not show keep what they have."""
        return {
            "registers": self._merged(self.organisation.registers, "register", self.languages),
            "greeting_lines": self._merged(self.organisation.greeting_lines, "line", WITH_OWN_LINE),
        }

    def _merged(self, stored: dict[str, str], kind: str, languages: Any) -> dict[str, str]:
        typed = {language: self.cleaned_data[f"{kind}_{language}"] for language in languages}
        return {language: value for language, value in {**stored, **typed}.items() if value}
