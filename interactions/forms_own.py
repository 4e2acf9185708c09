"""What a colleague writes for herself."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.form_fields import LinesField
from crm.forms import TextField
from interactions.forms import submit_row
from interactions.models import Debrief, Introduction
from staff.models import User
from staff.once import OnceMixin

LONGEST_PART = 10_000


def part(label: Any) -> TextField:
    attrs = {"rows": 3, "dir": "auto"}
    return TextField(label=label, required=False, max_length=LONGEST_PART, widget=forms.Textarea(attrs=attrs))


class DebriefForm(OnceMixin, forms.Form):
    happened = part(_("What happened?"))
    felt = part(_("What did I feel?"))
    differently = part(_("What would I do differently?"))
    wants_help = forms.BooleanField(label=_("I need help with this"), required=False)

    def __init__(self, *args: Any, debrief: Debrief | None, **kwargs: Any) -> None:
        if debrief is not None:
            names = ("happened", "felt", "differently", "wants_help")
            kwargs["initial"] = {name: getattr(debrief, name) for name in names}
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "once", "happened", "felt", "differently", "wants_help", *submit_row(_("Keep it to myself"))
        )


class ShowForm(OnceMixin, forms.Form):
    """To which of the leads."""

    lead: Any = forms.ModelChoiceField(queryset=User.objects.none(), label=_("Show it to"))

    def __init__(self, *args: Any, leads: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["lead"]
        field.queryset, field.empty_label = leads, None


class IntroductionForm(OnceMixin, forms.Form):
    places = LinesField(label=_("Cities that I know well"), help_text=_("One a line."))
    employers = LinesField(label=_("Where I have worked"), help_text=_("One a line."))
    interests = LinesField(label=_("What I am interested in"), help_text=_("One a line."))

    def __init__(self, *args: Any, introduction: Introduction, **kwargs: Any) -> None:
        names = ("places", "employers", "interests")
        kwargs["initial"] = {name: getattr(introduction, name) for name in names}
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout("once", *names, *submit_row(_("Save")))
