"""Form fields that take in text: whatever people type is stored in one form, or refused beside its field.

A rule of each field, not of each form: what is checked afterwards (length, addresses, rows of the database) already
sees the text as it will be stored.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.strict_json import read_json
from crm.text import clean, clean_line, is_visible

if TYPE_CHECKING:
    Field = forms.CharField
else:
    Field = object


def checked(rule: Callable[[str], str], text: str) -> str:
    """What the rule makes of the text; what it refuses is an error of the field."""
    try:
        return rule(text)
    except ValueError as error:
        raise ValidationError(str(error), code="text") from error


class CleanMixin(Field):
    """Text in NFC, trimmed, with LF line ends; one line of which something is seen, unless there is room for more."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = self._cleaned(value)
        return super().to_python(value)

    def _cleaned(self, text: str) -> str:
        if isinstance(self.widget, forms.Textarea):
            return checked(clean, text)
        line = checked(clean_line, text)
        if line and not is_visible(line):
            raise ValidationError(_("Nothing of this can be seen. Type it again."), code="text")
        return line


class TextField(CleanMixin, forms.CharField):
    pass


class EmailField(CleanMixin, forms.EmailField):
    pass


class URLField(CleanMixin, forms.URLField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"assume_scheme": "https", **kwargs})


class SlugField(CleanMixin, forms.SlugField):
    pass


class JSONField(forms.JSONField):
    """JSON as every engine can keep it; its texts follow the rule of all text."""

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        try:
            return _cleaned(read_json(value))
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"value": value}) from error

    def bound_data(self, data: Any, initial: Any) -> Any:
        try:
            read_json(data or "null")
        except ValueError:
            return forms.fields.InvalidJSONInput(data)
        return super().bound_data(data, initial)


def _cleaned(value: Any) -> Any:
    if isinstance(value, dict):
        return {clean(name): _cleaned(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_cleaned(part) for part in value]
    return clean(value) if isinstance(value, str) else value


# A subclass stands before its base.
FIELDS: "list[tuple[type[models.Field[Any, Any]], type[forms.Field]]]" = [
    (models.EmailField, EmailField),
    (models.URLField, URLField),
    (models.SlugField, SlugField),
    (models.CharField, TextField),
    (models.TextField, TextField),
    (models.JSONField, JSONField),
]


def form_class_for(field: "models.Field[Any, Any]") -> dict[str, type[forms.Field]]:
    """The argument of `formfield()` that makes this column's form field one of ours; none for what holds no text."""
    return next(({"form_class": own} for column, own in FIELDS if isinstance(field, column)), {})


def field_for(field: "models.Field[Any, Any]", **kwargs: Any) -> forms.Field | None:
    """The `formfield_callback` of forms that are made from a model."""
    return field.formfield(**{**form_class_for(field), **kwargs})


def hidden_of(form: forms.BaseForm) -> list[str]:
    """Names of the fields that a form carries unseen, for its layout."""
    return [name for name, field in form.fields.items() if field.widget.is_hidden]
