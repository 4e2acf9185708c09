"""Forms of the composer: what happened, who took part, and what it was about."""

from collections.abc import Collection, Iterable
from typing import Any, cast
from uuid import uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Column, Field, Layout, LayoutObject, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from contacts.custom import from_json
from contacts.forms_custom import CustomFieldsMixin
from contacts.models import Contact, Purpose
from contacts.models.custom import Subject
from crm.forms import TextField
from crm.wall_forms import AskingMomentField, ReadingChoice, reader_zone
from interactions.actions.files import LARGEST, MOST_FILES
from interactions.forms_finding import ids
from interactions.forms_promises import DUE_ROW, THEIRS, PromiseFields, zones_of
from interactions.models import LOGGED_KINDS, Direction, Emotion, Interaction, Kind, Priority, Sentiment
from interactions.parties import Parties, parties_among
from interactions.templatetags.timeline import in_short
from staff.models import User
from staff.once import OnceMixin

POINTS_AT_MOST = 20
PARTIES = ("contacts", "colleagues")
FOLDED = '<details class="composer-more"{}><summary>{}</summary>{}</details>'
# Of radio buttons that look like buttons beside one another.
BUTTONS = {"class": "form-selectgroup-input"}
# The first button of a form is the one that Enter presses.
BY_ENTER = '<button class="visually-hidden" type="submit" tabindex="-1" aria-hidden="true"></button>'
ASKED = [
    (Purpose.GREETINGS, _("greetings")),
    (Purpose.FEEDBACK, _("surveys")),
    (Purpose.MARKETING, _("news and offers")),
]


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files, as a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = [super(FilesField, self).clean(one, initial) for one in data or ()]
        if len(files) > MOST_FILES:
            raise ValidationError(_("An entry has ten files at most."))
        for file in files:
            if file.size > LARGEST:
                raise ValidationError(_("“%(name)s” is larger than 20 MB."), params={"name": file.name})
        return files


class IdsField(forms.MultipleChoiceField):
    """Ids of records that were found by typing; the form says whose they may be."""

    widget = forms.CheckboxSelectMultiple

    def validate(self, value: Any) -> None:
        return

    def clean(self, value: Any) -> list[int]:
        return ids(super().clean(value))


class Folded(LayoutObject):
    """Fields under a title that opens: what is seldom needed, and shown where something stands in it."""

    def __init__(self, title: Any, *fields: Any, beside: Collection[str] = ()) -> None:
        """`beside`: fields that a template among them writes."""
        self.title, self.fields, self.beside = title, list(fields), beside

    def render(self, form: Any, context: Any, template_pack: str = "", **kwargs: Any) -> SafeString:
        inner = self.get_rendered_fields(form, context, template_pack, **kwargs)
        names = [*(pointer.name for pointer in self.get_field_names()), *self.beside]
        named = [form[name] for name in names if name in form.fields]
        is_open = any(field.errors or (field.value() and not _is_always_chosen(field)) for field in named)
        opened = mark_safe(" open") if is_open else ""
        return format_html(FOLDED, opened, self.title, inner)


def _is_always_chosen(field: forms.BoundField) -> bool:
    """A list without an empty choice has a value where nobody said anything."""
    choices = getattr(field.field, "choices", None)
    return choices is not None and not isinstance(field.field, forms.MultipleChoiceField) and "" not in dict(choices)


