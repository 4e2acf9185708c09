"""Sends a form as a browser does: reads what the page offers, types hostile text in, and looks what became of it."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django import forms
from django.conf import settings
from django.contrib.auth.forms import ReadOnlyPasswordHashField
from django.core.cache import caches
from django.db import models, transaction
from django.forms import BaseForm, BaseFormSet
from django.test import Client

FORM = "application/x-www-form-urlencoded"
# Keys that forms carry unseen.
UNTYPED = ("once", "seen")
MANAGEMENT = re.compile(r"-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$")


def as_stored(text: str) -> str:
    """What may become of a text: one normal form, one kind of line end, no outer white space; nothing else."""
    return unicodedata.normalize("NFC", re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text)).strip()


@dataclass(frozen=True)
class Case:
    """A page with a form: what is sent beside the text, and where each text is read back."""

    url: str
    data: dict[str, Any] = field(default_factory=dict)
    # The row that holds each text under the name of its field; another name, or a reader, where it stands elsewhere.
    row: Callable[[], models.Model] | None = None
    stored: dict[str, Callable[[], object]] = field(default_factory=dict)
    # Fields whose text is kept nowhere, or not as text.
    unread: tuple[str, ...] = ()
    # The page that shows the form, where it is another.
    page: str = ""
    is_admin: bool = False


def takes_text(one: forms.Field) -> bool:
    others = (forms.UUIDField, forms.GenericIPAddressField, ReadOnlyPasswordHashField)
    return isinstance(one, forms.CharField) and not isinstance(one, others) and not one.disabled


def forms_on(context: Any) -> list[BaseForm]:
    """The forms that a page was made with, those of sets of forms too."""
    # Each template of a page leaves its context, mostly of the same dictionaries.
    dicts = {id(shown): shown for layer in context or () for shown in layer.dicts}
    values = [value for shown in dicts.values() for value in shown.values()]
    found = {id(form): form for value in values for form in _forms_in(value)}
    return [form for form in found.values() if "__prefix__" not in str(form.prefix)]


def _forms_in(value: Any) -> Iterator[BaseForm]:
    if isinstance(value, BaseForm):
        yield value
    elif isinstance(value, BaseFormSet):
        yield value.management_form
        yield from value.forms
    elif isinstance(value, list):
        for one in value:
            yield from _forms_in(getattr(one, "formset", None))
    elif isinstance(getattr(value, "form", None), BaseForm):
        yield value.form


def offered(form: BaseForm) -> dict[str, Any]:
    """What a browser would send if nobody typed anything."""
    data: dict[str, Any] = {}
    for bound in form:
        widget = getattr(bound.field.widget, "widget", bound.field.widget)
        if isinstance(bound.field, ReadOnlyPasswordHashField) or isinstance(widget, forms.FileInput):
            continue
        data |= _sent_by(widget, bound.html_name, bound.value())
        if bound.field.show_hidden_initial:
            data |= _sent_by(bound.field.hidden_widget(), bound.html_initial_name, bound.value())
    return data


def _sent_by(widget: forms.Widget, name: str, value: Any) -> dict[str, Any]:
    if isinstance(widget, forms.MultiWidget):
        parts = zip(widget.widgets, widget.decompress(value), strict=True)
        return {f"{name}_{at}": one.format_value(part) or "" for at, (one, part) in enumerate(parts)}
    if isinstance(widget, forms.CheckboxInput):
        return {name: "on"} if value else {}
    shown = widget.format_value(value)
    return {name: "" if shown is None else shown}


@dataclass
class Page:
    """The forms of one page, ready to be filled in."""

    client: Client
    case: Case
    forms: list[BaseForm]
    data: dict[str, Any]

    @classmethod
    def opened(cls, client: Client, case: Case) -> "Page":
        shown = forms_on(client.get(case.page or case.url).context)
        data = {name: value for form in shown for name, value in offered(form).items()}
        return cls(client, case, shown, data | case.data)

    @property
    def texts(self) -> dict[str, tuple[BaseForm, str]]:
        bound = [(form, one) for form in self.forms for one in form]
        wanted = {one.html_name: (form, one.name) for form, one in bound if takes_text(one.field)}
        return {name: place for name, place in wanted.items() if name in self.data and name not in UNTYPED}

    def is_json(self, name: str) -> bool:
        form, plain = self.texts[name]
        return isinstance(form.fields[plain], forms.JSONField)

    def type_everywhere(self, text: str) -> tuple[set[str], set[str]]:
        """Type the text into each field; take it out again where it is refused. The names that took it, and not."""
        took, refused = set[str](), set[str]()
        for names in self._portions(text):
            taken, left = self._type_into(names, text)
            took, refused = took | taken, refused | left
        return took, refused

    def _portions(self, text: str) -> Iterator[set[str]]:
        """As many fields at once as one request may carry of so long a text."""
        names = sorted(self.texts)
        weight = len(urlencode({"": text}, errors="surrogatepass"))
        at_once = max(settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2 // weight, 1)
        for start in range(0, len(names), at_once):
            yield set(names[start : start + at_once])

    def _type_into(self, taking: set[str], text: str) -> tuple[set[str], set[str]]:
        refused: set[str] = set()
        while True:
            with transaction.atomic():
                response = self._send({name: self._typed(name, text) for name in taking - refused})
                assert response.status_code < 500, (self.case.url, text[:80])
                if response.status_code in (302, 303):
                    self._compare(taking - refused, text)
                transaction.set_rollback(True)
            if response.status_code in (302, 303):
                return taking - refused, refused
            new = self._refused(response) & taking - refused
            assert new, (self.case.url, ascii(text[:80]), response.status_code, self._errors(response))
            refused |= new

    def _typed(self, name: str, text: str) -> str:
        return json.dumps([text]) if self.is_json(name) else text

    def _send(self, typed: dict[str, str]) -> Any:
        pairs = [
            (name, str(one))
            for name, value in (self.data | typed).items()
            for one in (value if isinstance(value, list | tuple) else [value])
        ]
        # Many attempts in a row are the test's, not a guesser's.
        caches["default"].key_prefix = uuid4().hex
        # As bytes, so that halves of characters arrive too.
        return self.client.post(self.case.url, urlencode(pairs, errors="surrogatepass"), content_type=FORM)

    def _errors(self, response: Any) -> dict[str, Any]:
        shown = forms_on(response.context)
        return {
            form.add_prefix(name): list(errors)
            for form in shown
            if form.is_bound
            for name, errors in form.errors.items()
        }

    def _refused(self, response: Any) -> set[str]:
        errors = set(self._errors(response))
        # What a column of JSON may hold is judged by the row as a whole.
        return errors & set(self.texts) or {name for name in self.texts if "__all__" in errors and self.is_json(name)}

    def _compare(self, names: set[str], text: str) -> None:
        for name in names:
            form, plain = self.texts[name]
            if plain in self.case.unread:
                continue
            expected: object = as_stored(text)
            if self.is_json(name):
                expected = [expected]
            found = self._read(form, plain)
            # Where nothing was typed, a column of one language holds nothing.
            assert found == expected or (found is None and not expected), (self.case.url, name, ascii(text[:80]))

    def _read(self, form: BaseForm, name: str) -> object:
        if name in self.case.stored:
            return self.case.stored[name]()
        if self.case.row is None or (self.case.is_admin and form.instance.pk):
            return getattr(type(form.instance)._base_manager.get(pk=form.instance.pk), name)
        return getattr(self.case.row(), name)


def newest(model: Any, **found: Any) -> Callable[[], Any]:
    return lambda: model._base_manager.filter(**found).order_by("-pk").first()
