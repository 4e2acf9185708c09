"""The composer on the card, by the keyboard alone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from scripts.embedded import Running
from scripts.screenshots import PATIENCE_MS, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# The card once its scripts have run, and so answers to keys.
CARD = re.compile(r"/contacts/\d+/$")
SAID = "Lampy blikají\nХочет скидку"


@pytest.fixture
def page(chromium: Browser, rapport: Running) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    sign_in(page, rapport.url, "alice@rapport.example")
    yield page
    context.close()


def test_a_call_is_logged_without_a_mouse(page: Page, rapport: Running) -> None:
    page.goto(f"{rapport.url}/contacts/new/")
    page.fill("input[name=full_name]", "Logged by Keys")
    page.locator("#main input[name=save]").click()
    page.wait_for_url(CARD)
    card = page.url

    page.keyboard.press("l")
    said = page.get_by_label("What the customer said")
    expect(said).to_be_focused()
    page.keyboard.type(SAID)
    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("list", name="What the customer said").get_by_role("listitem")).to_have_text(
        SAID.split("\n")
    )
    assert page.url == card


def test_a_name_that_is_typed_is_found_and_a_typed_text_stays(page: Page, rapport: Running) -> None:
    page.goto(f"{rapport.url}/contacts/new/")
    page.fill("input[name=full_name]", "Met with Others")
    page.locator("#main input[name=save]").click()
    page.wait_for_url(CARD)

    page.keyboard.press("l")
    page.get_by_label("Summary").fill("We met")
    page.get_by_text("What they felt, who else took part, files …").click()
    page.get_by_role("searchbox", name="Name of a customer or colleague").press_sequentially("Bob")
    page.get_by_role("checkbox", name="Bob").first.check()
    page.get_by_role("button", name="Log and plan next").click()

    page.wait_for_url("**/plan/")
    page.goto(page.url.replace("/plan/", "/timeline/"))
    expect(page.get_by_text("Colleagues: Bob")).to_be_visible()
