"""The form that lends a person or a company to a colleague."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contacts.access import borrowers_of
from contacts.actions.sharing import LONGEST_DAYS
from contacts.models import Company, Contact
from crm.clock import day_bounds, local, zone
from crm.forms import TextField
from staff.models import ShareLevel, User
from staff.once import OnceMixin

USUAL_DAYS = 14


class ShareForm(OnceMixin, forms.Form):
    """To whom, as whose, until when and why."""

    user = forms.ModelChoiceField(queryset=User.objects.none(), label=_("Colleague"), empty_label=_("Choose"))
    level = forms.ChoiceField(
        label=_("They may"), choices=ShareLevel.choices, widget=forms.RadioSelect, initial=ShareLevel.TEAM
    )
    until = forms.DateField(
        label=_("Until the end of"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = TextField(
        label=_("Why"), max_length=300, help_text=_("Your colleague and whoever answers for the data read it.")
    )

    def __init__(self, *args: Any, by: User, record: Contact | Company, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place = zone(by.time_zone)
        self.today = local(now, self.place).date()
        self.fields["user"].queryset = borrowers_of(by, record)  # type: ignore[attr-defined]  # a choice of models
        self.fields["until"].initial = self.today + timedelta(days=USUAL_DAYS)
        self.fields["until"].widget.attrs |= {
            "min": self.today.isoformat(),
            "max": (self.today + timedelta(days=LONGEST_DAYS)).isoformat(),
        }

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if not self.today <= until <= self.today + timedelta(days=LONGEST_DAYS):
            raise ValidationError(
                _("A share lasts from today to %(days)s days at most."), params={"days": LONGEST_DAYS}
            )
        return until

    def values(self) -> dict[str, Any]:
        """What the action takes; the day ends where the colleague who shares lives."""
        ends = day_bounds(self.cleaned_data["until"], self.place)[1]
        # The last second of the day: midnight would be told as the day after.
        return self.cleaned_data | {"until": ends - timedelta(seconds=1)}