class LogForm(CustomFieldsMixin, OnceMixin, PromiseFields):
    """One conversation, in ten seconds: everything but kind and moment may stay empty."""

    key = TextField(widget=forms.HiddenInput, max_length=36)
    kind = forms.ChoiceField(
        label=_("What"),
        choices=[(kind.value, kind.label) for kind in LOGGED_KINDS],
        widget=forms.RadioSelect(attrs=BUTTONS),
    )
    direction = forms.ChoiceField(label=_("Direction"), choices=Direction.choices)
    at = AskingMomentField(
        label=_("When"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("In your time zone."),
    )
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=0, max_value=1440)
    points = TextField(
        label=_("What the customer said"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("One point a line."),
    )
    summary = TextField(
        label=_("Summary"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    sentiment = forms.TypedChoiceField(
        label=_("Sentiment"),
        required=False,
        choices=[*Sentiment.choices, ("", _("no word on it"))],
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect(attrs=BUTTONS),
    )
    next_step = TextField(
        label=_("Next step"), required=False, max_length=300, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    emotion = forms.ChoiceField(label=_("What they felt"), required=False, choices=[("", "—"), *Emotion.choices])
    own_emotion = TextField(label=_("Or in a word of your own"), required=False, max_length=40)
    acknowledged = TextField(
        label=_("How you acknowledged it"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    contacts = IdsField(label=_("Customers who took part too"), required=False)
    colleagues = IdsField(label=_("Colleagues who took part too"), required=False)
    files = FilesField(  # type: ignore[assignment]  # a declared field is no attribute of the form
        label=_("Files"), required=False, help_text=_("Ten at most, of 20 MB each. A draft does not keep them.")
    )
    awaits_answer = forms.BooleanField(
        label=_("They await an answer"),
        required=False,
        help_text=_("What the customer wrote to us awaits one without this tick."),
    )
    priority = forms.ChoiceField(label=_("Priority of the answer"), required=False, choices=Priority.choices)
    about = forms.TypedChoiceField(label=_("About an earlier entry"), required=False, coerce=int, empty_value=None)
    agreed = forms.MultipleChoiceField(
        label=_("The customer agreed to receive by e-mail"),
        required=False,
        choices=ASKED,
        widget=forms.CheckboxSelectMultiple,
    )
    # What is seldom needed, in its order.
    rare: tuple[Any, ...] = (
        Row(Column("emotion"), Column("own_emotion")),
        "acknowledged",
        HTML('{% include "interactions/_parties.html" with parties=form.parties %}'),
        "files",
        "about",
    )
    promised: tuple[Any, ...] = (
        "promise",
        DUE_ROW,
        "promise_value",
    )
    asked: tuple[Any, ...] = ("agreed", Row(Column("awaits_answer", css_class="col-sm-8"), Column("priority")))
    submit_label = _("Log it")
    # Words that help stand beside what is being told, and not beside a correction of it.
    helps = True

    def __init__(
        self, *args: Any, by: User, contact: Contact, hidden_groups: Collection[str] = (), **kwargs: Any
    ) -> None:
        """`hidden_groups`: of own fields that are not offered."""
        self.by, self.contact = by, contact
        self.promise_zones = zones_of(contact, by)
        initial = {
            **{"key": str(uuid4()), "kind": Kind.CALL, "direction": Direction.OUT, "at": timezone.localtime()},
            **{"sentiment": "", "priority": Priority.NORMAL, "promise_clock": THEIRS},
        }
        kwargs["initial"] = {**initial, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.add_fields_of(Subject.INTERACTION, hidden_groups)
        self.fields["points"].widget.attrs["autofocus"] = True
        self.helper = FormHelper()
        self.helper.attrs = {"data-send-key": ""}
        self.helper.layout = Layout(
            HTML(BY_ENTER),
            "once",
            "key",
            Field("kind", template="interactions/_choice_buttons.html"),
            Row(Column("direction"), Column("at", css_class="col-sm-5"), Column("minutes")),
            ReadingChoice(),
            "points",
            "summary",
            Field("sentiment", template="interactions/_choice_buttons.html"),
            "next_step",
            *([Folded(_("We promised something …"), *self.promised)] if self.promised else ()),
            *([Folded(_("They agreed to mails, or await an answer …"), *self.asked)] if self.asked else ()),
            Folded(_("What they felt, who else took part, files …"), *self.rare, *self.custom_rows(), beside=PARTIES),
            HTML('{% include "interactions/_log_buttons.html" %}'),
        )

    @cached_property
    def parties(self) -> Parties:
        """Who was chosen, for the page."""
        contacts, colleagues = (ids(map(str, self[name].value() or ())) for name in PARTIES)
        return parties_among(self.by, self.contact, contacts=contacts, colleagues=colleagues)

    def offer_earlier(self, entries: Iterable[Interaction]) -> None:
        """Let the conversation be about one of these."""
        about = cast(forms.TypedChoiceField, self.fields["about"])
        about.choices = [("", "—"), *((entry.pk, in_short(entry)) for entry in entries)]

    def given(self) -> dict[str, Any]:
        """Arguments for the action."""
        own = {field.input_name for field in self.custom} | {"moment_meant", "own_emotion"}
        own |= {name for name in self.cleaned_data if name.startswith("promise")}
        said = {name: value for name, value in self.cleaned_data.items() if name not in own}
        felt = self.cleaned_data["own_emotion"] or said["emotion"]
        about = self.contact.interactions.filter(pk=said["about"]).first()
        if "awaits_answer" in said:
            said["awaits_answer"] = said["awaits_answer"] or None
        return said | {"own": self.custom_facts(), "emotion": felt, "about": about}

    def clean_priority(self) -> str:
        return self.cleaned_data["priority"] or Priority.NORMAL

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

    def clean_contacts(self) -> list[Contact]:
        return self._those_who_may(self.parties.contacts, "contacts")

    def clean_colleagues(self) -> list[User]:
        return self._those_who_may(self.parties.colleagues, "colleagues")

    def _those_who_may(self, found: list[Any], name: str) -> list[Any]:
        if len(found) < len(set(self.cleaned_data[name]) - {self.contact.pk if name == "contacts" else self.by.pk}):
            raise ValidationError(_("Somebody whom you chose cannot take part, or not any more."))
        return found


class CorrectionForm(LogForm):
    """The same conversation, said anew by whoever said it; what was agreed to then has been recorded."""

    submit_label = _("Save the correction")
    promised = asked = ()
    helps = False

    def __init__(self, *args: Any, entry: Interaction, **kwargs: Any) -> None:
        super().__init__(*args, contact=entry.contact, initial=_as_told(entry), **kwargs)
        for name in ("agreed", "awaits_answer", "priority", *PromiseFields.base_fields.keys() - {"moment_meant"}):
            del self.fields[name]
        known = {field.pk: entry.own_facts.get(str(field.pk)) for field in self.custom}
        self._fill_custom({field.pk: from_json(field, known[field.pk]) for field in self.custom if known[field.pk]})


def _as_told(entry: Interaction) -> dict[str, Any]:
    columns = ("kind", "direction", "minutes", "summary", "sentiment", "next_step", "acknowledged")
    is_usual = entry.emotion in Emotion.values
    parties = list(entry.parties.all())
    return {
        **{name: getattr(entry, name) for name in columns},
        "at": timezone.localtime(entry.at),
        "points": "\n".join(map(str, entry.points)),
        "emotion": entry.emotion if is_usual else "",
        "own_emotion": "" if is_usual else entry.emotion,
        "about": entry.about_id,
        "contacts": [party.contact_id for party in parties if party.contact_id],
        "colleagues": [party.user_id for party in parties if party.user_id],
    }
