"""A passkey is made and used in a real browser, whose authenticator is a virtual one."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from demo.sign_ins import PASSWORD
from scripts.embedded import Running, running

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ADMIN = "admin@rapport.example"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def strict(chromium: Browser) -> Iterator[Running]:
    """Rapport under a name that browsers make passkeys for, where everybody needs a second factor."""
    with running(host="localhost", more_env={"REQUIRE_TWO_FACTOR": "1"}) as started:
        yield started


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    yield page
    context.close()


def enter(page: Page, url: str) -> None:
    page.goto(f"{url}/accounts/login/")
    page.fill("input[name=login]", ADMIN)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")


def leave(page: Page, url: str) -> None:
    page.goto(f"{url}/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/accounts/login/"))


def test_a_superuser_sets_a_passkey_up_and_signs_in_with_it(page: Page, strict: Running) -> None:
    url = strict.url
    enter(page, url)
    expect(page).to_have_url(f"{url}/accounts/2fa/")
    page.goto(f"{url}/admin/")
    expect(page).to_have_url(f"{url}/accounts/2fa/")

    page.get_by_role("link", name="Add a passkey").click()
    page.locator("#id_name").fill("Laptop")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto(f"{url}/admin/")
    expect(page).to_have_url(f"{url}/admin/")

    leave(page, url)
    enter(page, url)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(f"{url}/")

    leave(page, url)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(f"{url}/")
