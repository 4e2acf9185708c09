"""Times of the clock in forms: where the clocks skip one or show it twice, the form asks which is meant."""

from datetime import UTC, date, datetime, time
from typing import Any, cast
from zoneinfo import ZoneInfo

from crispy_forms.layout import Field, LayoutObject
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.clock import is_shown, local, readings, zone
from crm.templatetags.crm_ui import zone_city

EARLIER, LATER = "earlier", "later"


def naive_of(field: forms.DateTimeField, value: Any) -> datetime | None:
    """What was typed, as a wall time without a zone."""
    with timezone.override(UTC):
        wall = forms.DateTimeField.to_python(field, value)
    return wall and wall.replace(tzinfo=None)


def is_doubtful(error: ValidationError) -> bool:
    """Django's word for a time that does not exist, or comes twice."""
    return getattr(error, "code", "") == "ambiguous_timezone"


class MomentField(forms.DateTimeField):
    """A moment in the reader's zone: the first of two, and refused with those beside it where there is none."""

    def to_python(self, value: Any) -> datetime | None:
        try:
            return super().to_python(value)
        except ValidationError as error:
            wall = naive_of(self, value) if is_doubtful(error) else None
            if wall is None:
                raise
        place = reader_zone()
        found = readings(wall.date(), wall.time(), place)
        if is_shown(wall.date(), wall.time(), place):
            return found[0]
        raise ValidationError(_question(wall.date(), wall.time(), place, found), code="skipped")


class AskingMomentField(forms.DateTimeField):
    """The same for a form that asks which of two moments is meant: left without its zone for `WallTimeMixin`."""

    def to_python(self, value: Any) -> datetime | None:
        try:
            return super().to_python(value)
        except ValidationError as error:
            if not is_doubtful(error):
                raise
            return naive_of(self, value)


def reader_zone() -> ZoneInfo:
    return zone(str(timezone.get_current_timezone()))


class WallTimeMixin(forms.Form):
    """Asks which of two moments a time means, by a choice that shows only then."""

    moment_meant = forms.ChoiceField(
        label=_("Which moment do you mean?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[(EARLIER, EARLIER), (LATER, LATER)],
    )
    has_two_readings = False

    def instant_of(self, field: str, on: date, at: time, place: ZoneInfo) -> datetime | None:
        """The moment that a wall time means, or None and an error beside the field until somebody chose."""
        try:
            found = readings(on, at, place)
        except ValueError as error:
            self.add_error(field, str(error))
            return None
        if len(found) == 1:
            return found[0]
        self.has_two_readings = True
        cast(forms.ChoiceField, self.fields["moment_meant"]).choices = [
            (key, _label(instant, on, at, place)) for key, instant in zip((EARLIER, LATER), found, strict=True)
        ]
        chosen = self.cleaned_data.get("moment_meant")
        if not chosen:
            self.add_error(field, _question(on, at, place, found))
        return {EARLIER: found[0], LATER: found[1]}.get(chosen or "")


class ReadingChoice(LayoutObject):
    """The place of the choice in a form's layout; nothing while it need not be made."""

    def render(self, form: WallTimeMixin, context: Any, template_pack: str = "", **kwargs: Any) -> SafeString | str:
        if not form.has_two_readings:
            form.rendered_fields.add("moment_meant")  # type: ignore[attr-defined]
            return ""
        return Field("moment_meant").render(form, context, template_pack=template_pack, **kwargs)


def _question(on: date, at: time, place: ZoneInfo, found: tuple[datetime, ...]) -> str:
    words = {"time": f"{at:%H:%M}", "day": date_format(on, "DATE_FORMAT"), "city": zone_city(place.key)}
    if is_shown(on, at, place):
        return gettext("%(time)s comes twice on %(day)s in %(city)s. Choose the first or the second.") % words
    earlier, later = (f"{local(instant, place):%H:%M}" for instant in found)
    words |= {"earlier": earlier, "later": later}
    return gettext("%(time)s does not exist on %(day)s in %(city)s: %(earlier)s or %(later)s?") % words


def _label(instant: datetime, on: date, at: time, place: ZoneInfo) -> str:
    there = local(instant, place)
    if not is_shown(on, at, place):
        return f"{there:%H:%M}"
    words = {"time": f"{at:%H:%M}", "offset": _offset(there)}
    if there.fold:
        return gettext("%(time)s, the second time (%(offset)s)") % words
    return gettext("%(time)s, the first time (%(offset)s)") % words


def _offset(there: datetime) -> str:
    written = f"{there:%z}"
    return f"UTC{written[:3]}:{written[3:5]}"
