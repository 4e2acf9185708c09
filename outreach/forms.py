"""Forms of outreach."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from contacts.models import Purpose
from crm.forms import TextField
from outreach.models import Journey, State
from outreach.querysets import MessageQuerySet

YES, NO = "yes", "no"
ANSWERS = [(YES, _("Yes")), (NO, _("No"))]

# The sentence that a customer agrees to; it is kept with the consent.
WORDING = {
    Purpose.GREETINGS: _("You may send me greetings, for example on my birthday."),
    Purpose.FEEDBACK: _("You may ask me by e-mail how satisfied I am."),
    Purpose.MARKETING: _("You may send me news and offers by e-mail."),
}


class PreferencesForm(forms.Form):
    """A yes or no for each kind of mail that is not service, and the language of mails."""

    greetings = forms.ChoiceField(label=WORDING[Purpose.GREETINGS], choices=ANSWERS, widget=forms.RadioSelect)
    feedback = forms.ChoiceField(label=WORDING[Purpose.FEEDBACK], choices=ANSWERS, widget=forms.RadioSelect)
    marketing = forms.ChoiceField(label=WORDING[Purpose.MARKETING], choices=ANSWERS, widget=forms.RadioSelect)
    language = forms.ChoiceField(
        label=_("Language of mails"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, *args: Any, offered: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = cast(forms.ChoiceField, self.fields["language"])
        languages.choices = [(code, get_language_info(code)["name_local"]) for code in offered]

    @classmethod
    def for_contact(cls, accepts: Mapping[str, bool], language: str, *, offered: Sequence[str]) -> "PreferencesForm":
        answers = {purpose: YES if accepted else NO for purpose, accepted in accepts.items()}
        return cls(initial={**answers, "language": language}, offered=offered)

    def accepts(self) -> dict[str, bool]:
        return {purpose: self.cleaned_data[purpose] == YES for purpose in WORDING}

    def wording(self) -> dict[str, str]:
        return {purpose: str(sentence) for purpose, sentence in WORDING.items()}


class RunForm(forms.Form):
    """Whether a journey runs, and where it pauses, why."""

    run = forms.ChoiceField(choices=ANSWERS)
    reason = TextField(required=False, max_length=200)

    def first_error(self) -> str:
        return str(next(iter(self.errors.values()))[0])


class OutboxFilterForm(forms.Form):
    """Narrows a tab of the outbox; a filter that cannot be read is left out."""

    journey: "forms.ModelChoiceField[Journey]" = forms.ModelChoiceField(
        label=_("Why"), queryset=Journey.objects.none(), required=False
    )
    state = forms.ChoiceField(label=_("What became of it"), required=False)

    def __init__(self, *args: Any, states: Sequence[State] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        journeys = cast(forms.ModelChoiceField, self.fields["journey"])
        journeys.queryset = Journey.objects.order_by("name")
        journeys.empty_label = _("All")
        journeys.widget.attrs["class"] = "form-select"
        if states:
            state = cast(forms.ChoiceField, self.fields["state"])
            state.choices = [("", _("All")), *((each.value, each.label) for each in states)]
            state.widget.attrs["class"] = "form-select"
        else:
            del self.fields["state"]

    def filter(self, rows: MessageQuerySet) -> MessageQuerySet:
        values = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        if values.get("journey"):
            rows = rows.filter(step__journey=values["journey"])
        if values.get("state"):
            rows = rows.filter(state=values["state"])
        return rows
