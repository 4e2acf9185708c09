"""The forms that make two people or two companies one: for each thing in which they differ, whose value stays."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.custom import facts_of, fields_for, hidden_groups, words_of_options
from contacts.custom import in_words as fact_in_words
from contacts.merge_choices import BIRTHDAY, Side, choices_of, proposed
from contacts.merge_words import birthday_in_words, in_words
from contacts.models import Company, Contact, FieldKind
from contacts.models.custom import Subject
from crm.forms import TextField
from staff.models import User
from staff.once import OnceMixin


@dataclass(frozen=True)
class Line:
    """One line of the page: what it is about, the two values in words, and the field that chooses."""

    label: str | Promise
    survivor: str
    merged: str
    field: BoundField
    may_join: bool


class MergeForm(OnceMixin, forms.Form):
    """`survivor` stays, `merged` becomes part of it."""

    seen = TextField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, survivor: Any, merged: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = f"{survivor.version}.{merged.version}"
        self.words: dict[str, tuple[str, str]] = {}
        suggested = proposed(survivor, merged)
        for name, choice in choices_of(survivor).items():
            if choice.differs(survivor, merged):
                words = in_words(name, survivor, by=by), in_words(name, merged, by=by)
                self._offer(name, choice.label, words, suggested[name], may_join=choice.may_join and all(words))
        self.offer_more(survivor, merged, by)

    def offer_more(self, survivor: Any, merged: Any, by: User) -> None:
        """What is chosen like the columns and kept in other tables."""

    def _offer(self, name: str, label: Any, words: tuple[str, str], suggested: str, *, may_join: bool) -> None:
        sides = [side for side in Side if may_join or side != Side.BOTH]
        self.words[name] = words
        self.fields[name] = forms.ChoiceField(
            label=label, choices=[(side.value, side.label) for side in sides], initial=suggested
        )

    def lines(self) -> Iterator[Line]:
        for name, (survivor, merged) in self.words.items():
            field = self[name]
            may_join = Side.BOTH in dict(self.fields[name].choices)  # type: ignore[attr-defined]  # a choice field
            yield Line(field.label, survivor, merged, field, may_join)

    def clean_seen(self) -> tuple[int, int]:
        try:
            one, other = map(int, self.cleaned_data["seen"].split("."))
        except ValueError as error:
            raise ValidationError(_("Load the page again.")) from error
        return one, other

    def chosen(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.words}


class ContactMergeForm(MergeForm):
    def offer_more(self, survivor: Contact, merged: Contact, by: User) -> None:
        birthdays = birthday_in_words(survivor), birthday_in_words(merged)
        if all(birthdays) and birthdays[0] != birthdays[1]:
            self._offer(BIRTHDAY, _("Birthday"), birthdays, Side.SURVIVOR, may_join=False)


class CompanyMergeForm(MergeForm):
    def offer_more(self, survivor: Company, merged: Company, by: User) -> None:
        """Own fields of which both know something; what only one knows is kept."""
        theirs, mine = facts_of(survivor), facts_of(merged)
        hidden = hidden_groups(by, survivor) | hidden_groups(by, merged)
        fields = [field for field in fields_for(Subject.COMPANY, hidden) if field.pk in theirs and field.pk in mine]
        options = words_of_options(fields)
        for field in fields:
            if theirs[field.pk] != mine[field.pk]:
                words = [fact_in_words(field, facts[field.pk], options) for facts in (theirs, mine)]
                may_join = field.kind == FieldKind.CHOICES
                suggested = Side.BOTH if may_join else Side.SURVIVOR
                self._offer(field.input_name, str(field), (words[0], words[1]), suggested, may_join=may_join)
