"""Forms of what is known of customers: one fact, the questions of a talk, and the questions themselves."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contacts.form_fields import LinesField
from contacts.models import Company, Contact, CustomerGoal, Fact, FactKind, NeedQuestion
from contacts.models.culture import MANNERS
from contacts.models.custom import Group
from contacts.models.fact import LONGEST_FACT, LONGEST_FOLDED, OF_COMPANIES, usual_expiry
from contacts.needs import Age, NeedFilter
from crm.forms import TextField, field_for
from crm.templatetags.crm_ui import own_name
from crm.text import storable
from staff.once import OnceMixin

KIND_OF_NEW = FactKind.NEED
MOST_STEPS, LONGEST_STEP = 30, 200


def date_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class FactForm(OnceMixin, forms.ModelForm):
    """One fact of a record. `hidden` are the groups of fields that the reader does not see of it."""

    class Meta:
        model = Fact
        formfield_callback = field_for
        fields = (
            *("kind", "topic", "text", "source", "known_since", "expires_on", "group"),
            *("is_private", "is_special", "agreed_on"),
        )
        widgets = {"known_since": date_input(), "expires_on": date_input(), "agreed_on": date_input()}
        help_texts = {
            "topic": _(
                "Stands on the card under “How to meet them”. What they told us hides what is said of their country."
            ),
            "is_private": _("Seen by you and the data-protection officer; leaves with no file."),
            "is_special": _("Only what they told us themselves and agreed to; never what somebody concluded."),
            "expires_on": _("From the next day on the card asks whether it still holds. Empty: it holds until ended."),
        }

    def __init__(
        self,
        *args: Any,
        record: Contact | Company,
        hidden: Collection[str],
        today: date,
        kind: str = "",
        topic: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        is_company = isinstance(record, Company)
        kinds = OF_COMPANIES if is_company else tuple(FactKind)
        self._offer("kind", [(one.value, one.label) for one in kinds])
        self._offer("group", [(value, words) for value, words in Group.choices if value not in hidden])
        if is_company:
            del self.fields["is_special"], self.fields["agreed_on"]
        if self.instance.pk is None:
            setattr(self.instance, "company" if is_company else "contact", record)
            self._fill_in(kind if kind in kinds else KIND_OF_NEW, today)
            if topic in MANNERS:
                self.initial["topic"] = topic

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name] = forms.ChoiceField(label=self.fields[name].label, choices=choices)

    def _fill_in(self, kind: str, today: date) -> None:
        group = Group.SENSITIVE if kind == FactKind.LIFE else Group.BASIC
        given = {"kind": kind, "known_since": today, "expires_on": usual_expiry(kind, today), "group": group}
        self.initial = {**self.initial, **given}

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.fields}


class QuestionsForm(OnceMixin, forms.Form):
    """The questions of a talk, each with room for the answer."""

    def __init__(self, *args: Any, questions: Collection[NeedQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = {f"answer_{question.pk}": question for question in questions}
        for name, question in self.asked.items():
            self.fields[name] = TextField(label=str(question), required=False, max_length=LONGEST_FACT)

    def answers(self) -> dict[NeedQuestion, str]:
        return {question: self.cleaned_data[name] for name, question in self.asked.items()}


class GoalForm(OnceMixin, forms.ModelForm):
    """A goal with our steps, one a line; those that are there already can be ticked as done."""

    steps = LinesField(label=_("What we do for it"), help_text=_("One step a line."))
    done = forms.MultipleChoiceField(label=_("Done"), required=False, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = CustomerGoal
        formfield_callback = field_for
        fields = ("words", "baseline", "target", "unit", "due_on", "state")
        widgets = {"due_on": date_input()}
        help_texts = {"unit": _("Customers, hours, per cent …")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = list(self.instance.steps.all()) if self.instance.pk else []
        self.initial["steps"] = [step.words for step in steps]
        self.initial["done"] = [str(step.pk) for step in steps if step.done_on]
        self.known = {str(step.pk): step.words for step in steps}
        self.fields["done"].choices = list(self.known.items())  # type: ignore[attr-defined]  # a field with choices
        if not steps:
            del self.fields["done"]

    def clean_steps(self) -> list[str]:
        steps: list[str] = self.cleaned_data["steps"]
        if len(steps) > MOST_STEPS:
            raise ValidationError(_("There are at most %(most)s steps."), params={"most": MOST_STEPS})
        if any(len(words) > LONGEST_STEP for words in steps):
            raise ValidationError(_("A step has at most 200 characters."))
        return steps

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        return {
            "fields": {name: self.cleaned_data[name] for name in self.Meta.fields},
            "steps": self.cleaned_data["steps"],
            "done": [self.known[pk] for pk in self.cleaned_data.get("done", [])],
        }


class NeedFilterForm(forms.Form):
    """Which of what is known the report counts. What is none of the choices asks for nothing."""

    kind = forms.ChoiceField(label=_("Kind"), choices=FactKind.choices, required=False)
    age = forms.ChoiceField(label=_("Age"), choices=[("", _("any")), *Age.choices], required=False)

    @property
    def chosen(self) -> NeedFilter:
        self.full_clean()
        data = self.cleaned_data
        return NeedFilter(kind=data.get("kind") or FactKind.NEED, age=data.get("age", ""))

    @property
    def words(self) -> str:
        return storable(self.data.get("words", ""), LONGEST_FOLDED)


class TranslatedForm(OnceMixin, forms.ModelForm):
    """A form of settings whose `translated` columns have a field for each language."""

    translated: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for column in self.translated:
            longest = self._meta.model._meta.get_field(column).max_length
            for language in settings.MODELTRANSLATION_LANGUAGES:
                name = f"{column}_{language}"
                is_first = language == settings.MODELTRANSLATION_DEFAULT_LANGUAGE
                self.fields[name] = TextField(label=own_name(language), max_length=longest, required=is_first)
                self.initial[name] = getattr(self.instance, name) or ""

    @property
    def words(self) -> list[dict[str, Any]]:
        """For each translated column its heading, and its field in each language."""
        languages = settings.MODELTRANSLATION_LANGUAGES
        return [
            {"heading": heading, "fields": [self[f"{column}_{language}"] for language in languages]}
            for column, heading in self.translated.items()
        ]

    @property
    def others(self) -> list[forms.BoundField]:
        return [self[name] for name in self._meta.fields or ()]

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class NeedQuestionForm(TranslatedForm):
    translated = {"words": _("Question in each language")}

    class Meta:
        model = NeedQuestion
        fields = ("kind", "position", "is_offered")
