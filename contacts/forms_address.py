"""The address in a form: its parts stand in the order of the country that is chosen, under the names they have there.

No part is ever required, and none is lost: one that the country does not have stays while something is in it.
"""

from typing import Any, Self

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Column, Div, Field, Layout, Row
from django import forms
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from contacts.addresses import Shape, has_other_script, region_names, shape_of
from contacts.countries import proposed_languages
from contacts.form_fields import offer, or_none
from crm.forms import TextField
from crm.languages import country_choices
from crm.templatetags.crm_ui import language_name

PARTS = ("street", "postcode", "city", "region", "latin_address")
FOR_COUNTRY = "for_country"
# After the button that saves, which Enter presses; only who has no scripts sees it.
BUTTON = '<button class="btn without-scripts" type="submit" name="{}" value="1" formnovalidate>{}</button>'
# Scripts take the language with one click; without them the field stands above.
PROPOSAL = (
    '<p class="form-hint" data-languages>{}: <span class="without-scripts">{}.</span>'
    '<span class="with-scripts">{}</span> {}</p>'
)
TAKE = '<button class="btn btn-sm" type="button" data-take-language="{}">{}</button> '


def country_button() -> HTML:
    return HTML(format_html(BUTTON, FOR_COUNTRY, _("Show the fields of the country")))


def _bare(*parts: Any) -> FormHelper:
    """Fields without a form around them."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*parts)
    return helper


def wants_other_country(request: HttpRequest) -> bool:
    """Whether the form was sent only to see the fields of another country, as without scripts."""
    return request.method == "POST" and FOR_COUNTRY in request.POST


class AddressMixin(forms.BaseForm):
    def as_typed(self) -> Self:
        """The form with what was typed, and nothing said of it yet."""
        self._errors = forms.utils.ErrorDict()
        self.cleaned_data: dict[str, Any] = {}
        return self

    @cached_property
    def address_country(self) -> str:
        return str(self["country"].value() or "") if "country" in self.fields else ""

    def shape_address(self) -> None:
        """Give the parts the names that they have in the country, and an example of its postcodes."""
        shape = shape_of(self.address_country)
        for part in PARTS:
            if part in self.fields and part in shape.labels:
                self.fields[part].label = capfirst(str(shape.labels[part]))
        if "postcode" in self.fields and shape.example:
            self.fields["postcode"].help_text = gettext("For example %(example)s.") % {"example": shape.example}
        if "region" in self.fields and shape.regions:
            self.fields["region"].widget.attrs.update({"list": "region-options", "autocomplete": "off"})

    def address_rows(self) -> list[Any]:
        """The country, and below it the parts of its addresses."""
        chosen = Field(
            "country",
            hx_post=reverse_lazy("contacts:address_fields"),
            hx_trigger="change",
            hx_include="#address-fields, #id_first_language",
            hx_target="#address-fields",
            hx_swap="outerHTML",
        )
        return [Row(Column(chosen)), self.address_parts()]

    @cached_property
    def address_helper(self) -> FormHelper:
        """For the address alone, where one fact is edited in place."""
        return _bare(*self.address_rows())

    def address_parts(self) -> Div:
        shape = shape_of(self.address_country)
        rows: list[list[str]] = [[]]
        for part in (*shape.order, *(part for part in PARTS if part not in shape.order)):
            if not self._is_shown(part, shape):
                continue
            if part in ("street", "latin_address"):
                rows += [[part], []]
            else:
                rows[-1].append(part)
        laid_out = [Row(*map(Column, row)) for row in rows if row]
        texts = (self._unseen(shape), self._regions(shape), self._needed(shape))
        return Div(HTML(self._proposal()), *laid_out, *map(HTML, texts), css_id="address-fields")

    @property
    def lacks_language(self) -> bool:
        """Whether the form asks for a language, and none is chosen yet."""
        return "first_language" in self.fields and not self["first_language"].value()

    def _proposal(self) -> str:
        """The languages of the country, where that of the contact is not known; nothing is taken by itself."""
        codes = proposed_languages(self.address_country) if self.lacks_language and self.address_country else []
        if not codes:
            return ""
        named = [(code, language_name(code)) for code in codes]
        names = ", ".join(name for _code, name in named)
        buttons = format_html_join("", TAKE, named)
        ask = gettext("A proposal: ask which one the contact prefers.")
        return format_html(PROPOSAL, gettext("Official languages"), names, buttons, ask)

    def _unseen(self, shape: Shape) -> str:
        """The parts that the country does not have, empty: a form takes nothing that its page does not send."""
        names = ((part,) for part in PARTS if part in self.fields and not self._is_shown(part, shape))
        return format_html_join("", '<input type="hidden" name="{}">', names)

    def _is_shown(self, part: str, shape: Shape) -> bool:
        if part not in self.fields:
            return False
        is_usual = has_other_script(self.address_country) if part == "latin_address" else shape.has(part)
        return is_usual or bool(self[part].value())

    def _regions(self, shape: Shape) -> str:
        if "region" not in self.fields or not shape.regions:
            return ""
        names = region_names(self.address_country, get_language() or "en")
        options = format_html_join("", '<option value="{}"></option>', ((name,) for name in names))
        return format_html('<datalist id="region-options">{}</datalist>', options)

    def _needed(self, shape: Shape) -> str:
        parts = [str(shape.labels[part]) for part in shape.order if part in shape.needed and part in self.fields]
        if not parts:
            return ""
        words = gettext("Letters to this country need: %(parts)s.") % {"parts": ", ".join(parts)}
        return format_html('<p class="form-hint">{}</p>', words)


class AddressForm(AddressMixin, forms.Form):
    """The parts alone, for the page that asks for those of another country."""

    country = forms.ChoiceField(required=False)
    street = TextField(label=_("Street"), required=False, max_length=250)
    postcode = TextField(label=_("Postcode"), required=False, max_length=20)
    city = TextField(label=_("City"), required=False, max_length=100)
    region = TextField(label=_("Region"), required=False, max_length=100)
    latin_address = TextField(
        label=_("Address in Latin letters"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("As a foreign post office can read it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "country", or_none(country_choices))
        self.shape_address()

    @property
    def lacks_language(self) -> bool:
        """The page's own form asks for it, and sent what was chosen along."""
        return self.data.get("first_language") == ""

    @cached_property
    def helper(self) -> FormHelper:
        return _bare(self.address_parts())
