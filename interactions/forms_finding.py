"""Questions in the address of the coverage page and of the meeting finder, and the form that takes a time."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crm.clock import local, zone
from crm.forms import TextField
from staff.forms import ZoneField
from staff.models import Team, User
from staff.once import OnceMixin

LENGTHS = (15, 30, 45, 60, 90, 120)
BUFFERS = (0, 5, 10, 15, 30)
HORIZONS = (1, 5, 10, 20)
USES = [("call", gettext_lazy("speak")), ("write", gettext_lazy("write"))]
FURTHEST = timedelta(days=366)
# Days are looked through one by one, so that a page takes as long as it takes for these.
MOST_PEOPLE = 40


def _minutes(values: Iterable[int]) -> list[tuple[int, str]]:
    return [(value, ngettext("%(count)d minute", "%(count)d minutes", value) % {"count": value}) for value in values]


def _lengths() -> list[tuple[int, str]]:
    return _minutes(LENGTHS)


def _buffers() -> list[tuple[int, str]]:
    return _minutes(BUFFERS)


def _horizons() -> list[tuple[int, str]]:
    return [(value, ngettext("%(count)d day", "%(count)d days", value) % {"count": value}) for value in HORIZONS]


class OfDay(forms.Form):
    """A page about a day: what the address does not say, or says wrongly, is as usual."""

    def __init__(self, data: Any, *, by: User, now: datetime) -> None:
        self.by, self.now = by, now
        self.today = local(now, zone(by.time_zone)).date()
        super().__init__(self.usual() | {name: value for name, value in data.items() if value})

    def usual(self) -> dict[str, Any]:
        return {}

    def near(self, name: str) -> date:
        """A date within a year of today: beyond, holidays are not known."""
        on: date = self.cleaned_data[name]
        if abs(on - self.today) > FURTHEST:
            raise ValidationError(_("Choose a day within a year from today."))
        return on

    def value(self, name: str) -> Any:
        """What was asked for, or the usual where that was no answer."""
        if name in self.cleaned_data:
            return self.cleaned_data[name]
        return self.fields[name].clean(self.usual().get(name, ""))


class CoverageForm(OfDay):
    """Which day, in which zone, of which team, and for speaking or for writing."""

    on = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    zone = ZoneField(label=gettext_lazy("Hours of"))
    team = forms.ModelChoiceField(
        queryset=Team.objects.all(), label=gettext_lazy("Team"), required=False, empty_label=gettext_lazy("Everyone")
    )
    use = forms.ChoiceField(label=gettext_lazy("Who can"), choices=USES)

    def usual(self) -> dict[str, Any]:
        return {"on": self.today.isoformat(), "zone": self.by.time_zone, "use": "call"}

    def clean_on(self) -> date:
        return self.near("on")


class FinderForm(OfDay):
    """How long a meeting, from which day on, and how much time around it; the people stand in the address beside."""

    minutes = forms.TypedChoiceField(label=gettext_lazy("How long"), choices=_lengths, coerce=int)
    first = forms.DateField(
        label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    days = forms.TypedChoiceField(label=gettext_lazy("Within"), choices=_horizons, coerce=int)
    buffer = forms.TypedChoiceField(label=gettext_lazy("Free before and after"), choices=_buffers, coerce=int)

    def usual(self) -> dict[str, Any]:
        return {"first": self.today.isoformat(), "minutes": 30, "days": 10, "buffer": 0}

    def clean_first(self) -> date:
        return max(self.near("first"), self.today)


class TakeForm(OnceMixin, forms.Form):
    """Which of the times is taken, and what the meeting is called."""

    title = TextField(label=gettext_lazy("Subject"), max_length=200)
    minutes = forms.TypedChoiceField(choices=_lengths, coerce=int, widget=forms.HiddenInput)
    buffer = forms.TypedChoiceField(choices=_buffers, coerce=int, widget=forms.HiddenInput)
    start = TextField(max_length=40)

    def clean_start(self) -> datetime:
        try:
            at = datetime.fromisoformat(self.cleaned_data["start"])
        except ValueError:
            at = None
        if at is None or at.tzinfo is None:
            raise ValidationError(_("Choose one of the times."))
        try:
            return at.astimezone(UTC)
        except OverflowError as error:
            raise ValidationError(_("Choose one of the times.")) from error


def ids(values: Iterable[str]) -> list[int]:
    """The numbers among what an address names, each once."""
    return list(dict.fromkeys(int(one) for one in values if one.isascii() and one.isdigit() and len(one) < 19))
