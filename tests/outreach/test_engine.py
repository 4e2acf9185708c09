from datetime import date

import pytest

from outreach.engine import (
    LONGEST_SOURCE,
    RenderError,
    check_source,
    render_html,
    render_line,
    render_text,
    variables_in,
)

URL = "https://rapport.example/survey/abc/"


def test_variables_are_filled_in():
    assert render_text("{{ greeting }}\n\nHello from {{sender}}.", {"greeting": "Dear Ann,", "sender": "Bo"}) == (
        "Dear Ann,\n\nHello from Bo."
    )


@pytest.mark.parametrize(
    "source",
    [
        "{{ contact.delete }}",
        "{{ name|upper }}",
        "{% include 'x' %}",
        "{% load static %}",
        "{{ name",
        "name }}",
        "{{ __class__ }}",
        "{{ Name }}",
        "{{ name() }}",
        "{% debug %}",
    ],
)
def test_anything_but_a_variable_in_braces_is_refused(source):
    with pytest.raises(RenderError):
        render_text(source, {"name": "Ann", "contact": "Ann"})


def test_an_unknown_variable_stops_the_mail():
    with pytest.raises(RenderError, match="nmae"):
        render_text("Dear {{ nmae }}", {"name": "Ann"})


@pytest.mark.parametrize("blank", ["", "   ", "\n"])
def test_a_blank_variable_stops_the_mail(blank):
    with pytest.raises(RenderError, match="name"):
        render_text("Dear {{ name }}", {"name": blank})


def test_an_object_is_no_value():
    with pytest.raises(RenderError):
        render_text("{{ name }}", {"name": object()})


def test_numbers_and_dates_are_values():
    assert render_text("{{ n }} on {{ day }}", {"n": 3, "day": date(2026, 3, 1)}) == "3 on 1 March 2026"


def test_values_are_not_templates_themselves():
    assert render_text("Dear {{ name }}", {"name": "{{ secret }}", "secret": "x"}) == "Dear {{ secret }}"


def test_a_line_has_no_line_ends_and_at_most_200_characters():
    line = render_line("Re: {{ title }}\r\nBcc: x", {"title": "a" * 300})
    assert (len(line), "\n" in line, "\r" in line) == (200, False, False)


def test_html_escapes_words_and_values():
    html = render_html("<b>{{ name }}</b>", {"name": "<script>alert(1)</script>"})
    assert html == "<p>&lt;b&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;/b&gt;</p>"


def test_blank_lines_part_paragraphs():
    assert render_html("one\ntwo\r\n\r\nthree", {}) == "<p>one<br>two</p><p>three</p>"


def test_a_label_before_an_address_becomes_a_button():
    html = render_html("Answer the question: {{ survey_url }}", {"survey_url": URL})
    assert html == f'<p><a class="button" href="{URL}" rel="noopener noreferrer">Answer the question</a></p>'


def test_an_address_among_words_becomes_a_link():
    html = render_html("See {{ survey_url }} now", {"survey_url": URL})
    assert html == f'<p>See <a href="{URL}" rel="noopener noreferrer">{URL}</a> now</p>'


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://x", "/survey/", 'https://x/" onclick="y'])
def test_only_web_addresses_are_addresses(address):
    with pytest.raises(RenderError, match="survey_url"):
        render_html("{{ survey_url }}", {"survey_url": address})


def test_variables_in_lists_the_names():
    assert variables_in("{{ a }} {{b}} {{ a }}") == {"a", "b"}


def test_check_source_names_the_unknown_variable():
    with pytest.raises(RenderError, match="whom"):
        check_source("{{ greeting }} {{ whom }}", frozenset({"greeting"}))


def test_check_source_refuses_a_book():
    with pytest.raises(RenderError):
        check_source("ж" * LONGEST_SOURCE, frozenset())
