"""The fields that ask why a relationship ends, for every form that moves a contact to another stage."""

from datetime import date
from typing import Any, cast

from crispy_forms.layout import Column, Div, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts import labels
from contacts.models import Contact, EndedBy, Grounds, Stage, StageChange
from crm.forms import TextField
from staff.once import OnceMixin

FURTHEST_YEARS = 10
NAMES = ("exit_reason", "ended_by", "win_back_on", "is_final", "reason")


class GroundsForm(forms.Form):
    """Beside a field `stage`. What is asked of exits is shown once an exit is chosen, and always without styles."""

    exit_reason = forms.ChoiceField(
        label=_("Why does it end?"), required=False, choices=labels.choices("exit_reason", empty="—")
    )
    ended_by = forms.ChoiceField(label=_("Who ended it?"), required=False, choices=[("", "—"), *EndedBy.choices])
    win_back_on = forms.DateField(
        label=_("We try again on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("It becomes a follow-up of the owner."),
    )
    is_final = forms.BooleanField(label=_("Never; the words say why"), required=False)
    reason = TextField(label=_("In words"), required=False, max_length=300)

    def clean(self) -> Any:
        cleaned = super().clean()
        if "exit_reason" in self.fields and cleaned is not None and self._moves_to(cleaned.get("stage", "")):
            self._check_exit(cleaned)
        return cleaned

    def _moves_to(self, stage: str) -> bool:
        return stage == Stage.DISSOLUTION

    def _check_exit(self, cleaned: dict[str, Any]) -> None:
        if "win_back_on" not in self.errors:
            try:
                StageChange(after=Stage.DISSOLUTION, **vars(self._grounds(cleaned))).clean()
            except ValidationError as error:
                self.add_error(None, error)

    def clean_win_back_on(self) -> date | None:
        on: date | None = self.cleaned_data["win_back_on"]
        today = timezone.localdate()
        if on is not None and not (today < on and on.year - today.year <= FURTHEST_YEARS):
            raise ValidationError(_("Give a day between tomorrow and ten years from now."))
        return on

    @property
    def exit_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in NAMES]

    def grounds(self) -> Grounds:
        return self._grounds(self.cleaned_data)

    def _grounds(self, cleaned: dict[str, Any]) -> Grounds:
        given = {name: cleaned[name] for name in NAMES if name in cleaned}
        return Grounds(**given)


def exit_rows() -> Div:
    """The fields of an exit, for a form with a layout."""
    return Div(
        Row(Column("exit_reason"), Column("ended_by"), Column("win_back_on")),
        Row(Column("is_final"), Column("reason")),
        css_class="exit-fields",
    )


class StageForm(OnceMixin, GroundsForm):
    """The one small form of the card: where the relationship stands now, and why."""

    stage = forms.ChoiceField(label=_("Stage"))
    field_order = ("stage", *NAMES)

    def __init__(self, *args: Any, contact: Contact, **kwargs: Any) -> None:
        super().__init__(*args, initial={"stage": contact.stage}, **kwargs)
        self.contact = contact
        cast(forms.ChoiceField, self.fields["stage"]).choices = labels.offered("stage", contact.stage)

    def _moves_to(self, stage: str) -> bool:
        return super()._moves_to(stage) and self.contact.stage != stage
