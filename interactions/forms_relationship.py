"""Forms of what a relationship is: its kind, its tension, agreed rules, signals, and the monthly review."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from crm.forms import TextField, field_for
from interactions.forms import submit_row
from interactions.models import Agreement, BondKind, Breach, NextStep, Tension, TensionLevel
from interactions.watching import watches
from staff.models import User
from staff.once import OnceMixin
from staff.policy import may

LOOK_AGAIN_AFTER = timedelta(days=14)
FURTHEST_YEARS = 2
# Each answer of the review has the same key on every page.
KEYS = dict(zip((*BondKind.values, *TensionLevel.values, *NextStep.values), "1234567890", strict=True))


def answers() -> forms.RadioSelect:
    return forms.RadioSelect(attrs={"class": "form-check-input"})


def date_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class BondForm(OnceMixin, forms.Form):
    kind = forms.ChoiceField(
        label=_("What kind of relationship is it?"), choices=BondKind.choices, widget=forms.RadioSelect
    )
    reason = TextField(label=_("Why"), required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout("once", "kind", "reason", *submit_row(_("Save")))


class LookAgainMixin:
    """A day on which a tense relationship is looked at again, after `self.today`."""

    today: date
    cleaned_data: dict[str, Any]

    def clean_review_on(self) -> date | None:
        on: date | None = self.cleaned_data["review_on"]
        if on is not None and not (self.today < on and on.year - self.today.year <= FURTHEST_YEARS):
            raise ValidationError(_("Give a day between tomorrow and two years from now."))
        return on


class TensionForm(LookAgainMixin, OnceMixin, forms.Form):
    level = forms.ChoiceField(
        label=_("How is the relationship?"), choices=TensionLevel.choices, widget=forms.RadioSelect
    )
    reason = TextField(label=_("What does it come from?"), required=False, max_length=300)
    keeper = forms.ChoiceField(
        label=_("Who speaks with them while it is tense"),
        required=False,
        help_text=_("Besides them only the leads of the team write to the customer."),
    )
    review_on = forms.DateField(
        label=_("Look again on"), required=False, widget=date_input(), help_text=_("While it is tense.")
    )

    def __init__(
        self,
        *args: Any,
        standing: Tension | None,
        planners: Sequence[User],
        owner: int | None,
        today: date,
        **kwargs: Any,
    ) -> None:
        """`planners` may write to the timeline of the contact; `owner` is the id of whose contact it is."""
        self.today, self.planners = today, {str(person.pk): person for person in planners}
        initial = {
            "level": standing.level if standing else TensionLevel.CALM,
            "reason": standing.reason if standing else "",
            "keeper": (standing and standing.keeper_id) or owner,
            "review_on": today + LOOK_AGAIN_AFTER,
        }
        super().__init__(*args, initial=initial, **kwargs)
        keeper = cast(forms.ChoiceField, self.fields["keeper"])
        keeper.choices = [("", "—"), *((pk, person.full_name) for pk, person in self.planners.items())]
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "once", "level", "reason", Row(Column("keeper"), Column("review_on")), *submit_row(_("Save"))
        )

    def clean_keeper(self) -> User | None:
        return self.planners.get(self.cleaned_data["keeper"])


class AgreementForm(OnceMixin, forms.ModelForm):
    class Meta:
        model = Agreement
        formfield_callback = field_for
        fields = ("words", "source", "agreed_on", "ended_on")
        widgets = {"agreed_on": date_input(), "ended_on": date_input()}
        help_texts = {
            "words": _("“Call only after 10”, “invoices to Anna”."),
            "ended_on": _("Empty while it holds."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "once", "words", "source", Row(Column("agreed_on"), Column("ended_on")), *submit_row(_("Save"))
        )


class BreachForm(OnceMixin, forms.ModelForm):
    class Meta:
        model = Breach
        formfield_callback = field_for
        fields = ("broken_by", "happened_on", "words", "followed")
        widgets = {"happened_on": date_input()}
        help_texts = {"followed": _("What we did about it; it can be added later.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "once", Row(Column("broken_by"), Column("happened_on")), "words", "followed", *submit_row(_("Save"))
        )


class DismissForm(OnceMixin, forms.Form):
    """Why a signal needs nobody, and until when."""

    reason = TextField(label=_("Why does it need nobody?"), max_length=300)
    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=date_input(),
        help_text=_("Empty: until something new happens."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout("once", "reason", "until", *submit_row(_("Dismiss")))


class SignalFilterForm(forms.Form):
    """Each value stays in the address."""

    kind = forms.ChoiceField(required=False, label=_("Kind"))
    owner = forms.ChoiceField(
        required=False, label=_("Owner"), choices=[("me", _("Mine")), ("", _("Everybody's")), ("none", _("Nobody’s"))]
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(watch.kind, watch.label) for watch in watches() if may(user, watch.asks)]
        cast(forms.ChoiceField, self.fields["kind"]).choices = [("", _("Every kind")), *kinds]


class ReviewForm(LookAgainMixin, OnceMixin, forms.Form):
    """The three questions of the month, each answered already as it stood."""

    kind = forms.ChoiceField(
        label=_("Is the kind of relationship still right?"),
        required=False,
        choices=BondKind.choices,
        widget=answers(),
    )
    level = forms.ChoiceField(label=_("How is the relationship?"), choices=TensionLevel.choices, widget=answers())
    next_step = forms.ChoiceField(label=_("The next step"), choices=NextStep.choices, widget=answers())
    reason = TextField(
        label=_("What does the tension come from?"),
        required=False,
        max_length=300,
        help_text=_("Only where it is new."),
    )
    review_on = forms.DateField(
        label=_("Look again on"), required=False, widget=date_input(), help_text=_("While it is tense.")
    )

    def __init__(self, *args: Any, kind: str, level: str, has_next_step: bool, today: date, **kwargs: Any) -> None:
        self.today = today
        initial = {
            "kind": kind,
            "level": level,
            "next_step": NextStep.PLANNED if has_next_step else NextStep.TO_PLAN,
            "review_on": today + LOOK_AGAIN_AFTER,
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.helper = FormHelper()
        if not has_next_step:
            cast(forms.ChoiceField, self.fields["next_step"]).choices = [
                choice for choice in NextStep.choices if choice[0] != NextStep.PLANNED
            ]

    @property
    def questions(self) -> list[tuple[forms.BoundField, list[tuple[str, Any]]]]:
        """Each question with its answers, each with the key that gives it."""
        asked = [self[name] for name in ("kind", "level", "next_step")]
        return [(question, [(KEYS[answer.data["value"]], answer) for answer in question]) for question in asked]
