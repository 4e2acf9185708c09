"""The form of a change of many people or companies."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contacts import labels
from contacts.access import owners_for_import
from contacts.form_fields import LONGEST_TAG
from contacts.forms_stages import NAMES, GroundsForm
from contacts.models import BulkChange
from contacts.models.custom import Subject
from crm.forms import TextField
from staff.models import Team, User
from staff.once import OnceMixin
from staff.policy import Action, Scope, may, reach

# Which field each change takes its value from.
VALUE_IN = {
    BulkChange.OWNER: "owner",
    BulkChange.TEAM: "team",
    BulkChange.STAGE: "stage",
    BulkChange.TAG: "tag",
    BulkChange.UNTAG: "tag",
}


def teams_for(user: User) -> list[Team]:
    """The teams to which the user may move customers: all, or one's own, as the role edits contacts."""
    if reach(user, Action.EDIT_CONTACTS) == Scope.ALL:
        return list(Team.objects.order_by("name"))
    return [user.team] if user.team else []


class BulkForm(OnceMixin, GroundsForm):
    change = forms.ChoiceField(label=_("What to do"), choices=BulkChange.choices)
    stage = forms.ChoiceField(label=_("Stage"), required=False, choices=labels.choices("stage", empty="—"))
    tag = TextField(label=_("Tag"), required=False, max_length=LONGEST_TAG)
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    team = forms.ChoiceField(label=_("Team"), required=False)

    field_order = ("change", *dict.fromkeys(VALUE_IN.values()))

    def __init__(self, *args: Any, user: User, subject: Subject = Subject.CONTACT, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left_out = {BulkChange.BIN}
        if subject == Subject.COMPANY:
            left_out = {BulkChange.STAGE} | (set() if may(user, Action.DELETE_CONTACTS) else {BulkChange.BIN})
            del self.fields["stage"]
        offered = [(change.value, change.label) for change in BulkChange if change not in left_out]
        cast(forms.ChoiceField, self.fields["change"]).choices = offered
        owners = owners_for_import(user).order_by("full_name", "pk")
        named = [(str(one.pk), one.full_name or one.email) for one in owners]
        cast(forms.ChoiceField, self.fields["owner"]).choices = [("", "—"), *named]
        teams = [(str(team.pk), team.name) for team in teams_for(user)]
        cast(forms.ChoiceField, self.fields["team"]).choices = [("", "—"), *teams]

    def clean(self) -> Any:
        cleaned = super().clean()
        name = VALUE_IN.get(cleaned.get("change"))
        if name and name not in self.errors:
            if not cleaned.get(name):
                self.add_error(name, ValidationError(_("Say what it is to be.")))
            elif "," in cleaned[name]:
                self.add_error(name, ValidationError(_("One tag at a time.")))
        return cleaned

    def _moves_to(self, stage: str) -> bool:
        return super()._moves_to(stage) and self.cleaned_data.get("change") == BulkChange.STAGE

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in NAMES]

    @property
    def value(self) -> str:
        name = VALUE_IN.get(self.cleaned_data["change"])
        return self.cleaned_data[name] if name else ""
