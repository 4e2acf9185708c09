"""Forms about colleagues: inviting, roles and team, leaving, joining, languages."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from crm.forms import EmailField, TextField
from crm.languages import language_choices
from staff.forms import own_language_names
from staff.models import LanguageSkill, Level, Role, Skill, Team, User
from staff.once import OnceMixin
from staff.people import SUPERUSER, possible_successors

Choices = list[tuple[str, Any]]
MOST_LANGUAGES = 20


def powers_for(by: User) -> Choices:
    """What this colleague may hand out; only a superuser makes a superuser."""
    return [*Role.choices, *([(SUPERUSER, _("Superuser"))] if by.is_superuser else [])]


class ColleagueForm(forms.Form):
    """Another colleague's roles and team."""

    powers = forms.MultipleChoiceField(label=gettext_lazy("Roles"), required=False, widget=forms.CheckboxSelectMultiple)
    team = forms.ModelChoiceField(
        queryset=Team.objects.all(), label=gettext_lazy("Team"), required=False, empty_label=gettext_lazy("No team")
    )
    reason = TextField(
        label=gettext_lazy("Why"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Read by the second person, where one has to agree."),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["powers"].choices = powers_for(by)  # type: ignore[attr-defined]


class InviteForm(OnceMixin, forms.Form):
    """Whom to ask in, and what waits for them."""

    full_name = TextField(label=gettext_lazy("Full name"), max_length=200)
    email = EmailField(label=gettext_lazy("E-mail"), max_length=254)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of Rapport"),
        choices=own_language_names,
        help_text=gettext_lazy("The invitation is written in it too."),
    )
    team = forms.ModelChoiceField(
        queryset=Team.objects.all(), label=gettext_lazy("Team"), required=False, empty_label=gettext_lazy("No team")
    )
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"), choices=Role.choices, widget=forms.CheckboxSelectMultiple
    )


class LeaveForm(forms.Form):
    """Who takes over from a colleague who leaves."""

    successor = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label=gettext_lazy("Who takes over"),
        empty_label=gettext_lazy("Choose a colleague"),
    )

    def __init__(self, *args: Any, person: User, has_belongings: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = possible_successors(person)
        successor: Any = self.fields["successor"]
        successor.required = has_belongings
        in_order = models.Case(*(models.When(pk=user.pk, then=at) for at, user in enumerate(able)), default=0)
        successor.queryset = User.objects.filter(pk__in=[user.pk for user in able]).order_by(in_order)


class TeamForm(forms.Form):
    name = TextField(label=pgettext_lazy("thing", "Name"), max_length=100)


class JoinForm(forms.Form):
    """The first step of somebody who was invited."""

    full_name = TextField(
        label=gettext_lazy("Full name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least 12 characters; a few unrelated words are easiest to keep."),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("password"):
            someone = User(email=self.email, full_name=cleaned.get("full_name", ""))
            try:
                validate_password(cleaned["password"], someone)
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned


class SkillForm(forms.Form):
    """One language; left empty it is taken away."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    level = forms.ChoiceField(
        label=gettext_lazy("Level"),
        required=False,
        choices=[("", gettext_lazy("Choose")), *Level.choices],
    )

    may_call = forms.BooleanField(label=gettext_lazy("Speaking with customers"), required=False, initial=True)
    may_write = forms.BooleanField(label=gettext_lazy("Writing to customers"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [("", _("No language")), *language_choices()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("language") and not cleaned.get("level"):
            self.add_error("level", _("Say how well you speak it."))
        return cleaned


class SkillSet(BaseFormSet):
    """The languages that one colleague speaks, each once."""

    def clean(self) -> None:
        spoken = [form.cleaned_data["language"] for form in self.forms if form.cleaned_data.get("language")]
        if len(spoken) != len(set(spoken)):
            raise ValidationError(_("Name each language once."))

    @property
    def skills(self) -> dict[str, Skill]:
        rows = (form.cleaned_data for form in self.forms)
        return {
            row["language"]: Skill(row["level"], may_write=row["may_write"], may_call=row["may_call"])
            for row in rows
            if row.get("language")
        }


SkillForms = formset_factory(
    SkillForm, formset=SkillSet, extra=2, max_num=MOST_LANGUAGES, absolute_max=MOST_LANGUAGES, validate_max=True
)


def skill_forms(user: User, data: Any = None) -> Any:
    rows = LanguageSkill.objects.filter(user=user).values("language", *Skill._fields)
    return SkillForms(data, initial=list(rows), prefix="skills")
