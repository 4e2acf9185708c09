"""Soon after the start, greetings whose hour has come stand as sent, the others wait for theirs."""

import re
import time

import pytest
from playwright.sync_api import Browser, Page, expect

from scripts.embedded import Running
from scripts.screenshots import sign_in
from tests.browser.mailbox import all_mails

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PATIENCE_SECONDS = 600
GREETING = "Birthday greeting"


@pytest.fixture
def outbox(chromium: Browser, rapport: Running):
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    page = context.new_page()
    sign_in(page, rapport.url, "admin@rapport.example")
    yield page
    context.close()


def greetings(page: Page, url: str) -> list[str]:
    """What the rows of greetings say, one text each."""
    page.goto(url)
    return page.locator("tr[data-row]", has_text=GREETING).all_inner_texts()


def test_greetings_of_the_hour_are_sent_and_the_others_planned(outbox: Page, rapport: Running):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(sent := greetings(outbox, f"{rapport.url}/outbox/sent/")) < 3 and time.monotonic() < deadline:
        time.sleep(1)
    assert len(sent) >= 3
    names = [row.split("\t")[0].strip() for row in sent]
    assert len(set(names)) == len(names)
    planned = greetings(outbox, f"{rapport.url}/outbox/")
    assert len(planned) >= 5
    assert all(re.search(r"\b09:00\b\s+in \S", row) for row in planned), planned
    assert not set(names) & {row.split("\t")[0].strip() for row in planned}


def test_who_did_not_agree_is_skipped_with_the_reason(outbox: Page, rapport: Running):
    outbox.goto(f"{rapport.url}/outbox/not-sent/")
    rows = outbox.locator("tr[data-row]", has_text="skipped")
    expect(rows.filter(has_text="The contact refused this purpose.").first).to_be_visible()
    expect(rows.filter(has_text="No consent is recorded for this purpose.").first).to_be_visible()


def test_each_greeting_is_one_file_in_the_language_that_it_names(rapport: Running):
    mails = [mail for mail in all_mails(rapport) if str(mail["Feedback-ID"]).startswith("birthday:")]
    assert len(mails) >= 3
    assert len({str(mail["To"]) for mail in mails}) == len(mails)
    assert {str(mail["Content-Language"]) for mail in mails} <= {"en", "ru", "cs", "da", "lt", "ar"}
