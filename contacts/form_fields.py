"""Form fields of several rooms' forms: several lines, tags, and choices that lose nothing that stands in the row."""

from collections.abc import Callable, Iterable
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contacts.models import Company, Contact
from crm.forms import TextField

Choices = Callable[[], Iterable[tuple[Any, Any]]]
MOST_TAGS, LONGEST_TAG = 30, 40
NOT_CHOSEN = [("", "—")]


def with_stored(choices: list[tuple[str, Any]], *stored: str) -> list[tuple[str, Any]]:
    """The choices and, so that saving loses nothing, what stands in the row and is none of them."""
    known = {code for key, words in choices for code in (dict(words) if isinstance(words, list) else (key,))}
    return [*choices, *((value, value) for value in dict.fromkeys(stored) if value and value not in known)]


def or_none(choices: Choices) -> Choices:
    return lambda: [*NOT_CHOSEN, *choices()]


def offer(form: forms.BaseForm, name: str, choices: Choices, *stored: str) -> None:
    """Give a field its choices and what stands in the row, made when they are looked at: a form that is sent looks
    at few of them."""
    cast(forms.ChoiceField, form.fields[name]).choices = lambda: with_stored(list(choices()), *stored)


class LinesField(TextField):
    """Several values, one a line."""

    widget = forms.Textarea(attrs={"rows": 2})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=2000, **kwargs)

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]  # a list where the base has a text
        lines = str(super().to_python(value)).split("\n")
        return [line.strip() for line in lines if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def validate(self, value: Any) -> None:
        return

    def run_validators(self, value: Any) -> None:
        for line in value:
            if len(line) > 254:
                raise ValidationError(_("A line is longer than 254 characters."))


def tag_names(record: Contact | Company) -> list[str]:
    return list(record.tags.order_by("key").values_list("name", flat=True))


class TagsField(TextField):
    """Tags, with commas between them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False, max_length=1000, label=_("Tags"), help_text=_("With commas between them."), **kwargs
        )

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]  # a list where the base has a text
        parts = str(super().to_python(value)).split(",")
        return list(dict.fromkeys(part.strip() for part in parts if part.strip()))

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def validate(self, value: Any) -> None:
        return

    def run_validators(self, value: Any) -> None:
        if len(value) > MOST_TAGS:
            raise ValidationError(_("There are at most %(most)s tags."), params={"most": MOST_TAGS})
        if any(len(name) > LONGEST_TAG for name in value):
            raise ValidationError(_("A tag has at most 40 characters."))
