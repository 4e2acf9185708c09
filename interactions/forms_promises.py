"""Forms of promises: what is promised by when, and what became of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.forms_custom import MoneyField
from contacts.models import Contact
from crm.clock import local
from crm.clock import zone as zone_named
from crm.forms import TextField
from crm.wall_forms import AskingMomentField, ReadingChoice, WallTimeMixin, reader_zone
from interactions.actions import make_promise
from interactions.forms import PlanForm, submit_row
from interactions.models import LOGGED_KINDS, Interaction, Kind, Promise
from staff.models import User
from staff.once import OnceMixin

OURS, THEIRS = "ours", "theirs"
# The clock has the longest words.
DUE_ROW = Row(Column("promise_date"), Column("promise_time"), Column("promise_clock", css_class="col-sm-5"))
# How the forms call what the actions refuse.
FIELDS = {"what": "promise", "local_date": "promise_date", "local_time": "promise_time", "value": "promise_value"}


class DueFields(WallTimeMixin, forms.Form):
    """By when: a day, or a minute of it, on their clock or mine. The form names both zones in `promise_zones`."""

    promise_date = forms.DateField(label=_("Due by"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    promise_time = forms.TimeField(
        label=_("Time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Left empty: by the end of the day."),
    )
    promise_clock = forms.ChoiceField(label=_("Clock"), choices=PlanForm.CLOCKS)
    promise_zones: dict[str, str]
    promise_is_second = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if all(cleaned.get(name) is not None for name in ("promise_date", "promise_time", "promise_clock")):
            place = zone_named(self.promise_zones[cleaned["promise_clock"]])
            instant = self.instant_of("promise_time", cleaned["promise_date"], cleaned["promise_time"], place)
            if instant is not None and self.has_two_readings:
                there = local(instant, place)
                cleaned |= {"promise_date": there.date(), "promise_time": there.time().replace(fold=0)}
                self.promise_is_second = bool(there.fold)
        return cleaned

    def due(self) -> dict[str, Any]:
        """Arguments for the action: the agreed wall time with the zone of its clock."""
        cleaned = self.cleaned_data
        return {
            "local_date": cleaned["promise_date"],
            "local_time": cleaned["promise_time"],
            "is_second": self.promise_is_second,
            "zone": self.promise_zones[cleaned["promise_clock"]],
        }


class PromiseFields(DueFields):
    """What is promised, by when, and what it is worth; nothing of it need be filled in where nothing is promised."""

    promise = TextField(label=_("What we promise"), required=False, max_length=300)
    promise_value = MoneyField(label=_("Value"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("promise_date", "promise_clock"):
            self.fields[name].required = False

    def clean_promise_clock(self) -> str:
        return self.cleaned_data["promise_clock"] or THEIRS

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("promise") and not cleaned.get("promise_date") and "promise_date" not in self.errors:
            self.add_error("promise_date", _("Say by when."))
        if cleaned.get("promise_date") and not cleaned.get("promise") and "promise" not in self.errors:
            self.add_error("promise", _("Say what is promised."))
        if cleaned.get("promise_value") is not None and cleaned["promise_value"].amount <= 0:
            self.add_error("promise_value", _("The value is above zero."))
        return cleaned


def promise_from(
    form: PromiseFields,
    *,
    by: User,
    contact: Contact,
    owner: User | None = None,
    entry: Interaction | None = None,
    now: datetime | None = None,
) -> Promise | None:
    """Make what a valid form promises; None where it promises nothing. Raise ValidationError as the action does."""
    what = form.cleaned_data["promise"]
    if not what:
        return None
    value = form.cleaned_data["promise_value"]
    return make_promise(by=by, contact=contact, owner=owner, what=what, value=value, entry=entry, now=now, **form.due())


class PromiseForm(OnceMixin, PromiseFields):
    """A promise by itself."""

    owner = forms.ChoiceField(label=_("Who does it"), required=False)

    def __init__(self, *args: Any, contact: Contact, user: User, planners: Sequence[User] = (), **kwargs: Any) -> None:
        """`planners`: colleagues who may be the ones to keep it."""
        self.user = user
        self.promise_zones = zones_of(contact, user)
        self.planners = {str(person.pk): person for person in (user, *planners)}
        kwargs["initial"] = {"promise_clock": THEIRS, "owner": user.pk, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        for name in ("promise", "promise_date"):
            self.fields[name].required = True
        owner = cast(forms.ChoiceField, self.fields["owner"])
        owner.choices = [(pk, person) for pk, person in self.planners.items()]
        if len(self.planners) == 1:
            owner.widget = forms.HiddenInput()
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "once",
            "promise",
            DUE_ROW,
            ReadingChoice(),
            "promise_value",
            "owner",
            *submit_row(_("Promise it")),
        )

    def clean_owner(self) -> User:
        return self.planners.get(self.cleaned_data["owner"], self.user)


class RemarkField(TextField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("What came of it"), required=False, max_length=300, **kwargs)


class DeedForm(OnceMixin, WallTimeMixin, forms.Form):
    """Something happened to a promise at a moment."""

    button: Any = ""
    asked: tuple[Any, ...] = ()

    at = AskingMomentField(
        label=_("When"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("In your time zone."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"at": timezone.localtime(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout("once", *self.asked, "at", ReadingChoice(), *submit_row(self.button))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        at = cleaned.get("at")
        if at and timezone.is_naive(at):
            cleaned["at"] = self.instant_of("at", at.date(), at.time(), reader_zone())
        return cleaned

    def given(self) -> dict[str, Any]:
        """Arguments for the action."""
        return {"at": self.cleaned_data["at"]}


class KeepForm(DeedForm):
    button = _("Save")
    asked = ("extent", "remark")

    remark = RemarkField()

    extent = forms.ChoiceField(
        label=_("What was done"),
        choices=[("whole", _("All of it")), ("part", _("A part of it; the rest stays open"))],
        widget=forms.RadioSelect,
        initial="whole",
    )

    def given(self) -> dict[str, Any]:
        remark = self.cleaned_data["remark"]
        return {**super().given(), "remark": remark, "is_whole": self.cleaned_data["extent"] == "whole"}


class DropForm(DeedForm):
    button = _("Close the promise")
    asked = ("wish", "remark")

    remark = RemarkField()

    wish = forms.ChoiceField(
        label=_("Why it will not be done"),
        choices=[(THEIRS, _("The customer does not want it any more")), (OURS, _("We do not do it"))],
        widget=forms.RadioSelect,
    )

    def given(self) -> dict[str, Any]:
        remark, wish = self.cleaned_data["remark"], self.cleaned_data["wish"]
        return {**super().given(), "remark": remark, "is_their_wish": wish == THEIRS}


class MoveForm(DeedForm, DueFields):
    button = _("Move it")
    asked = ("wish", DUE_ROW, "remark")

    remark = RemarkField()
    wish = forms.ChoiceField(
        label=_("Who wishes it"),
        choices=[(THEIRS, _("The customer asked for it")), (OURS, _("We need more time"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, promise: Promise, user: User, **kwargs: Any) -> None:
        self.promise_zones = zones_of(promise.contact, user)
        kwargs["initial"] = {"promise_clock": THEIRS, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    def given(self) -> dict[str, Any]:
        remark, wish = self.cleaned_data["remark"], self.cleaned_data["wish"]
        return {**super().given(), **self.due(), "remark": remark, "is_their_wish": wish == THEIRS}


class ToldForm(DeedForm):
    button = _("Save")
    asked = ("how",)

    how = forms.ChoiceField(
        label=_("How they were told"),
        choices=[(kind.value, kind.label) for kind in LOGGED_KINDS if kind != Kind.NOTE],
    )

    def given(self) -> dict[str, Any]:
        return {**super().given(), "how": self.cleaned_data["how"]}


def zones_of(contact: Contact, user: User) -> dict[str, str]:
    return {"theirs": contact.time_zone, "mine": user.time_zone}


def refuse(form: forms.Form, error: ValidationError) -> None:
    """Say what the action refuses, beside the fields that it is about."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        field = FIELDS.get(name, name)
        form.add_error(field if field in form.fields else None, errors)
