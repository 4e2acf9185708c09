"""From right to left no page scrolls sideways, and nothing of it sticks out where lines begin or end."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from scripts.embedded import Running, running
from scripts.screenshots import ADMIN, ALICE, LEAD, SPEAK, VISITOR, Shot, shots, viewing
from tools.pseudo import RIGHT_TO_LEFT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTHS = {"wide": 1280, "phone": 390}
# What a box of its own cuts off or scrolls does not widen the page.
STICKS_OUT = """() => {
  const width = document.documentElement.clientWidth, found = [];
  const isCut = (element) => {
    for (let box = element.parentElement; box && box !== document.body; box = box.parentElement)
      if (getComputedStyle(box).overflowX !== "visible") return true;
    return false;
  };
  for (const element of document.querySelectorAll("body *")) {
    const box = element.getBoundingClientRect();
    if (!box.width || !box.height || element.closest(".visually-hidden, .skip-link")) continue;
    // What a closed menu holds has a box all the same.
    if (!element.checkVisibility()) continue;
    if ((box.left < -1 || box.right > width + 1) && !isCut(element))
      found.push(`${element.tagName} ${element.getAttribute("class")} ${box.left}..${box.right}`);
  }
  return found.slice(0, 3);
}"""
# The policy of the pages refuses a style sheet of ours.
PUSHED_OUT = """() => {
  const { style } = document.querySelector("h1");
  style.position = "relative";
  style.insetInlineStart = "-1000px";
}"""
NOT_MIRRORED = """() => {
  const turned = (element) => new DOMMatrix(getComputedStyle(element).transform).a < 0;
  const shown = [...document.querySelectorAll(".is-pointing")].filter((element) => element.getClientRects().length);
  return shown.filter((element) => !turned(element)).length;
}"""


@pytest.fixture(scope="module")
def mirrored(chromium: Browser) -> Iterator[Running]:
    """The demo world whose colleagues read from right to left."""
    with running(more_env={"DJANGO_SETTINGS_MODULE": "tools.pseudo_settings"}) as started:
        for viewer in (ALICE, LEAD, ADMIN):
            started.manage("shell", "-v", "0", "-c", SPEAK.format(viewer=viewer, language=RIGHT_TO_LEFT))
        yield started


@pytest.fixture(scope="module")
def pages(mirrored: Running) -> list[Shot]:
    """All that are pictured, but those in the language of a customer who reads from left to right."""
    customers = ("survey", "recap-page", "sign-in-russian")
    return [shot for shot in shots(mirrored) if not shot.language and shot.name not in customers]


@pytest.fixture(params=WIDTHS)
def viewers(request, chromium: Browser, mirrored: Running) -> Iterator[dict[str, Page]]:
    look = {"viewport": {"width": WIDTHS[request.param], "height": 800}, "locale": RIGHT_TO_LEFT}
    pages = {viewer: viewing(chromium, mirrored, viewer, **look) for viewer in (ALICE, LEAD, ADMIN, VISITOR)}
    yield pages
    for page in pages.values():
        page.context.close()


def faults(page: Page) -> list[str]:
    found = list(page.evaluate(STICKS_OUT))
    if page.evaluate("document.documentElement.dir") != "rtl":
        found.append("not from right to left")
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found.append("wider than the window")
    if page.evaluate(NOT_MIRRORED):
        found.append("an arrow that points the other way")
    return found


def test_every_page_mirrors(viewers: dict[str, Page], pages: list[Shot], mirrored: Running):
    found = {}
    for shot in pages:
        page = viewers[shot.viewer]
        answer = page.goto(f"{mirrored.url}{shot.path}")
        assert answer is not None
        assert answer.status == 200, shot.name
        page.wait_for_load_state("networkidle")
        if broken := faults(page):
            found[shot.name] = broken
    assert found == {}
    assert len(pages) > 30


def test_the_check_sees_what_sticks_out(viewers: dict[str, Page], mirrored: Running):
    page = viewers[VISITOR]
    page.goto(f"{mirrored.url}/accounts/login/")
    page.evaluate(PUSHED_OUT)
    assert any(one.startswith("H1") for one in faults(page))
