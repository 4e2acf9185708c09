"""Two people at one customer, a finger that taps twice, and a tab that is closed too early."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from scripts.embedded import Running
from scripts.screenshots import PATIENCE_MS, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ALICE, LEAD = "alice@rapport.example", "lead@rapport.example"
NAME, TAPPED = "Twice Edited", "Tapped Twice"


def opened(chromium: Browser, url: str, email: str, **options: bool) -> Page:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB", **options)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    sign_in(page, url, email)
    return page


@pytest.fixture
def contexts(chromium: Browser) -> Iterator[list[BrowserContext]]:
    yield chromium.contexts
    for context in chromium.contexts:
        context.close()


@pytest.fixture
def alice(chromium: Browser, rapport: Running, contexts: list[BrowserContext]) -> Page:
    return opened(chromium, rapport.url, ALICE)


@pytest.fixture
def lead(chromium: Browser, rapport: Running, contexts: list[BrowserContext]) -> Page:
    return opened(chromium, rapport.url, LEAD)


def makes_a_contact(page: Page, url: str, name: str) -> str:
    page.goto(f"{url}/contacts/new/")
    page.fill("input[name=full_name]", name)
    saves(page)
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
    return page.url


def saves(page: Page) -> None:
    page.locator("#main input[name=save]").click()


def test_the_slower_of_two_editors_chooses_field_by_field(alice: Page, lead: Page, rapport: Running) -> None:
    card = makes_a_contact(alice, rapport.url, NAME)
    for page in (alice, lead):
        page.goto(f"{card}edit/")
    lead.fill("input[name=city]", "Praha")
    lead.fill("input[name=job_title]", "Brewer")
    saves(lead)
    lead.wait_for_url(card)

    alice.fill("input[name=city]", "Brno")
    alice.fill("input[name=called]", "Twice")
    saves(alice)
    dispute = alice.get_by_role("group", name="City")
    expect(dispute.get_by_text("Praha")).to_be_visible()
    expect(dispute.get_by_text("Brno")).to_be_visible()
    expect(alice.locator("#main fieldset")).to_have_count(1)
    dispute.get_by_role("radio").first.check()
    alice.get_by_role("button", name="Save what I chose").click()
    expect(alice.get_by_text("Saved.")).to_be_visible()

    alice.goto(f"{card}edit/")
    kept = {name: alice.input_value(f"input[name={name}]") for name in ("city", "called", "job_title")}
    assert kept == {"city": "Praha", "called": "Twice", "job_title": "Brewer"}


def test_a_double_tap_makes_one_contact(chromium: Browser, rapport: Running, contexts: list[BrowserContext]) -> None:
    """Without scripts, so that nothing but the server stands between the two taps."""
    page = opened(chromium, rapport.url, ALICE, java_script_enabled=False)
    page.goto(f"{rapport.url}/contacts/new/")
    page.fill("input[name=full_name]", TAPPED)
    page.locator("#main input[name=save]").dblclick()
    expect(page.get_by_role("heading", level=1, name=TAPPED)).to_be_visible()
    page.goto(f"{rapport.url}/contacts/?q={TAPPED.replace(' ', '+')}")
    expect(page.get_by_role("link", name=TAPPED, exact=True)).to_have_count(1)


def test_a_draft_outlives_the_tab_and_the_sign_out(
    chromium: Browser, rapport: Running, alice: Page, lead: Page
) -> None:
    card = makes_a_contact(alice, rapport.url, "Half Written")
    alice.goto(f"{card}log/")
    alice.fill("textarea[name=summary]", "She asked for")
    expect(alice.get_by_text("A draft is kept until you save.")).to_be_visible()
    alice.goto(f"{rapport.url}/accounts/logout/")
    alice.get_by_role("main").get_by_role("button", name="Sign out").click()
    alice.context.close()

    lead.goto(f"{card}log/")
    assert lead.input_value("textarea[name=summary]") == ""

    again = opened(chromium, rapport.url, ALICE)
    again.goto(f"{card}log/")
    expect(again.get_by_text("is restored.")).to_be_visible()
    assert again.input_value("textarea[name=summary]") == "She asked for"
    again.get_by_role("button", name="Discard").click()
    expect(again.get_by_text("is restored.")).to_have_count(0)
    assert again.input_value("textarea[name=summary]") == ""
