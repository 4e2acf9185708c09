"""Our template of a choice says what Django's own says."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html

GROUPED = [
    ("", "None & nothing"),
    ("Europe", [("cs", "Čeština"), ("da", "<b>Dansk</b>")]),
    (None, "Unknown"),
    (7, "Seven"),
]


class Marked(forms.Select):
    """Some options bear attributes of their own."""

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"] |= {"disabled": value == "da", "data-at": f'"{value}"'}
        return option


@pytest.mark.parametrize("kind", [forms.Select, forms.SelectMultiple, Marked])
@pytest.mark.parametrize("value", ["", "cs", 7, "absent"])
def test_a_choice_is_rendered_as_django_renders_it(kind, value):
    widget = kind(attrs={"class": "form-select", "required": True}, choices=GROUPED)
    ours = widget.render("where", value, {"id": "id_where"})
    own = widget.render("where", value, {"id": "id_where"}, renderer=DjangoTemplates())
    assert parse_html(ours) == parse_html(own)
    assert ours.count("<option") == 5
