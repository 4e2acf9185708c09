import pytest
from django import forms
from django.core.exceptions import ValidationError

from contacts.models import Contact
from crm.forms import EmailField, JSONField, SlugField, TextField, URLField, field_for

BROKEN = ["This text holds broken characters. Type it again."]


def long_text() -> TextField:
    return TextField(widget=forms.Textarea)


@pytest.mark.parametrize(
    ("field", "typed", "stored"),
    [
        (TextField(), "  Nova\u0301k ", "Novák"),
        (TextField(), "a\tb  c", "a\tb  c"),
        (TextField(required=False), " \u3000", ""),
        (long_text(), "a\r\nb\rc\u2029", "a\nb\nc"),
        (long_text(), "\u200b", "\u200b"),
        (EmailField(), " jan@bu\u0308cher.example ", "jan@bücher.example"),
        (URLField(), "cafe\u0301.example/\u200b", "https://café.example/\u200b"),
        (SlugField(), " abc ", "abc"),
        (JSONField(), '{"a": ["  Nova\\u0301k\\r\\n"]}', {"a": ["Novák"]}),
        (JSONField(), "[1, 2.5, null]", [1, 2.5, None]),
    ],
)
def test_text_is_taken_in_one_form(field, typed, stored):
    assert field.clean(typed) == stored


@pytest.mark.parametrize("field", [TextField(), long_text(), EmailField(), URLField(), SlugField()])
@pytest.mark.parametrize("typed", ["a\x00b", "a\ud800b", "a\x1bb"])
def test_broken_text_is_refused_in_one_sentence(field, typed):
    with pytest.raises(ValidationError) as refusal:
        field.clean(typed)
    assert refusal.value.messages == BROKEN


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("\u200b\u200d", "Nothing of this can be seen. Type it again."),
        ("one\r\ntwo", "This has to fit on one line."),
    ],
)
def test_a_line_is_one_that_can_be_seen(typed, sentence):
    with pytest.raises(ValidationError) as refusal:
        TextField(required=False).clean(typed)
    assert refusal.value.messages == [sentence]


def test_the_length_is_that_of_what_is_stored():
    """Composing may lengthen: this letter becomes two."""
    with pytest.raises(ValidationError) as refusal:
        TextField(max_length=10).clean("\u0958" * 6)
    assert refusal.value.messages == ["Ensure this value has at most 10 characters (it has 12)."]


@pytest.mark.parametrize("typed", ["NaN", '"\\u0000"', '["\\ud800"]', '["\\u0007"]', "[" * 100_000, "9" * 5000, "{"])
def test_json_that_cannot_be_kept_is_refused_and_shown_again(typed):
    class OneForm(forms.Form):
        value = JSONField()

    form = OneForm({"value": typed})
    assert form.errors == {"value": ["Enter a valid JSON."]}
    assert str(form["value"])


def test_forms_of_a_model_take_our_fields():
    fields = ["full_name", "notes", "titles", "stage"]
    made = forms.modelform_factory(Contact, fields=fields, formfield_callback=field_for)
    kinds = {name: type(field) for name, field in made.base_fields.items()}
    assert kinds == {"full_name": TextField, "notes": TextField, "titles": JSONField, "stage": forms.TypedChoiceField}
