"""Styles speak of start and end, pictures that point turn round, and numbers keep their sign in front."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from crm.money import Money, format_money
from crm.templatetags.crm_ui import POINTING, icon
from crm.text import isolated
from metrics.wording import signed

STYLES = settings.BASE_DIR / "crm/static/crm"
PICTURES = settings.BASE_DIR / "tools/icons.txt"
ASIDE = re.compile(
    r"(?:^|[\s;{])(?P<what>(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right)[\w-]*"
    r"|border-(?:top|bottom)-(?:left|right)-radius|left|right"
    r"|(?:text-align|float|clear|justify-content|background-position|transform-origin)(?=\s*:[^;}]*\b(?:left|right)\b)"
    r")\s*:(?P<value>[^;}]*)"
)
# Where a side is meant and not the start or the end of a line; each with its reason.
MEANT = {
    "background-position: var(--inline-end, right) 0.5rem center": "the side is a variable, which turns round",
}


def declared(css):
    """Declarations that name a side of the screen."""
    text = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return [f"{found['what']}: {found['value'].strip()}" for found in ASIDE.finditer(text)]


@pytest.mark.parametrize("path", sorted(STYLES.glob("*.css")), ids=lambda path: path.name)
def test_styles_know_no_left_and_right(path: Path):
    assert [line for line in declared(path.read_text()) if line not in MEANT] == []


def test_the_search_finds_what_it_is_for():
    css = """a { margin-left: 1px; color: red; } b { text-align: right } i {left:0}
    u { margin-inline-start: 1px; text-align: end } /* right: 0 */ s { border-top-left-radius: 2px }"""
    assert declared(css) == ["margin-left: 1px", "text-align: right", "left: 0", "border-top-left-radius: 2px"]


def test_every_meant_side_is_still_there():
    everything = [line for path in STYLES.glob("*.css") for line in declared(path.read_text())]
    assert set(MEANT) == set(everything)


def test_pictures_that_point_turn_round_and_clocks_do_not():
    known = {line.split("=")[0].strip() for line in PICTURES.read_text().splitlines() if not line.startswith("#")}
    assert known >= POINTING
    assert 'class="icon is-pointing"' in icon("arrow-left")
    assert all('class="icon"' in icon(name) for name in ("clock", "phone", "check", "history", "help"))


def test_every_arrow_of_the_sprite_points():
    names = {line.split("=")[0].strip() for line in PICTURES.read_text().splitlines()}
    sideways = {name for name in names if re.fullmatch(r"(arrow|chevron)-.*", name)} - {"chevron-down"}
    assert sideways <= POINTING


@pytest.mark.parametrize(("language", "written"), [("ar", "\u2066+28\u2069"), ("he", "\u2066+28\u2069"), ("en", "+28")])
def test_a_sign_stays_in_front_of_its_number(language, written):
    with translation.override(language):
        assert signed(28) == written


def test_an_amount_stays_with_its_currency():
    assert format_money(Money(Decimal(5), "CZK"), "en") == "5.00\N{NO-BREAK SPACE}CZK"
    amount = format_money(Money(Decimal(5), "CZK"), "ar")
    assert (amount[0], amount[-1]) == ("\u2066", "\u2069")
    assert "CZK" in amount


@pytest.mark.parametrize("language", ["ar", "ar-EG", "fa", "he", "ur"])
def test_isolated_where_words_run_from_the_right(language):
    assert isolated("+1", language) == "\u2066+1\u2069"
    assert isolated("+1", "lt") == "+1"
