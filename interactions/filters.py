"""What of a timeline is asked for: the filters of its address."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from crm.forms import TextField
from crm.text import LONGEST_QUERY
from interactions.models import Kind
from interactions.querysets import InteractionQuerySet
from interactions.timelines import Narrow
from staff.models import User

ME, PEOPLE = "me", "people"


class TimelineFilterForm(forms.Form):
    """Kind, who of us, who of them, and words; what the address says wrongly is as if it did not."""

    q = TextField(required=False, max_length=LONGEST_QUERY, label=_("Search inside"))
    kind = forms.ChoiceField(required=False, label=_("Kind"), choices=[("", _("Everything")), *Kind.choices])
    by = forms.ChoiceField(required=False, label=_("Who of us"))
    contact = forms.ChoiceField(required=False, label=_("Who of them"))

    def __init__(self, data: Mapping[str, Any], *, colleagues: Iterable[User] = (), people: Iterable[Contact] = ()):
        super().__init__(data)
        usual = [("", _("Everybody")), (ME, _("Me")), (PEOPLE, _("People only"))]
        by = cast(forms.ChoiceField, self.fields["by"])
        by.choices = [*usual, *((str(one.pk), one.full_name) for one in colleagues)]
        theirs = [(str(one.pk), one.full_name) for one in people]
        if theirs:
            cast(forms.ChoiceField, self.fields["contact"]).choices = [("", _("Everybody")), *theirs]
        else:
            del self.fields["contact"]

    @property
    def asked(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def narrow_by(asked: Mapping[str, Any], user: User) -> Narrow:
    """What takes the entries that were asked for out of others."""

    def narrow(entries: InteractionQuerySet) -> InteractionQuerySet:
        if "kind" in asked:
            entries = entries.filter(kind=asked["kind"])
        if asked.get("by") == PEOPLE:
            entries = entries.filter(is_automatic=False)
        elif "by" in asked:
            entries = entries.with_colleague(user.pk if asked["by"] == ME else int(asked["by"]))
        return entries.telling(asked["q"]) if "q" in asked else entries

    return narrow
