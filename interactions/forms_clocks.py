"""Forms of response clocks: what a colleague does to one, and the filter of the list."""

from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from crm.forms import TextField
from interactions.models import ClockMetric, ResponseClock
from staff.once import OnceMixin


class ClockForm(OnceMixin, forms.Form):
    """Why a clock stands still, runs again, ends or shall not count; the button says which."""

    act = forms.ChoiceField()
    reason = TextField(label=_("Reason"), required=False, max_length=300)

    def __init__(self, *args: Any, clock: ResponseClock, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.acts = acts_on(clock)
        cast(forms.ChoiceField, self.fields["act"]).choices = self.acts
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout("reason")


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
    WHICH = [
        ("", _("All")),
        ("overdue", _("Overdue")),
        ("pressing", _("Nearly due or overdue")),
        ("paused", _("Paused")),
    ]

    whose = forms.ChoiceField(label=_("Whose"), required=False, choices=WHOSE)
    which = forms.ChoiceField(label=_("Which"), required=False, choices=WHICH)
