from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field
from django import forms
from django.forms.renderers import DjangoTemplates, TemplatesSetting
from django.template import Context, Template
from django.utils import timezone, translation
from django.utils.safestring import mark_safe

from crm.money import Money
from crm.templatetags import crm_ui

EVENING = datetime(2026, 2, 3, 22, 30, tzinfo=UTC)
BOLD = "<b>"


def _render(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


def test_an_icon_is_decoration_unless_it_is_named():
    assert _render('{% icon "phone" %}') == (
        '<svg class="icon" aria-hidden="true" focusable="false" fill="none" stroke="currentColor" '
        'stroke-linecap="round" stroke-linejoin="round" viewBox="0 0 24 24">'
        '<use href="/static/crm/icons.svg#i-phone"></use></svg>'
    )
    named = _render('{% icon "phone" label=words css="text-red" %}', words='"Call"')
    assert 'class="icon text-red" role="img" aria-label="&quot;Call&quot;"' in named


def test_an_avatar_shows_initials_in_the_colour_of_its_id():
    person = SimpleNamespace(pk=14, full_name="Jan Novák")

    assert _render('{% avatar person "sm" %}', person=person) == (
        '<span class="avatar avatar-rounded avatar-colour-2 avatar-sm" aria-hidden="true">JN</span>'
    )


@pytest.mark.parametrize(
    ("person", "language", "letters"),
    [
        ({"full_name": "Kovács János", "given": "János", "surname_core": "Kovács", "name_locale": "hu"}, "en", "JK"),
        ({"full_name": "Tarō Yamada", "given": "Tarō", "surname_core": "Yamada", "name_locale": "ja"}, "en", "YT"),
        ({"full_name": "山田太郎", "given": "太郎", "surname_core": "山田", "name_locale": "ja"}, "en", "山"),
        ({"full_name": "Jan van Dyck", "given": "Jan", "surname_core": "Dyck", "surname_prefix": "van"}, "en", "JV"),
        ({"full_name": "Zendaya", "given": "Zendaya", "surname_core": ""}, "en", "Z"),
        ({"full_name": "ليلى منصور", "given": "ليلى", "surname_core": "منصور", "name_locale": "ar"}, "cs", "ل.م"),
    ],
)
def test_an_avatar_shows_the_monogram_where_the_parts_are_known(person, language, letters):
    with translation.override(language):
        assert f">{letters}</span>" in _render("{% avatar person %}", person=SimpleNamespace(pk=1, **person))


def test_an_avatar_escapes_what_it_shows():
    person = SimpleNamespace(pk=None, full_name="<script> <b>")

    assert "<script" not in _render("{% avatar person %}", person=person)


def test_money_is_written_in_the_viewers_language():
    price = Money(Decimal("1250"), "CZK")

    with translation.override("en"):
        english = crm_ui.money(price)
    with translation.override("cs"):
        czech = crm_ui.money(price)

    assert english == "1,250.00\N{NO-BREAK SPACE}CZK"
    assert czech == "1\N{NO-BREAK SPACE}250,00\N{NO-BREAK SPACE}CZK"
    assert crm_ui.money(None) == "–"


@pytest.mark.parametrize(
    ("value", "written"), [("7.46000000", "7,46"), ("161.00000000", "161"), ("0.00000012", "0,00000012")]
)
def test_a_rate_is_written_without_the_zeros_of_its_column(value, written):
    with translation.override("cs"):
        assert crm_ui.exact(Decimal(value)) == written


def test_points_are_counted():
    with translation.override("en"):
        assert [crm_ui.points(number) for number in (1, 2, 12500, None)] == [
            "1 point",
            "2 points",
            "12,500 points",
            "–",
        ]


def test_languages_and_countries_are_named_in_the_viewers_language():
    with translation.override("en"):
        assert (crm_ui.language_name("cs"), crm_ui.country_name("DK")) == ("Czech", "Denmark")
    with translation.override("da"):
        assert (crm_ui.language_name("cs"), crm_ui.country_name("dk")) == ("tjekkisk", "Danmark")


def test_pages_name_languages_that_django_itself_does_not_know():
    with translation.override("en"):
        assert _render("{{ code|language_name }}", code="zh-Hans") == "Chinese (Simplified)"


def test_what_has_no_name_stays_as_it_is():
    assert crm_ui.language_name("qq-nonsense") == "qq-nonsense"
    assert crm_ui.country_name("") == ""
    assert crm_ui.zone_city("Mars/Olympus") == "Mars/Olympus"


def test_each_language_is_called_as_its_speakers_call_it():
    assert [crm_ui.own_name(code) for code in ("en", "ru", "cs", "da", "lt")] == [
        "English",
        "Русский",
        "Čeština",
        "Dansk",
        "Lietuvių",
    ]


def test_a_zones_city_is_named_in_the_viewers_language():
    with translation.override("cs"):
        assert crm_ui.zone_city("Europe/Prague") == "Praha"


@pytest.mark.parametrize(
    ("zone", "city"), [("Europe/Kyiv", "Киев"), ("Asia/Kolkata", "Калькутта"), ("America/Nuuk", "Нуук")]
)
def test_a_city_whose_zone_was_renamed_is_translated_too(zone, city):
    with translation.override("ru"):
        assert crm_ui.zone_city(zone) == city


def test_a_city_without_a_translation_is_named_without_its_region():
    with translation.override("en"):
        cities = [crm_ui.zone_city(zone) for zone in ("America/Argentina/Buenos_Aires", "Europe/Prague", "UTC")]
    assert cities == ["Buenos Aires", "Prague", "UTC"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Monday, 30 November 2026"),
        ("ru", "понедельник, 30 ноября 2026\u202fг."),
        ("cs", "pondělí 30. listopadu 2026"),
        ("da", "mandag den 30. november 2026"),
        ("lt", "2026 m. lapkričio 30 d., pirmadienis"),
    ],
)
def test_a_whole_date_stands_in_the_order_of_its_language(language, words):
    with translation.override(language), timezone.override("Asia/Tokyo"):
        assert crm_ui.full_date(date(2026, 11, 30)) == words
        assert crm_ui.full_date(datetime(2026, 11, 29, 16, tzinfo=UTC)) == words


