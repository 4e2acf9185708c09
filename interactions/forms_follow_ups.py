"""Forms over follow-ups: closing, putting off, giving away, the questions of their list, and the digest."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.clock import local, to_utc, zone
from crm.forms import TextField
from crm.templatetags.crm_ui import local_time
from interactions.actions import NextStep
from interactions.actions.snoozing import SNOOZED_AT_MOST
from interactions.forms import submit_row
from interactions.models import FollowUp
from interactions.snoozing import LATER, NEXT_WEEK, ON_DATE, TOMORROW, offered, on_day
from staff.models import User
from staff.once import OnceMixin

NOTE_AT_MOST = 2000
FURTHEST = SNOOZED_AT_MOST + timedelta(days=1)
SNOOZES = {
    LATER: gettext_lazy("Later today"),
    TOMORROW: gettext_lazy("Tomorrow"),
    NEXT_WEEK: gettext_lazy("Next week"),
    ON_DATE: gettext_lazy("On a day of my choice"),
}


def _day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CloseForm(OnceMixin, forms.Form):
    """Closing a follow-up asks for the next one, or why there is none; what repeats brings its own."""

    PLAN, NONE, SERIES = "plan", "none", "series"

    outcome = TextField(label=gettext_lazy("What came of it"), max_length=300)
    then = forms.ChoiceField(label=gettext_lazy("What is next"), widget=forms.RadioSelect)
    title = TextField(label=gettext_lazy("Next step"), required=False, max_length=200)
    next_date = forms.DateField(label=gettext_lazy("Date"), required=False, widget=_day_input())
    next_time = forms.TimeField(
        label=gettext_lazy("Time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy("On your clock. Left empty: by the end of the day."),
    )
    none_because = TextField(label=gettext_lazy("None is needed, because"), required=False, max_length=300)

    def __init__(self, *args: Any, follow_up: FollowUp, user: User, series: str = "", **kwargs: Any) -> None:
        """`series` says when what repeats comes next."""
        self.user = user
        super().__init__(*args, **kwargs)
        choices = [(self.PLAN, _("Plan the next step")), (self.NONE, _("None is needed"))]
        if series:
            choices.insert(0, (self.SERIES, series))
        then = self.fields["then"]
        then.choices = choices  # type: ignore[attr-defined]  # of a ChoiceField
        then.initial = choices[0][0]
        self.helper = FormHelper()
        self.helper.layout = Layout(
            *("once", "outcome", "then", "title"),
            Row(Column("next_date"), Column("next_time")),
            "none_because",
            *submit_row(gettext_lazy("Close it")),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        wanted = {self.PLAN: ("title", "next_date"), self.NONE: ("none_because",)}
        for name in wanted.get(cleaned.get("then", ""), ()):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])
        return cleaned

    def given(self) -> dict[str, Any]:
        """Arguments for the action: the one of the three that was chosen."""
        said = self.cleaned_data
        found: dict[str, Any] = {"outcome": said["outcome"]}
        if said["then"] == self.NONE:
            found["none_because"] = said["none_because"]
        if said["then"] == self.PLAN:
            step = NextStep(said["title"], said["next_date"], said["next_time"], self.user.time_zone)
            found["next_step"] = step
        return found


class SnoozeForm(OnceMixin, forms.Form):
    """Until when: one of the usual moments, or a day, on the clock of whoever puts it off."""

    until = forms.ChoiceField(label=gettext_lazy("Put off until"), widget=forms.RadioSelect)
    on = forms.DateField(label=gettext_lazy("Day"), required=False, widget=_day_input())
    at = forms.TimeField(
        label=gettext_lazy("Time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy("Left empty: when your work begins."),
    )

    def __init__(self, *args: Any, follow_up: FollowUp, user: User, now: datetime, **kwargs: Any) -> None:
        self.follow_up, self.user = follow_up, user
        self.moments = offered(follow_up, user, now)
        self.today = local(now, zone(user.time_zone)).date()
        super().__init__(*args, **kwargs)
        if follow_up.is_by_day:
            del self.fields["at"]
        until = self.fields["until"]
        until.choices = [*self._labels(), (ON_DATE, SNOOZES[ON_DATE])]  # type: ignore[attr-defined]
        until.initial = next(iter(self.moments))
        self.helper = FormHelper()
        day = [Column("on")] if follow_up.is_by_day else [Column("on"), Column("at")]
        self.helper.layout = Layout("once", "until", Row(*day), *submit_row(gettext_lazy("Snooze it")))

    def _labels(self) -> list[tuple[str, str]]:
        return [(code, f"{SNOOZES[code]} ({local_time(at)})") for code, at in self.moments.items()]

    def clean_on(self) -> date | None:
        # The dates are compared first: the ends of the calendar have no instant in every zone.
        on: date | None = self.cleaned_data["on"]
        if on is not None and abs(on - self.today) > FURTHEST:
            raise ValidationError(_("Choose a moment to come, within a year."))
        return on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("until") == ON_DATE and not cleaned.get("on") and "on" not in self.errors:
            self.add_error("on", self.fields["on"].error_messages["required"])
        return cleaned

    def moment(self) -> datetime:
        said = self.cleaned_data
        if said["until"] in self.moments:
            return self.moments[said["until"]]
        if said.get("at"):
            return to_utc(said["on"], said["at"], zone(self.user.time_zone))
        return on_day(self.follow_up, self.user, said["on"])


class HandOverForm(OnceMixin, forms.Form):
    """To whom, and what they should know."""

    to = forms.ChoiceField(label=gettext_lazy("To whom"))
    note = TextField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=NOTE_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Both of you see it."),
    )

    def __init__(self, *args: Any, planners: Sequence[User], **kwargs: Any) -> None:
        self.planners = {str(person.pk): person for person in planners}
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *((pk, str(person)) for pk, person in self.planners.items())]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.layout = Layout("once", "to", "note", *submit_row(gettext_lazy("Hand it over")))

    def clean_to(self) -> User:
        return self.planners[self.cleaned_data["to"]]


class FollowUpFilterForm(forms.Form):
    """Whose, of which kind, due when, in which order; what cannot be read is as usual."""

    whose = forms.ChoiceField(label=gettext_lazy("Whose"), required=False)
    due = forms.ChoiceField(
        label=gettext_lazy("Due"),
        required=False,
        choices=[
            ("", gettext_lazy("Any time")),
            ("overdue", gettext_lazy("Overdue")),
            ("today", gettext_lazy("Today")),
            ("later", gettext_lazy("Later")),
            ("by_day", gettext_lazy("Without an hour")),
            ("flagged", gettext_lazy("Nobody could take it")),
        ],
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What"),
        required=False,
        choices=[
            ("", gettext_lazy("Everything")),
            ("task", gettext_lazy("Tasks")),
            ("meeting", gettext_lazy("Meetings")),
            ("mail", gettext_lazy("Mails")),
            ("repeating", gettext_lazy("Repeating")),
        ],
    )
    sort = forms.ChoiceField(
        label=gettext_lazy("In which order"),
        required=False,
        choices=[
            ("", gettext_lazy("The first due first")),
            ("-due", gettext_lazy("The last due first")),
            ("-new", gettext_lazy("The newest first")),
            ("snoozes", gettext_lazy("The most often snoozed first")),
        ],
    )

    def __init__(self, *args: Any, colleagues: Collection[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["whose"].choices = [  # type: ignore[attr-defined]
            ("", _("Mine")),
            ("team", _("Everybody’s")),
            ("given", _("Handed over by me")),
            *((str(person.pk), str(person)) for person in colleagues),
        ]

    def values(self) -> Mapping[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class DigestForm(OnceMixin, forms.Form):
    """Whether, when and on which days the mail about one's day comes."""

    is_wanted = forms.BooleanField(label=gettext_lazy("Send me my day by mail"), required=False)
    at = forms.TimeField(
        label=gettext_lazy("At what time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy("On your clock. Left empty: when your work begins."),
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("On which days"),
        required=False,
        coerce=int,
        choices=lambda: list(WEEKDAYS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: on the days you work."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout("once", "is_wanted", "at", "weekdays", *submit_row(gettext_lazy("Save")))


class BulkForm(OnceMixin, forms.Form):
    """What is done with the ticked ones: put off, or given to a colleague."""

    SNOOZE, GIVE = "snooze", "give"

    do = forms.ChoiceField(choices=[(SNOOZE, SNOOZE), (GIVE, GIVE)])
    until = forms.ChoiceField(required=False, choices=[(code, SNOOZES[code]) for code in (TOMORROW, NEXT_WEEK)])
    to = forms.ChoiceField(required=False)
    note = TextField(required=False, max_length=NOTE_AT_MOST)

    def __init__(self, *args: Any, colleagues: Sequence[User], **kwargs: Any) -> None:
        self.colleagues = {str(person.pk): person for person in colleagues}
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", "—"), *self.colleagues.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("do") == self.GIVE and not cleaned.get("to"):
            raise ValidationError(_("Choose a colleague."))
        if cleaned.get("do") == self.SNOOZE and not cleaned.get("until"):
            raise ValidationError(_("Choose until when."))
        return cleaned

    @property
    def taker(self) -> User:
        return self.colleagues[self.cleaned_data["to"]]


class SendForm(OnceMixin, forms.Form):
    """One button and nothing to fill in."""
