"""Forms of response clocks: a policy, what a colleague does to a clock, and the filter of the list."""

from typing import Any, cast

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from crm.forms import TextField
from crm.languages import language_choices
from interactions.models import LOGGED_KINDS, ClockMetric, Kind, Priority, ResponseClock, ResponsePolicy
from staff.once import OnceMixin


class ManyField(forms.MultipleChoiceField):
    """Any of the choices, kept as a list; none means all of them."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label=label, required=False, help_text=_("None ticked: all of them."), **kwargs)


class PolicyForm(forms.ModelForm):
    kinds = ManyField(_("Channels"), choices=[(kind.value, kind.label) for kind in LOGGED_KINDS if kind != Kind.NOTE])
    priorities = ManyField(_("Priorities"), choices=Priority.choices)
    languages = ManyField(_("Languages"), choices=language_choices)

    class Meta:
        model = ResponsePolicy
        fields = (
            *("name", "position", "is_active", "segment", "kinds", "languages", "priorities"),
            *("first_response_minutes", "update_every_days", "calendar", "team", "sends_receipt"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A list of two hundred ticks is none that anybody reads.
        self.fields["languages"].widget = forms.SelectMultiple(attrs={"size": 8})
        languages = cast(forms.MultipleChoiceField, self.fields["languages"])
        languages.choices = language_choices


class ClockForm(OnceMixin, forms.Form):
    """Why a clock stands still, runs again, ends or shall not count; the button says which."""

    act = forms.ChoiceField(widget=forms.HiddenInput)
    reason = TextField(label=_("Reason"), required=False, max_length=300)

    def __init__(self, *args: Any, clock: ResponseClock, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.acts = acts_on(clock)
        cast(forms.ChoiceField, self.fields["act"]).choices = self.acts
        self.helper = FormHelper()
        self.helper.form_tag = False


def acts_on(clock: ResponseClock) -> list[tuple[str, Any]]:
    """What can be done to the clock now, with the words of its buttons."""
    if not clock.is_open:
        return []
    turns = [("pause", _("Pause"))] if clock.state == "running" else [("resume", _("Resume"))]
    solved = [("solve", _("It is solved"))] if clock.metric == ClockMetric.UPDATE else []
    return [*turns, *solved, ("void", _("It does not count"))]


class ClockFilterForm(forms.Form):
    """Which of the clocks that run are listed."""

    WHOSE = [("mine", _("Mine")), ("team", _("My team’s")), ("all", _("All that I see"))]
    WHICH = [("", _("All")), ("overdue", _("Overdue")), ("pressing", _("Nearly due or overdue")), ("paused", _("Paused"))]

    whose = forms.ChoiceField(label=_("Whose"), required=False, choices=WHOSE)
    which = forms.ChoiceField(label=_("Which"), required=False, choices=WHICH)