def test_local_time_is_the_weekday_and_wall_time_there():
    with translation.override("en"), timezone.override("UTC"):
        assert crm_ui.local_time(EVENING, "Asia/Tokyo") == "Wed 07:30"
        assert crm_ui.local_time(EVENING) == "Tue 22:30"
        assert crm_ui.local_time(EVENING, "Mars/Olympus") == "Tue 22:30"
        assert crm_ui.local_time(None) == "–"


@pytest.mark.parametrize(
    ("language", "said"), [("ru", "вт 22:30"), ("cs", "út 22:30"), ("da", "tir 22:30"), ("lt", "an 22:30")]
)
def test_a_weekday_within_a_line_is_short_and_small(language, said):
    with translation.override(language), timezone.override("UTC"):
        assert crm_ui.local_time(EVENING) == said


@pytest.mark.parametrize(
    ("language", "words"),
    [("da", "tirsdag den 3. februar 2026, 23:30"), ("lt", "2026 m. vasario 3 d., antradienis, 23:30")],
)
def test_a_moment_is_told_on_hover_as_its_language_writes_it(language, words):
    with translation.override(language):
        assert f'title="{words} Europe/Prague"' in crm_ui.zoned(EVENING, "Europe/Prague")


def test_a_moment_tells_its_zone_on_hover():
    with translation.override("en"):
        assert crm_ui.zoned(EVENING, "Europe/Prague") == (
            '<time datetime="2026-02-03T22:30:00+00:00" '
            'title="Tuesday, 3 February 2026, 23:30 Europe/Prague">3 Feb 2026, 23:30</time>'
        )
        assert crm_ui.zoned(date(2026, 2, 3)) == ('<time datetime="2026-02-03" title="Tuesday">3 Feb 2026</time>')
        assert crm_ui.zoned(None) == "–"


def test_the_clock_there_can_be_kept_running():
    markup = crm_ui.now_in("Asia/Tokyo")

    assert markup.startswith('<time data-clock="Asia/Tokyo" title="Asia/Tokyo">')


def test_an_address_breaks_after_its_sign_and_is_escaped():
    assert _render("{{ address|breakable }}", address="<b>jan@brewery.example") == "&lt;b&gt;jan@<wbr>brewery.example"


