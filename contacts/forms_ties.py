"""Forms of relations: the one between two, and the words in which a house says such a thing."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contacts.forms_needs import TranslatedForm
from contacts.models import Between, Company, Contact, RelationKind
from crm.forms import TextField
from staff.once import OnceMixin

FORWARD, BACKWARD = "f", "b"


class RelationForm(OnceMixin, forms.Form):
    """What the contact is to the other end, in the words of the house, from either side."""

    words = forms.ChoiceField(label=_("Relation"))
    note = TextField(label=_("Note"), required=False, max_length=200)

    def __init__(self, *args: Any, end: Contact | Company, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        between = Between.COMPANY if isinstance(end, Company) else Between.PEOPLE
        kinds = RelationKind.objects.filter(between=between, is_offered=True).order_by("position", "pk")
        self.kinds = {str(kind.pk): kind for kind in kinds}
        self.fields["words"].choices = [  # type: ignore[attr-defined]  # a field with choices
            (f"{pk}{side}", kind.words(is_forward=side == FORWARD))
            for pk, kind in self.kinds.items()
            for side in self._sides(kind)
        ]

    @staticmethod
    def _sides(kind: RelationKind) -> str:
        is_one_way = kind.between == Between.COMPANY or not kind.backward
        return FORWARD if is_one_way else FORWARD + BACKWARD

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        chosen = self.cleaned_data["words"]
        return {
            "kind": self.kinds[chosen[:-1]],
            "is_forward": chosen[-1] == FORWARD,
            "note": self.cleaned_data["note"],
        }


class RelationKindForm(TranslatedForm):
    translated = {
        "forward": _("Words in each language, as “reports to”"),
        "backward": _("From the other side, as “leads”; empty where both say the same"),
    }

    class Meta:
        model = RelationKind
        fields = ("between", "position", "is_offered")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name.startswith("backward_"):
                field.required = False
        self.fields["between"].disabled = self.instance.pk is not None

    def clean(self) -> dict[str, Any]:
        """Words that stand in one language alone would be missing from the other side in all others."""
        cleaned = super().clean()
        first, *others = (name for name in self.fields if name.startswith("backward_"))
        if any(cleaned.get(name) for name in others) and not cleaned.get(first):
            self.add_error(first, ValidationError(_("Say it in this language too.")))
        return cleaned
