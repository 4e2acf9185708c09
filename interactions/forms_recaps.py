"""The form of a recap, before it goes to the customer."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from crm.forms import TextField
from interactions.forms_logging import POINTS_AT_MOST
from interactions.models import LONGEST_POINT
from staff.once import OnceMixin

LONGEST_NEXT = 4000


class RecapForm(OnceMixin, forms.Form):
    """The points as the customer reads them, one a line, and what we do next."""

    points = TextField(
        label=_("What we understood"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=_("One point a line, in the customer’s language. Change the words as you like."),
    )
    next_steps = TextField(
        label=_("What we do next"),
        required=False,
        max_length=LONGEST_NEXT,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label = _("Show the mail")
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "once",
            "points",
            "next_steps",
            HTML('<div class="form-actions">'),
            Submit("send", str(_("Send the recap")), css_class="btn btn-primary"),
            HTML(format_html('<button class="btn" type="submit" name="preview" value="1">{}</button></div>', label)),
        )

    def clean_points(self) -> list[str]:
        points = [line.strip() for line in self.cleaned_data["points"].split("\n") if line.strip()]
        if len(points) > POINTS_AT_MOST:
            raise ValidationError(_("A recap has at most twenty points."))
        if any(len(point) > LONGEST_POINT for point in points):
            raise ValidationError(_("A point has at most 1000 characters."))
        return points
