"""Forms of custom fields: the one that makes a field, and the fields that then stand in others."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Column, Fieldset, Row
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from contacts.custom import Facts, facts_of, fields_for, subject_of
from contacts.models import Company, Contact, CustomField, CustomOption, FieldKind
from contacts.models.custom import CHOSEN_KINDS, LONGEST_VALUE
from crm.amounts import written
from crm.forms import TextField, URLField
from crm.money import InvalidAmount, Money, is_currency, parse_amount
from crm.templatetags.crm_ui import own_name
from staff.models import Organisation
from staff.once import OnceMixin

IN_A_ROW = 3
MOST_OPTIONS = 100


class MoneyField(TextField):
    """An amount with its currency, "1250.50 EUR"; without one it is in the organisation's own."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=60, help_text=_("With its currency: 1250.50 EUR."), **kwargs)

    def to_python(self, value: Any) -> Any:
        text = str(super().to_python(value) or "")
        if not text:
            return None
        amount, currency = text, Organisation.current().base_currency
        if text[-3:].isascii() and text[-3:].isalpha():
            amount, currency = text[:-3].strip(), text[-3:].upper()
        if not is_currency(currency):
            raise ValidationError(_("“%(code)s” is not a known currency."), params={"code": currency})
        try:
            return Money(parse_amount(amount, get_language() or "en"), currency)
        except InvalidAmount as error:
            raise ValidationError(str(error)) from error

    def validate(self, value: Any) -> None:
        return

    def run_validators(self, value: Any) -> None:
        return

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Money):
            return value
        return f"{written(f'{value.amount.normalize():f}', get_language() or 'en')} {value.currency}"


class DecimalField(forms.DecimalField):
    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class DateField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _yes_or_no(value: str) -> bool:
    return value == "yes"


def form_field(field: CustomField, options: list[CustomOption]) -> forms.Field:
    """The form field for a custom field, never required: a customer may always stay without the fact."""
    given: dict[str, Any] = {"label": str(field), "required": False}
    choices = [(option.pk, str(option)) for option in options]
    if field.kind == FieldKind.NUMBER:
        return DecimalField(max_digits=19, decimal_places=4, **given)
    if field.kind == FieldKind.MONEY:
        return MoneyField(**given)
    if field.kind == FieldKind.DATE:
        return DateField(**given)
    if field.kind == FieldKind.CHOICE:
        return forms.TypedChoiceField(choices=[("", "—"), *choices], coerce=int, empty_value=None, **given)
    if field.kind == FieldKind.CHOICES:
        return forms.TypedMultipleChoiceField(choices=choices, coerce=int, **given)
    if field.kind == FieldKind.FLAG:
        said = [("", "—"), ("yes", _("yes")), ("no", _("no"))]
        return forms.TypedChoiceField(choices=said, coerce=_yes_or_no, empty_value=None, **given)
    if field.kind == FieldKind.LINK:
        return URLField(max_length=LONGEST_VALUE, **given)
    return TextField(max_length=LONGEST_VALUE, **given)


class CustomFieldsMixin:
    """Gives a form of people or companies the house's own fields; their values are kept apart from the columns."""

    fields: dict[str, forms.Field]
    initial: Any
    cleaned_data: dict[str, Any]

    def add_custom_fields(self, record: Contact | Company, hidden: Collection[str]) -> None:
        """The fields in use, but for the hidden groups, filled with what is known."""
        self.custom = fields_for(subject_of(record), hidden)
        self._fill_custom(facts_of(record) if self.custom and record.pk else {})

    def add_fields_of(self, subject: str, hidden: Collection[str]) -> None:
        """The same for a record that is yet to be made."""
        self.custom = fields_for(subject, hidden)
        self._fill_custom({})

    def _fill_custom(self, facts: Facts) -> None:
        if not self.custom:
            return
        options: dict[int, list[CustomOption]] = {}
        for option in CustomOption.objects.filter(field__in=[field.pk for field in self.custom]):
            if option.archived_at is None or _is_chosen(option, facts.get(option.field_id)):
                options.setdefault(option.field_id, []).append(option)
        for field in self.custom:
            self.fields[field.input_name] = form_field(field, options.get(field.pk, []))
            fact = facts.get(field.pk)
            if isinstance(fact, bool):
                fact = "yes" if fact else "no"
            self.initial[field.input_name] = fact

    def custom_facts(self) -> dict[int, Any]:
        """What was typed, by the id of the field."""
        known = self.cleaned_data
        return {field.pk: known[field.input_name] for field in self.custom if field.input_name in known}

    def custom_rows(self) -> list[Any]:
        """The fields for the layout of the form, some in a row."""
        names = [field.input_name for field in self.custom]
        rows = [names[start : start + IN_A_ROW] for start in range(0, len(names), IN_A_ROW)]
        return [Fieldset(str(_("Own fields")), *(Row(*map(Column, row)) for row in rows))] if rows else []


def _is_chosen(option: CustomOption, fact: Any) -> bool:
    return option.pk in fact if isinstance(fact, list) else option.pk == fact


class CustomFieldForm(OnceMixin, forms.ModelForm):
    """A custom field with its label in each language and, for choices, one of them a line."""

    options = TextField(
        label=_("Choices"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One a line. A choice that you take out stays where it was chosen, and is offered no more."),
    )

    class Meta:
        model = CustomField
        fields = ("subject", "kind", "group", "position", "is_filter")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in settings.MODELTRANSLATION_LANGUAGES:
            name = f"label_{language}"
            is_first = language == settings.MODELTRANSLATION_DEFAULT_LANGUAGE
            self.fields[name] = TextField(label=own_name(language), max_length=80, required=is_first)
            self.initial[name] = getattr(self.instance, name) or ""
        if self.instance.pk:
            for name in ("subject", "kind"):
                self.fields[name].disabled = True
            self.initial["options"] = "\n".join(map(str, self._offered()))
            if self.instance.kind not in CHOSEN_KINDS:
                del self.fields["options"]

    def _offered(self) -> list[CustomOption]:
        return list(self.instance.options.filter(archived_at__isnull=True))

    @property
    def labels(self) -> list[forms.BoundField]:
        return [self[f"label_{language}"] for language in settings.MODELTRANSLATION_LANGUAGES]

    def clean_options(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["options"].split("\n")]
        words = list(dict.fromkeys(line for line in lines if line))
        if any(len(word) > 80 for word in words):
            raise ValidationError(_("A choice has at most 80 characters."))
        if len(words) > MOST_OPTIONS:
            raise ValidationError(_("There are at most %(most)s choices."), params={"most": MOST_OPTIONS})
        if not words and self.cleaned_data.get("kind") in CHOSEN_KINDS:
            raise ValidationError(_("Enter at least one choice."))
        return words

    def values(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        data.pop("options", None)
        return data
