"""Forms of what is next: planning it, and closing it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Column, Layout, Row, Submit
from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from crm.clock import local
from crm.clock import zone as zone_named
from crm.forms import TextField
from crm.wall_forms import ReadingChoice, WallTimeMixin
from interactions.models import FollowUpKind, RepeatUnit
from interactions.models.follow_up import EVERY_AT_MOST
from interactions.repeating import Rhythm
from staff.models import User
from staff.once import OnceMixin


def submit_row(label: Any) -> list[Any]:
    return [
        HTML('<div class="form-actions">'),
        Submit("save", str(label), css_class="btn btn-primary"),
        HTML("</div>"),
    ]


class PlanForm(OnceMixin, WallTimeMixin, forms.Form):
    """The next step: a task for me on my clock, or a prepared mail on the customer's."""

    CLOCKS = [("theirs", _("on the customer's clock")), ("mine", _("on my clock"))]

    kind = forms.ChoiceField(label=_("What"), choices=FollowUpKind.choices, widget=forms.RadioSelect)
    title = TextField(
        label=_("Subject"), max_length=200, help_text=_("The task in a few words, or the subject of the mail.")
    )
    body = TextField(
        label=_("Text of the mail"),
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Greeting and signature are added by themselves. Stays empty for a task."),
    )
    local_date = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    local_time = forms.TimeField(
        label=_("Time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Left empty: by the end of the day."),
    )
    clock = forms.ChoiceField(label=_("Clock"), choices=CLOCKS)
    owner = forms.ChoiceField(label=_("Who does it"), required=False)
    repeat_unit = forms.ChoiceField(
        label=_("Comes again"),
        required=False,
        choices=[("", _("never")), *RepeatUnit.choices],
        help_text=_("Of a task: the next one is planned when this one is closed."),
    )
    repeat_every = forms.IntegerField(
        label=_("every so many"), required=False, initial=1, min_value=1, max_value=EVERY_AT_MOST
    )
    repeat_on = forms.TypedMultipleChoiceField(
        label=_("In weeks, on"),
        required=False,
        coerce=int,
        choices=lambda: list(WEEKDAYS.items()),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, contact: Contact, user: User, now: datetime, planners: Sequence[User] = (), **kwargs: Any
    ) -> None:
        """`planners`: colleagues to whom it may be given, and who have it on their own clock."""
        self.contact, self.user = contact, user
        self.planners = {str(person.pk): person for person in (user, *planners)}
        kind = kwargs.get("initial", {}).get("kind", FollowUpKind.TASK)
        clock = "theirs" if kind == FollowUpKind.MAIL else "mine"
        tomorrow = local(now + timedelta(days=1), zone_named(self.zone_of(clock))).date()
        initial = {"kind": kind, "local_date": tomorrow, "local_time": "10:00", "clock": clock, "owner": user.pk}
        kwargs["initial"] = {**initial, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        owner = cast(forms.ChoiceField, self.fields["owner"])
        owner.choices = [(pk, person) for pk, person in self.planners.items()]
        if len(self.planners) == 1:
            self.fields["owner"].widget = forms.HiddenInput()
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "once",
            "kind",
            "title",
            "body",
            Row(Column("local_date"), Column("local_time"), Column("clock")),
            ReadingChoice(),
            "owner",
            Row(Column("repeat_unit"), Column("repeat_every")),
            "repeat_on",
            *submit_row(_("Plan it")),
        )

    def zone_of(self, clock: str) -> str:
        return self.contact.time_zone if clock == "theirs" else self.user.time_zone

    def clean_owner(self) -> User:
        return self.planners.get(self.cleaned_data["owner"], self.user)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == FollowUpKind.MAIL and cleaned.get("owner", self.user) != self.user:
            self.add_error("owner", _("A mail goes out in your own name. Give your colleague a task instead."))
        if cleaned.get("kind") == FollowUpKind.MAIL and not cleaned.get("body"):
            self.add_error("body", _("Write the text of the mail."))
        if cleaned.get("kind") == FollowUpKind.MAIL and not cleaned.get("local_time"):
            self.add_error("local_time", _("Say at which hour the mail leaves."))
        if cleaned.get("kind") == FollowUpKind.MAIL and cleaned.get("repeat_unit"):
            self.add_error("repeat_unit", _("A mail goes out once. Let a task repeat."))
        if all(cleaned.get(name) is not None for name in ("local_date", "local_time", "clock")):
            cleaned |= self._agreed(cleaned)
        return cleaned

    def _agreed(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """The wall time that is meant; the one typed in until somebody chose between two."""
        place = zone_named(self.zone_of(cleaned["clock"]))
        instant = self.instant_of("local_time", cleaned["local_date"], cleaned["local_time"], place)
        if instant is None or not self.has_two_readings:
            return {}
        there = local(instant, place)
        wall = {"local_date": there.date(), "local_time": there.time().replace(fold=0)}
        return {**wall, "is_second": bool(there.fold)}

    def given(self) -> dict[str, Any]:
        """Arguments for the action, with the zone of the clock that was chosen."""
        formal = {"clock", "moment_meant", "repeat_unit", "repeat_every", "repeat_on"}
        data = {name: value for name, value in self.cleaned_data.items() if name not in formal}
        clock = self.cleaned_data["clock"]
        zone = self.zone_of(clock)
        return {**data, "zone": zone, "follows_contact": clock == "theirs", "rhythm": self._rhythm()}

    def _rhythm(self) -> Rhythm | None:
        said = self.cleaned_data
        if not said["repeat_unit"]:
            return None
        weekdays = said["repeat_on"] if said["repeat_unit"] == RepeatUnit.WEEK else ()
        return Rhythm(said["repeat_unit"], said["repeat_every"] or 1, said["local_date"], tuple(weekdays))
