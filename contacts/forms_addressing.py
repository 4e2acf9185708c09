"""The form in which colleagues say how a contact is addressed, in each language that matters for them."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.actions.addressing import Terms
from contacts.form_fields import offer
from contacts.forms import TITLES
from contacts.greeting import Manners
from contacts.manners import footing_with
from contacts.models import Contact, Formality, NameSource
from contacts.name_fields import GIVEN, SURNAME, base_of
from contacts.name_sources import with_form
from contacts.suggested_forms import BENT_IN
from crm.conflicts import VersionedMixin
from crm.forms import TextField, field_for
from staff.models import Team
from staff.once import OnceMixin

LONGEST_WORDS, LONGEST_VOCATIVE = 200, 100
NOT_KNOWN = ("", pgettext_lazy("form of address", "not known"))


class FormOfLanguage(NamedTuple):
    """A form of address in one language, and the field in which it is typed."""

    form: str
    label: Any
    longest: int

    @property
    def field(self) -> str:
        return self.form.replace(".", "_")


def languages_for(contact: Contact) -> list[str]:
    """The contact's languages, best first, then those of the interface, each without its region."""
    codes = [*contact.languages, *settings.INTERFACE_LANGUAGES]
    return list(dict.fromkeys(base_of(code) for code in codes))


def forms_in(language: str) -> Iterator[FormOfLanguage]:
    yield FormOfLanguage(f"address_as.{language}.formal", _("Formal greeting, word for word"), LONGEST_WORDS)
    yield FormOfLanguage(f"address_as.{language}.informal", _("Informal greeting, word for word"), LONGEST_WORDS)
    if language in BENT_IN:
        yield FormOfLanguage(f"vocatives.{language}.{GIVEN}", _("Vocative of the given name"), LONGEST_VOCATIVE)
        yield FormOfLanguage(f"vocatives.{language}.{SURNAME}", _("Vocative of the surname"), LONGEST_VOCATIVE)


class AddressingForm(VersionedMixin, OnceMixin, forms.ModelForm):
    titles = forms.MultipleChoiceField(label=_("Titles"), required=False)
    relation = forms.ChoiceField(
        label=_("With our team"),
        required=False,
        choices=[NOT_KNOWN, *Formality.choices],
        help_text=_("Holds where the contact has no wish."),
    )
    agreed_on = forms.DateField(
        label=_("First names agreed on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    known_from = forms.ChoiceField(
        label=_("How do you know it?"),
        choices=[(one.value, one.label) for one in NameSource if one != NameSource.RULE],
        initial=NameSource.COLLEAGUE,
        help_text=_("Noted beside everything that you change here, with your name and the day."),
    )

    class Meta:
        model = Contact
        formfield_callback = field_for
        fields = ("called", "grammatical_gender", "formality", "titles")
        labels = {"formality": _("The contact’s own wish")}
        help_texts = {"grammatical_gender": _("For forms of address only.")}

    def __init__(self, *args: Any, team: Team | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = languages_for(self.instance)
        self.team = team
        offer(self, "titles", TITLES.items, *self.instance.titles)
        for name in ("grammatical_gender", "formality"):
            listed = cast(forms.ChoiceField, self.fields[name])
            listed.choices = [NOT_KNOWN, *list(cast(Iterable[Any], listed.choices))[1:]]
        for one in self.forms_by_language():
            self.fields[one.field] = TextField(label=one.label, required=False, max_length=one.longest)
            field, language, kind = one.form.split(".")
            self.initial[one.field] = getattr(self.instance, field).get(language, {}).get(kind, "")
        footing = footing_with(self.instance, team.pk if team else None)
        if team is None:
            del self.fields["relation"], self.fields["agreed_on"]
        elif footing:
            self.initial["relation"], self.initial["agreed_on"] = footing.register, footing.agreed_on

    def forms_by_language(self) -> list[FormOfLanguage]:
        return [one for language in self.languages for one in forms_in(language)]

    def rows_by_language(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [(language, [self[one.field] for one in forms_in(language)]) for language in self.languages]

    def opened(self) -> set[str]:
        """Languages whose fields stand open: the contact's first, and where something is known or in error."""
        held = {
            language for language, fields in self.rows_by_language() if any(one.value() or one.errors for one in fields)
        }
        return held | set(self.languages[:1] if self.instance.languages else [])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("agreed_on") and cleaned.get("relation") != Formality.INFORMAL:
            words = _("Where first names were agreed on, the address is informal. Choose it, or clear the day.")
            self.add_error("agreed_on", ValidationError(words))
        return cleaned

    def typed(self) -> Contact:
        """A contact as it would be with what was typed, for the preview alone; what is in error stays as it is."""
        contact = Contact.objects.get(pk=self.instance.pk)
        for name, value in self.values().items():
            setattr(contact, name, value)
        return contact

    def values(self) -> dict[str, Any]:
        """The columns of the contact, of the fields without an error."""
        data = self.cleaned_data
        values = {name: data[name] for name in self.Meta.fields if name in data}
        contact = Contact(address_as=self.instance.address_as, vocatives=self.instance.vocatives)
        for one in self.forms_by_language():
            if one.field in data:
                for name, value in with_form(contact, one.form, data[one.field]).items():
                    setattr(contact, name, value)
        return values | {"address_as": contact.address_as, "vocatives": contact.vocatives}

    def terms(self) -> Terms | None:
        if self.team is None:
            return None
        return Terms(self.cleaned_data.get("relation", ""), self.cleaned_data.get("agreed_on"))

    def manners(self, stored: Manners) -> Manners:
        """What decides beside the contact, with the relation that was typed."""
        terms = self.terms()
        return stored if terms is None else Manners(terms.register, stored.registers, stored.lines)
