"""What the customer says to a recap: each point is right, or what is different; and a remark."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.forms import TextField
from interactions.models import LONGEST_POINT, LONGEST_REMARK

RIGHT, WRONG = "right", "wrong"
ANSWERS = [(RIGHT, _("Yes, that is right")), (WRONG, _("No, it is different"))]


def words_field(label: Any, longest: int) -> TextField:
    # The style sheet asks by the placeholder whether anything stands there.
    attrs = {"rows": 2, "class": "form-control", "dir": "auto", "placeholder": " "}
    return TextField(label=label, required=False, max_length=longest, widget=forms.Textarea(attrs=attrs))


class RecapAnswerForm(forms.Form):
    """Fields are named by the place of the point. Words beside a point are a correction, whatever is ticked."""

    remark = words_field(_("Anything else you would like to say"), LONGEST_REMARK)

    def __init__(self, *args: Any, points: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.points = points
        radios = forms.RadioSelect(attrs={"class": "form-check-input"})
        for place in range(len(points)):
            self.fields[f"answer{place}"] = forms.ChoiceField(choices=ANSWERS, required=False, widget=radios)
            self.fields[f"words{place}"] = words_field(_("What is different?"), LONGEST_POINT)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for place in range(len(self.points)):
            answer, words = cleaned.get(f"answer{place}"), cleaned.get(f"words{place}")
            if words or answer == RIGHT or f"words{place}" in self.errors or f"answer{place}" in self.errors:
                continue
            if answer == WRONG:
                self.add_error(f"words{place}", _("Say in a few words what is different."))
            else:
                self.add_error(f"answer{place}", _("Choose one of the two."))
        return cleaned

    def rows(self) -> Iterator[tuple[str, forms.BoundField, forms.BoundField]]:
        """Each point with its choice and its room for words."""
        return ((point, self[f"answer{place}"], self[f"words{place}"]) for place, point in enumerate(self.points))

    def corrections(self) -> list[str]:
        return [self.cleaned_data[f"words{place}"] for place in range(len(self.points))]


def as_initial(corrections: Sequence[str], remark: str) -> dict[str, str]:
    """What stands in the form once the customer has answered."""
    initial = {"remark": remark}
    for place, words in enumerate(corrections):
        initial |= {f"answer{place}": WRONG if words else RIGHT, f"words{place}": words}
    return initial
