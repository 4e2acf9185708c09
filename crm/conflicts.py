"""Two people change one record by forms: what one of them changed is taken, what both changed is asked.

A form carries the version of its record and what stood in it when it was opened (`seen`). Values are compared as the
browser sends them, so that nothing here knows of columns.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from crm.forms import TextField
from crm.strict_json import read_json

VERSION, SEEN = "version", "seen"
# On the page that asks: the name of the field behind it, and this answer for what the other saved.
TAKE, THEIRS = "take-", "theirs"
LONGEST_SEEN = 200_000

Sent = list[str]
FormFor = Callable[[QueryDict | None], Any]


class StaleRecord(Exception):
    """Somebody else changed the record since it was read."""


class VersionedMixin:
    """Gives a form the version of its record and what stood in it; neither reaches `cleaned_data`."""

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]
    version = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = getattr(self, "instance", None)
        if stored is not None and stored.pk is None:
            # Nobody else edits what is not there yet.
            return
        version = getattr(stored, "version", None)
        self.fields[VERSION] = forms.IntegerField(required=False, widget=forms.HiddenInput, initial=version)
        self.fields[SEEN] = TextField(
            required=False, max_length=LONGEST_SEEN, widget=forms.HiddenInput, initial=lambda: seen_of(self)
        )

    def clean(self) -> Any:
        cleaned = super().clean()  # type: ignore[misc]  # of the form beside it
        self.version = self.cleaned_data.pop(VERSION, None) or 0
        self.cleaned_data.pop(SEEN, None)
        return cleaned


@dataclass(frozen=True)
class Difference:
    """A field that both changed: what stood there, what the other saved and what was typed, in words."""

    name: str
    label: str
    began: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class Outcome:
    """What became of a form that was sent: saved, in error, or disputed; `behind` is how often others saved since."""

    form: Any
    behind: int = 0
    is_saved: bool = False
    disputed: list[Difference] = field(default_factory=list)


def save_merged(data: QueryDict, form_for: FormFor, save: Callable[[Any], None]) -> Outcome:
    """Save what was typed, together with what somebody saved meanwhile.

    `form_for` makes the form over the record as it is now, empty-handed or with data; `save` raises StaleRecord where
    the form's version is no longer the newest.
    """
    data, behind = chosen(data), 0
    while True:
        form = form_for(data)
        if not form.is_valid():
            return Outcome(form)
        try:
            save(form)
        except StaleRecord:
            now = form_for(None)
            behind += now[VERSION].initial - form.version
            data, disputed = three_way(now, data)
            if disputed:
                return Outcome(form_for(data), behind, disputed=disputed)
        else:
            return Outcome(form, behind, is_saved=True)


def three_way(now: Any, data: QueryDict) -> tuple[QueryDict, list[Difference]]:
    """What was typed over the record as it is `now`, and what of it the other changed too."""
    stood, merged, disputed = seen_in(data), data.copy(), []
    for bound in now.visible_fields():
        name = bound.name
        began, theirs, mine = stood.get(name), _shown(bound), _typed(bound, data)
        if mine == theirs:
            continue
        if mine == began:
            _put(merged, name, theirs)
        elif theirs != began:
            words = [_in_words(bound.field, sent) for sent in (began or [], theirs, mine)]
            disputed.append(Difference(name, str(bound.label), *words))
    merged[VERSION], merged[SEEN] = str(now[VERSION].initial), seen_of(now)
    return merged, disputed


def chosen(data: QueryDict) -> QueryDict:
    """What was typed, but for what the other saved where that was chosen on the page that asks."""
    stood, settled = seen_in(data), data.copy()
    for name in stood:
        if settled.get(f"{TAKE}{name}") == THEIRS:
            _put(settled, name, stood[name])
    return settled


def seen_of(form: Any) -> str:
    """What stands in the fields of a form, as `seen` carries it."""
    return json.dumps({bound.name: _shown(bound) for bound in form.visible_fields()})


def seen_in(data: QueryDict) -> dict[str, Sent]:
    """What stood in the form when it was opened; nothing where somebody sent anything else."""
    try:
        stood = read_json(data.get(SEEN, "")[:LONGEST_SEEN])
    except ValueError:
        return {}
    if not isinstance(stood, dict):
        return {}
    return {name: [str(part) for part in sent] for name, sent in stood.items() if isinstance(sent, list)}


def _put(data: QueryDict, name: str, sent: Sent) -> None:
    if sent:
        data.setlist(name, sent)
    else:
        data.pop(name, None)


def _shown(bound: forms.BoundField) -> Sent:
    return _as_sent(bound.field, bound.field.prepare_value(bound.initial))


def _typed(bound: forms.BoundField, data: QueryDict) -> Sent:
    return _as_sent(bound.field, bound.field.widget.value_from_datadict(data, {}, bound.html_name))


def _as_sent(field: forms.Field, value: Any) -> Sent:
    """The value as a browser sends it, one part for each choice; nothing where it sends an empty one."""
    widget = field.widget
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if widget.check_test(value) else []
    shown = widget.format_value(value)
    parts = shown if isinstance(shown, list | tuple) else [shown]
    texts = ["\n".join(str(part).strip().splitlines()) for part in parts if part is not None]
    sent = [text for text in texts if text]
    return sorted(sent) if getattr(widget, "allow_multiple_selected", False) else sent


def _in_words(field: forms.Field, sent: Sent) -> str:
    if isinstance(field.widget, forms.CheckboxInput):
        return _("yes") if sent else _("no")
    labels = {str(value): str(label) for value, label in getattr(field, "choices", ())}
    return ", ".join(labels.get(part, part) for part in sent) or "—"
