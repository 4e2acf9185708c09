"""The one form of a survey: a radio group for each score, a text field for each comment."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.forms import TextField
from feedback.models import Question, QuestionKind, Survey, Trigger
from staff.once import OnceMixin

LONGEST_TEXT = 4000


class CommentField(TextField):
    def __init__(self, **kwargs: Any) -> None:
        attrs = {"rows": 4, "class": "form-control", "dir": "auto"}
        super().__init__(max_length=LONGEST_TEXT, widget=forms.Textarea(attrs=attrs), **kwargs)


class SurveyForm(forms.Form):
    """Fields are named q and the question's id. Fields of other surveys are refused, not ignored."""

    def __init__(self, *args: Any, questions: Iterable[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = {f"q{question.pk}": question for question in questions}
        for name, question in self.questions.items():
            self.fields[name] = _field_for(question)

    def clean(self) -> dict[str, Any]:
        strangers = {name for name in self.data if name[:1] == "q" and name[1:].isdigit()} - set(self.questions)
        if strangers:
            raise ValidationError(_("This question does not belong to the survey."), code="foreign_question")
        return super().clean() or {}

    def rows(self) -> Iterator[tuple[Question, forms.BoundField]]:
        return ((question, self[name]) for name, question in self.questions.items())

    def answers(self) -> dict[int, int | str]:
        given = {question.pk: self.cleaned_data[name] for name, question in self.questions.items()}
        return {pk: answer for pk, answer in given.items() if answer is not None}


def _field_for(question: Question) -> forms.Field:
    if question.kind == QuestionKind.TEXT:
        return CommentField(label=question.text, required=question.is_required)
    return forms.TypedChoiceField(
        label=question.text,
        choices=[(str(score), str(score)) for score in question.scale],
        coerce=int,
        empty_value=None,
        required=question.is_required,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose one of the numbers."),
            "invalid_choice": gettext_lazy("Choose one of the numbers."),
        },
    )


class InviteForm(OnceMixin, forms.Form):
    """Which survey to ask a contact by hand."""

    survey: Any = forms.ModelChoiceField(queryset=Survey.objects.none(), label=gettext_lazy("Survey"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["survey"]
        field.queryset = offered_surveys()


def offered_surveys() -> Any:
    return Survey.objects.filter(trigger=Trigger.BY_HAND, is_active=True)
