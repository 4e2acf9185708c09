"""No page breaks a rule that axe knows, in light or dark, wide or narrow."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from scripts.embedded import Running
from scripts.screenshots import ADMIN, ALICE, LEAD, VISITOR, Shot, shots, viewing

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SCHEMES = ["light", "dark"]
WIDTHS = {"wide": 1280, "narrow": 360}


@pytest.fixture(scope="module")
def pages(rapport: Running) -> list[Shot]:
    return list(shots(rapport))


@pytest.fixture(params=[(scheme, width) for scheme in SCHEMES for width in WIDTHS], ids="-".join)
def viewers(request, chromium: Browser, rapport: Running) -> Iterator[dict[str, Page]]:
    """A page of each one who looks, in one look and width."""
    scheme, width = request.param
    look = {"viewport": {"width": WIDTHS[width], "height": 800}, "color_scheme": scheme, "locale": "en-GB"}
    pages = {viewer: viewing(chromium, rapport, viewer, **look) for viewer in (ALICE, LEAD, ADMIN, VISITOR)}
    yield pages
    for page in pages.values():
        page.context.close()


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{violation['id']}: {', '.join(str(node['target']) for node in violation['nodes'][:3])}" for violation in found
    ]


def test_no_page_violates_a_rule(viewers: dict[str, Page], pages: list[Shot], rapport: Running):
    found = {}
    for shot in pages:
        page = viewers[shot.viewer]
        answer = page.goto(f"{rapport.url}{shot.path}")
        assert answer is not None
        assert answer.status == 200, shot.name
        page.wait_for_load_state("networkidle")
        if broken := violations(page):
            found[shot.name] = broken
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found.setdefault(shot.name, []).append("wider than the window")
    assert found == {}