@pytest.mark.parametrize(("there", "words"), [("Asia/Tokyo", "+9\xa0h"), ("UTC", ""), ("Africa/Abidjan", "")])
def test_how_far_a_clock_is_ahead_of_the_readers(there: str, words: str):
    with timezone.override("UTC"):
        assert crm_ui.ahead_of_here(there) == words


class Form(forms.Form):
    country = forms.ChoiceField(choices=[("", "Any"), ("CZ", "Czechia"), ("X>", "<b>Odd</b> & more")])


@pytest.mark.parametrize(
    ("chosen", "options"),
    [
        ({}, '<option value="" selected>Any</option><option value="CZ">Czechia</option>'),
        ({"country": "CZ"}, '<option value="">Any</option><option value="CZ" selected>Czechia</option>'),
        ({"country": "XX"}, '<option value="">Any</option><option value="CZ">Czechia</option>'),
        ({"country": '"><script>'}, '<option value="">Any</option><option value="CZ">Czechia</option>'),
    ],
)
def test_the_chosen_option_is_marked_and_words_are_no_markup(chosen, options):
    odd = '<option value="X&gt;">&lt;b&gt;Odd&lt;/b&gt; &amp; more</option>'
    assert crm_ui.select_options(Form(chosen)["country"]) == options + odd


def test_a_choice_is_written_as_django_writes_it() -> None:
    groups = [("", "Any"), (1, BOLD), (BOLD, [("a", "A"), ("b", "B")])]
    attrs = {"id": "id_x", "data-x": BOLD}
    ours, plain = (
        forms.Select(attrs=attrs, choices=groups).render("x", "b", renderer=renderer)
        for renderer in (TemplatesSetting(), DjangoTemplates())
    )
    assert "".join(ours.split()) == "".join(plain.split())
    assert ours.count(" selected>") == 1


def test_an_option_keeps_what_a_widget_says_of_it() -> None:
    option = {"value": "a", "label": "A", "attrs": {"selected": True, "disabled": False, "data-x": BOLD}}
    html = crm_ui.options_of({"optgroups": [(None, [option], 0)]})
    assert html.strip() == '<option value="a" data-x="&lt;b&gt;" selected>A</option>'


def test_attributes_of_a_widget_are_escaped_and_flags_stand_alone() -> None:
    attributes = {"id": 'a"b', "required": True, "disabled": False, "maxlength": 1000}
    assert crm_ui.attributes_of(attributes) == ' id="a&quot;b" required maxlength="1000"'


class Questions(forms.Form):
    one = forms.ChoiceField(choices=[("a", "A")], help_text="Pick <one>.")
    several = forms.MultipleChoiceField(choices=[("a", "A")], widget=forms.CheckboxSelectMultiple)
    agreed = forms.BooleanField(label="I <agree>")
    file = forms.FileField()
    words = forms.CharField(required=False)
    hidden = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("one", "select"), ("several", "choices"), ("agreed", "check"), ("file", "file"), ("words", "text")],
)
def test_a_field_is_shown_with_its_label_its_error_and_its_help(name: str, kind: str) -> None:
    form = Questions({})
    field = form[name]
    html = as_crispy_field(field)
    assert crm_ui.shown_as(field).kind == kind
    assert html.count(f'<label for="id_{name}"' if kind != "choices" else "<legend") == 1
    assert ("is-invalid" in html, 'class="invalid-feedback"' in html) == (name != "words", name != "words")
    assert ("requiredField" in html) == (name != "words")
    assert ("Pick &lt;one&gt;." in html, "I &lt;agree&gt;" in html) == (name == "one", name == "agreed")


def test_a_hidden_field_is_itself_alone() -> None:
    assert as_crispy_field(Questions()["hidden"]).strip() == '<input type="hidden" name="hidden" id="id_hidden">'


def test_a_text_is_escaped_though_a_safe_one_of_the_same_letters_was_written_before() -> None:
    written = [
        crm_ui.options_of({"optgroups": [(None, [{"value": "a", "label": label, "attrs": {}}], 0)]}).strip()
        for label in (mark_safe("<i>x</i>"), "<i>x</i>")
    ]
    assert written == ['<option value="a"><i>x</i></option>', '<option value="a">&lt;i&gt;x&lt;/i&gt;</option>']
