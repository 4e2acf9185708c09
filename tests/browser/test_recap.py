"""A customer confirms and corrects a recap on a phone, in Arabic; a colleague puts a phrase into a mail."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from scripts.embedded import Running
from scripts.screenshots import ALICE, FIRST_CONTACT, recap_link, viewing

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = {"viewport": {"width": 360, "height": 740}, "locale": "ar"}
ANSWERED = "from interactions.models import RecapAnswer; print(RecapAnswer.objects.latest('pk').corrections)"


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def phone(request, chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page(**PHONE, java_script_enabled=request.param)
    yield page
    page.context.close()


def test_a_customer_corrects_a_point_on_a_phone_in_arabic(phone: Page, rapport: Running):
    phone.goto(rapport.url + recap_link(rapport, "ar"))
    expect(phone.locator("html")).to_have_attribute("dir", "rtl")
    point = phone.locator("fieldset").first
    expect(point.locator("textarea")).to_be_hidden()
    point.locator("input[value=wrong]").focus()
    phone.keyboard.press("Space")
    point.locator("textarea").fill("في يوليو")
    phone.get_by_role("button").click()
    expect(phone.locator(".alert-success")).to_be_visible()
    expect(phone.locator("fieldset textarea").first).to_have_value("في يوليو")
    assert rapport.manage("shell", "-v", "0", "-c", ANSWERED).strip() == "['في يوليو']"


def test_a_phrase_goes_where_the_cursor_was(chromium: Browser, rapport: Running):
    page = viewing(chromium, rapport, ALICE)
    contact = rapport.manage("shell", "-v", "0", "-c", FIRST_CONTACT).strip()
    page.goto(f"{rapport.url}/contacts/{contact}/plan/?kind=mail")
    body = page.locator("#id_body")
    body.fill("Před. Po.")
    body.evaluate("field => field.setSelectionRange(6, 6)")
    page.locator("details[data-phrases] > summary").click()
    page.get_by_text("Thanks", exact=True).click()
    page.locator("li", has_text="Spolupráce s Vámi nás těší").get_by_role("button").click()
    expect(body).to_have_value("Před. Spolupráce s Vámi nás těší a doufáme, že je to vidět.Po.")
    page.context.close()
