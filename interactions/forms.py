"""Forms of the composer: what happened, and what is next."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Column, Layout, Row, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from contacts.forms_custom import CustomFieldsMixin
from contacts.models import Contact, Purpose
from contacts.models.custom import Subject
from crm.clock import local
from crm.clock import zone as zone_named
from crm.forms import TextField
from crm.wall_forms import AskingMomentField, ReadingChoice, WallTimeMixin, reader_zone
from interactions.models import LOGGED_KINDS, Direction, FollowUpKind, Kind, RepeatUnit, Sentiment
from interactions.models.follow_up import EVERY_AT_MOST
from interactions.repeating import Rhythm
from staff.models import User
from staff.once import OnceMixin

POINTS_AT_MOST = 20
ASKED = [
    (Purpose.GREETINGS, _("greetings")),
    (Purpose.FEEDBACK, _("surveys")),
    (Purpose.MARKETING, _("news and offers")),
]


def submit_row(label: Any) -> list[Any]:
    return [
        HTML('<div class="form-actions">'),
        Submit("save", str(label), css_class="btn btn-primary"),
        HTML("</div>"),
    ]


class LogForm(CustomFieldsMixin, OnceMixin, WallTimeMixin, forms.Form):
    """One conversation, in ten seconds: everything but kind and moment may stay empty."""

    key = TextField(widget=forms.HiddenInput, max_length=36)
    kind = forms.ChoiceField(label=_("What"), choices=[(kind.value, kind.label) for kind in LOGGED_KINDS])
    direction = forms.ChoiceField(label=_("Direction"), choices=Direction.choices)
    at = AskingMomentField(
        label=_("When"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("In your time zone."),
    )
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=0, max_value=1440)
    summary = TextField(label=_("Summary"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 2}))
    points = TextField(
        label=_("What the customer said"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One point a line."),
    )
    sentiment = forms.TypedChoiceField(
        label=_("Sentiment"), required=False, choices=[("", "—"), *Sentiment.choices], coerce=int, empty_value=None
    )
    next_step = TextField(label=_("Next step"), required=False, max_length=300)
    agreed = forms.MultipleChoiceField(
        label=_("The customer agreed to receive by e-mail"),
        required=False,
        choices=ASKED,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, hidden_groups: Collection[str] = (), **kwargs: Any) -> None:
        """`hidden_groups`: of own fields that are not offered."""
        initial = {"key": str(uuid4()), "kind": Kind.CALL, "direction": Direction.OUT, "at": timezone.localtime()}
        kwargs["initial"] = {**initial, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.add_fields_of(Subject.INTERACTION, hidden_groups)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "once",
            "key",
            Row(Column("kind"), Column("direction")),
            Row(Column("at", css_class="col-sm-8"), Column("minutes")),
            ReadingChoice(),
            "points",
            "summary",
            Row(Column("sentiment"), Column("next_step")),
            "agreed",
            *self.custom_rows(),
            *submit_row(_("Log it")),
        )

    def given(self) -> dict[str, Any]:
        """Arguments for the action."""
        own = {field.input_name for field in self.custom} | {"moment_meant"}
        said = {name: value for name, value in self.cleaned_data.items() if name not in own}
        return said | {"own": self.custom_facts()}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        at = cleaned.get("at")
        if at and timezone.is_naive(at):
            cleaned["at"] = self.instant_of("at", at.date(), at.time(), reader_zone())
        return cleaned

    def clean_points(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["points"].split("\n") if line.strip()]
        if len(lines) > POINTS_AT_MOST:
            raise ValidationError(_("These are more than twenty points. Put the rest into the summary."))
        return lines


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


class TimelineFilterForm(forms.Form):
    kind = forms.ChoiceField(required=False, label=_("Kind"), choices=[("", _("Everything")), *Kind.choices])
    by = forms.ChoiceField(
        required=False, label=_("Who"), choices=[("", _("Everybody")), ("me", _("Me")), ("people", _("People only"))]
    )
