"""A day of an account manager: her sentence, the first row, a call with a promise, what is next. A colleague elsewhere
finds what she gave him in the mail of his morning."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from scripts.embedded import Running, running
from scripts.screenshots import PATIENCE_MS, sign_in
from tests.browser.mailbox import mails_to, text_of, wait_for_mail

ALICE, BOB = "alice@rapport.example", "bob@rapport.example"
FIRST_CONTACT = "from contacts.models import Contact; print(Contact.objects.get(external_id='demo-00001').pk)"
TASK, GIVEN = "Call about the delivery date", "Confirm the fitter’s visit"
PROMISE, SAMPLE = "Send two samples of felt", "Ask whether the felt came"
BOBS_MORNING, BOBS_PLACE = time(9), ZoneInfo("Europe/London")


@pytest.mark.browser
@pytest.mark.slow
def test_a_day_in_the_life(chromium: Browser) -> None:
    """In a world of its own, as the night between is not waited for."""
    with running() as rapport:
        page = opens_a_browser(chromium)
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        sign_in(page, rapport.url, ALICE)
        reads_the_sentence(page)
        opens_the_first_row(page)
        closes_a_task_with_the_next(page, rapport)
        logs_a_call_with_a_promise(page, rapport)
        hands_over_to_bob(page, rapport)
        bob_reads_it_in_his_morning(rapport)
        assert problems == []
        page.context.close()


def opens_a_browser(chromium: Browser) -> Page:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.set_default_timeout(PATIENCE_MS)
    return context.new_page()


def reads_the_sentence(page: Page) -> None:
    expect(page.get_by_role("heading", level=1, name="My day")).to_be_visible()
    sentence = page.locator(".lede").inner_text()
    said = re.search(r"(\d+) things want you", sentence)
    assert said is not None, sentence
    page.goto(page.url + "?all=1")
    expect(page.locator("[data-row]")).to_have_count(int(said[1]))
    page.go_back()


def opens_the_first_row(page: Page) -> None:
    """One button of the page is the one to press, and it leads to something about that customer."""
    first = page.locator("[data-row]").first
    who = first.get_by_role("link").first.inner_text()
    assert page.locator(".day-row .btn-primary").count() == 1
    first.get_by_role("link", name=re.compile("^Do")).click()
    expect(page.get_by_role("main")).to_contain_text(who)
    page.go_back()


def closes_a_task_with_the_next(page: Page, rapport: Running) -> None:
    page.goto(f"{rapport.url}/?all=1")
    page.get_by_role("link", name=f"Do {TASK}").click()
    page.get_by_label("What came of it").fill("It leaves on Friday")
    page.get_by_role("textbox", name="Next step").fill("Ask whether it came")
    page.get_by_label("Date").fill(f"{date.today() + timedelta(days=5)}")
    page.get_by_role("button", name="Close it").click()
    expect(page.get_by_role("main")).to_contain_text("Ask whether it came")
    page.goto(f"{rapport.url}/?all=1")
    expect(page.get_by_role("link", name=f"Do {TASK}")).to_have_count(0)


def logs_a_call_with_a_promise(page: Page, rapport: Running) -> None:
    """From the card, by the key: two points, what is promised, and on to the next step."""
    pk = rapport.manage("shell", "-v", "0", "-c", FIRST_CONTACT).strip()
    page.goto(f"{rapport.url}/contacts/{pk}/")
    page.keyboard.press("l")
    page.get_by_role("textbox", name="What the customer said").fill("The felt is too thin\nAutumn colours please")
    page.get_by_text("We promised something").click()
    page.get_by_label("What we promise").fill(PROMISE)
    page.get_by_label("Due by").fill(f"{date.today() + timedelta(days=3)}")
    page.get_by_role("button", name="Log and plan next").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What is next")
    page.get_by_label("What", exact=False).get_by_role("textbox").or_(page.locator("#id_title")).first.fill(SAMPLE)
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_role("main")).to_contain_text("Autumn colours please")
    expect(page.get_by_role("main")).to_contain_text(SAMPLE)
    expect(page.get_by_role("main")).to_contain_text(PROMISE)


def hands_over_to_bob(page: Page, rapport: Running) -> None:
    page.goto(f"{rapport.url}/?all=1")
    page.get_by_role("link", name=f"Hand over {GIVEN}").click()
    page.get_by_label("To whom").select_option(label="Bob Weaver")
    page.get_by_label("Note").fill("The key is at the porter’s.")
    page.get_by_role("button", name="Hand it over").click()
    page.goto(f"{rapport.url}/?all=1")
    expect(page.get_by_role("link", name=f"Hand over {GIVEN}")).to_have_count(0)


def bob_reads_it_in_his_morning(rapport: Running) -> None:
    """Not a minute before nine where he works."""
    morning = next_morning(datetime.now(UTC))
    run_due(rapport, morning - timedelta(minutes=1))
    assert [str(mail["Subject"]) for mail in mails_to(rapport, BOB) if is_digest(str(mail["Subject"]))] == []
    run_due(rapport, morning + timedelta(minutes=1))
    digest = wait_for_mail(rapport, BOB, lambda mail: is_digest(str(mail["Subject"])))
    assert GIVEN in text_of(digest)


def is_digest(subject: str) -> bool:
    return subject.startswith("My day:")


def next_morning(now: datetime) -> datetime:
    """When Bob's next working day but today begins: Christmas is no day of work."""
    on = now.astimezone(BOBS_PLACE).date() + timedelta(days=1)
    while on.weekday() >= 5 or (on.month, on.day) in {(1, 1), (12, 25), (12, 26), (12, 28)}:
        on += timedelta(days=1)
    return datetime.combine(on, BOBS_MORNING, BOBS_PLACE)


def run_due(rapport: Running, now: datetime) -> None:
    rapport.manage("run_due", "--now", now.astimezone(UTC).isoformat(), "--json")
