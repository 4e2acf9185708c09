"""The main job, sentence by sentence, against Rapport as `make run` starts it, and as teams run it."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import getaddresses
from pathlib import Path
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from scripts.embedded import Running
from scripts.screenshots import PATIENCE_MS, sign_in
from tests.browser.mailbox import mails_to, text_of, wait_for_mail

# One of them is always between ten and five in the afternoon, so the test may run at any hour.
ZONES = [
    "Europe/Prague",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Pacific/Auckland",
    "Pacific/Honolulu",
    "America/Denver",
    "America/Sao_Paulo",
]
ALICE = "alice@rapport.example"
PAN_NOVAK = "karel.novak@brewery.example"
HUBSPOT = (
    "Record ID,First Name,Last Name,Email,Phone Number,Associated Company,Date of birth,Preferred language,Time Zone"
)
BOOKS = ("outreach/message", "sales/purchase", "feedback/response", "loyalty/transaction", "interactions/interaction")
PLAN = "Plan for the second floor"
RING_FOR_A_SWEEP = "from outreach.tasks import sweep; sweep.delay()"
METRICS = [
    "Retention",
    "Churn",
    "Customer lifetime value",
    "Net promoter score",
    "Customer satisfaction",
    "Referral rate",
    "First answers in time",
    "Updates in time",
    "Promises kept",
]
# In the demo world no promised update is due yet.
UNTOLD = {"Updates in time"}


@dataclass(frozen=True)
class Story:
    """The world of one run: where it is served, and the customer's clock."""

    rapport: Running
    zone: ZoneInfo

    @property
    def url(self) -> str:
        return self.rapport.url

    def there(self) -> datetime:
        return datetime.now(self.zone)


def waking_zone(now: datetime) -> ZoneInfo:
    return next(zone for zone in map(ZoneInfo, ZONES) if 10 <= now.astimezone(zone).hour < 17)


@pytest.mark.parametrize("hour", range(24))
def test_somewhere_it_is_day(hour: int):
    assert waking_zone(datetime(2026, 7, 1, hour, tzinfo=UTC)).key in ZONES
    assert waking_zone(datetime(2026, 12, 1, hour, tzinfo=UTC)).key in ZONES


@pytest.mark.browser
@pytest.mark.slow
def test_main_job(served: Running, chromium: Browser, tmp_path: Path):
    story = Story(served, waking_zone(datetime.now(UTC)))
    page = opens_a_browser(chromium)
    problems = watch(page)

    signs_in_and_sees_my_day(page, story)
    works_on_the_customers_clock(page, story)
    imports_the_list_that_she_has(page, story, tmp_path)
    card = opens_the_card(page, story)
    logs_a_call_with_consent(page, card)
    plans_a_mail_and_a_task(page, story, card)
    records_his_purchase(page, card)
    the_worker_greets_him_once(story)
    survey = the_worker_asks_him_after_the_call(story)
    he_answers_without_signing_in(chromium, survey)
    the_worker_sends_the_mail_and_reminds_her(story)
    his_account_has_points_for_both(page, card)
    the_outbox_shows_all_of_it(page, story)
    each_number_of_the_dashboard_opens_its_customers(page, story)
    the_superuser_mends_his_card(chromium, story, page, card)
    assert problems == []
    page.context.close()


def opens_a_browser(chromium: Browser) -> Page:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.set_default_timeout(PATIENCE_MS)
    return context.new_page()


def watch(page: Page) -> list[str]:
    """What goes wrong behind the page: errors of scripts, refused styles, answers that are no success."""
    problems: list[str] = []

    def note(answer: Response) -> None:
        if answer.status >= 400:
            problems.append(f"{answer.status} {answer.url}")

    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("response", note)
    return problems


def signs_in_and_sees_my_day(page: Page, story: Story) -> None:
    sign_in(page, story.url, ALICE)
    expect(page.get_by_role("heading", level=1, name="My day")).to_be_visible()
    expect(page.locator(".lede")).to_contain_text("things want you")
    page.get_by_role("link", name=re.compile("more$")).click()
    expect(page.get_by_role("main")).to_contain_text("Send the drawing of the reading room")


def works_on_the_customers_clock(page: Page, story: Story) -> None:
    """Her own hours are those of his zone, so that her reminder may leave whatever the hour of this test."""
    page.goto(f"{story.url}/choose/zone/")
    page.select_option("select[name=time_zone]", story.zone.key)
    page.get_by_role("main").get_by_role("button", name="Save").click()


def imports_the_list_that_she_has(page: Page, story: Story, folder: Path) -> None:
    today = story.there().date()
    rows = [
        HUBSPOT,
        f"901,Karel,Novák,{PAN_NOVAK},+420 000 000 199,Pivovar U Vymyšleného,"
        f"{today.replace(year=1976).isoformat()},cs,{story.zone.key}",
        "902,Marie,Žáková,marie.zakova@brewery.example,,Pivovar U Vymyšleného,,cs,Europe/Prague",
    ]
    file = folder / "hubspot-crm-exports-all-contacts.csv"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    page.get_by_role("link", name="Contacts", exact=True).first.click()
    page.locator("details.menu[name=actions] > summary").click()
    page.get_by_role("link", name="Import", exact=True).first.click()
    page.set_input_files("input[type=file]", file)
    page.get_by_role("main").get_by_role("button", name="Show what is in it").click()
    page.get_by_role("main").get_by_role("button", name="Import", exact=True).click()
    # It is the worker who imports, and the page looks now and then how far that is.
    expect(page.get_by_role("button", name="Undo the import")).to_be_visible()
    created = page.locator("div.card-body", has=page.get_by_text("Created"))
    expect(created.locator("dd").first).to_have_text("2")


def opens_the_card(page: Page, story: Story) -> str:
    """First an old acquaintance's, with a past; then that of the man who was just imported."""
    page.goto(f"{story.url}/contacts/?q=Jan+Novák")
    page.get_by_role("table").get_by_role("link", name="Jan Novák").first.click()
    expect(page.locator("section", has_text="Timeline").first).to_contain_text("Asked whether the samples had arrived.")
    page.get_by_role("searchbox").first.fill("karel novak")
    page.get_by_role("searchbox").first.press("Enter")
    before = story.there()
    page.get_by_role("main").get_by_role("link", name="Karel Novák").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Karel Novák")
    head = page.locator("header.card-head")
    expect(head).to_contain_text("Czech")
    expect(head).to_contain_text("Alice Světlá")
    hours = [moment.strftime("%a %H:") for moment in (before, story.there())]  # one may have ended meanwhile
    expect(head).to_contain_text(re.compile("|".join(hours)))
    expect(head).to_contain_text(re.compile("Good time|Doubtful|Not now"))
    expect(page.get_by_role("heading", name="Timeline")).to_be_visible()
    return page.url


def logs_a_call_with_consent(page: Page, card: str) -> None:
    page.goto(card)
    page.get_by_role("link", name="Log a call").click()
    page.get_by_label("What the customer said").fill("Needs forty lamps\nLikes the grey cloth")
    page.get_by_label("Summary").fill("Talked about the second floor.")
    page.get_by_text("They agreed to mails").click()
    page.get_by_label("greetings").check()
    page.get_by_label("surveys").check()
    page.get_by_role("button", name="Log it").click()
    expect(page.get_by_text("Likes the grey cloth")).to_be_visible()
    expect(page.locator("header.card-head")).to_contain_text("Greetings: yes")
    expect(page.locator("header.card-head")).to_contain_text("Surveys: yes")


def plans_a_mail_and_a_task(page: Page, story: Story, card: str) -> None:
    soon = story.there() + timedelta(minutes=2)
    for link, title, body in (
        ("Prepare a mail", PLAN, "as promised, here is the plan."),
        ("Plan next", "Send Karel the samples", ""),
    ):
        page.goto(card)
        page.get_by_role("link", name=link).click()
        page.get_by_label("Subject").fill(title)
        if body:
            page.get_by_label("Text of the mail").fill(body)
        page.get_by_label("Date").fill(soon.date().isoformat())
        page.get_by_label("Time", exact=False).last.fill(soon.strftime("%H:%M"))
        page.get_by_role("button", name="Plan it").click()
        expect(page.get_by_text(title).first).to_be_visible()


def records_his_purchase(page: Page, card: str) -> None:
    page.goto(card)
    page.get_by_role("link", name="Record a purchase").click()
    page.get_by_label("Amount").fill("1250.50")
    page.select_option("select[name=currency]", "EUR")
    page.get_by_role("main").get_by_role("button", name=re.compile("Record|Save")).click()
    expect(page.get_by_text("1,250.50").first).to_be_visible()


def the_worker_greets_him_once(story: Story) -> None:
    """The sweep comes every five minutes; ringing for it now changes nothing but the wait."""
    story.rapport.manage("shell", "-v", "0", "-c", RING_FOR_A_SWEEP)
    greeting = wait_for_mail(story.rapport, PAN_NOVAK, lambda mail: "narozenin" in str(mail["Subject"]).lower())
    assert getaddresses([str(greeting["From"])])[0][0] == "Alice Světlá"
    swept = json.loads(story.rapport.manage("run_due", "--now", datetime.now(UTC).isoformat(), "--json"))
    assert "outreach.sweep" in json.dumps(swept)
    greetings = [mail for mail in mails_to(story.rapport, PAN_NOVAK) if mail["Subject"] == greeting["Subject"]]
    assert len(greetings) == 1


def the_worker_asks_him_after_the_call(story: Story) -> str:
    survey = wait_for_mail(story.rapport, PAN_NOVAK, lambda mail: "/survey/" in text_of(mail))
    found = re.search(rf"{story.url}/survey/[\w-]+/", text_of(survey))
    assert found is not None
    return found.group()


def he_answers_without_signing_in(chromium: Browser, survey: str) -> None:
    visitor = chromium.new_context(viewport={"width": 390, "height": 800}, locale="cs-CZ")
    visitor.set_default_timeout(PATIENCE_MS)
    page = visitor.new_page()
    page.goto(survey)
    assert page.locator("html").get_attribute("lang") == "cs"
    page.locator("input[type=radio][value='5']").check()
    page.locator("form button[type=submit]").last.click()
    page.wait_for_url("**/thanks/")
    assert visitor.cookies(survey) == [] or all(cookie["name"] != "sessionid" for cookie in visitor.cookies(survey))
    visitor.close()


def the_worker_sends_the_mail_and_reminds_her(story: Story) -> None:
    mail = wait_for_mail(story.rapport, PAN_NOVAK, lambda mail: mail["Subject"] == "Plan for the second floor")
    assert "as promised, here is the plan." in text_of(mail)
    assert "Lantern & Loom, lamps and woven screens" in text_of(mail)
    assert ALICE in str(mail["Reply-To"])
    reminder = wait_for_mail(story.rapport, ALICE, lambda mail: "Send Karel the samples" in text_of(mail))
    assert "Karel Novák" in text_of(reminder)


def his_account_has_points_for_both(page: Page, card: str) -> None:
    page.goto(card)
    loyalty = page.locator("section.card", has=page.get_by_role("heading", name="Loyalty"))
    expect(loyalty).to_contain_text("1,300 points")
    expect(loyalty).to_contain_text("+1,250")
    expect(loyalty).to_contain_text("+50")


def the_outbox_shows_all_of_it(page: Page, story: Story) -> None:
    page.goto(f"{story.url}/outbox/sent/")
    rows = page.locator("tbody tr", has_text="Karel Novák")
    expect(rows).to_have_count(3)
    for words in ("Birthday greeting", "Prepared mail", "Survey after a conversation"):
        expect(rows.filter(has_text=words)).to_have_count(1)


def each_number_of_the_dashboard_opens_its_customers(page: Page, story: Story) -> None:
    page.goto(f"{story.url}/metrics/")
    numbers = page.locator(".metric-card")
    expect(numbers.get_by_role("heading")).to_have_text(METRICS)
    links = numbers.locator("a.metric-value").all()
    targets = [str(link.get_attribute("href")) for link in links]
    told = [re.search(r"\d", link.inner_text()) is not None for link in links]
    assert dict(zip(METRICS, told, strict=True)) == {name: name not in UNTOLD for name in METRICS}
    for title, target in zip(METRICS, targets, strict=True):
        page.goto(f"{story.url}{target}")
        expect(page.get_by_role("heading", level=1)).to_contain_text(title)
        if title not in UNTOLD:
            expect(page.locator("tr[data-row]").first).to_be_visible()
    stands_in_the_list(page, f"{story.url}{targets[METRICS.index('Customer satisfaction')]}")


def stands_in_the_list(page: Page, target: str) -> None:
    page.goto(target)
    while page.get_by_role("link", name="Karel Novák").count() == 0:
        page.goto(urljoin(page.url, str(page.get_by_role("link", name="Next").get_attribute("href"))))
    expect(page.get_by_role("row", name="Karel Novák")).to_contain_text("5")


def the_superuser_mends_his_card(chromium: Browser, story: Story, page: Page, card: str) -> None:
    admin = opens_a_browser(chromium)
    sign_in(admin, story.url, "admin@rapport.example")
    admin.goto(f"{story.url}/admin/contacts/contact/?q=karel+novak")
    admin.locator("#result_list").get_by_role("link", name="Karel Novák").click()
    admin.locator("input[name=job_title]").fill("Master brewer")
    admin.locator("input[name=_save]").click()
    expect(admin.locator(".messagelist .success")).to_be_visible()
    for model in BOOKS:
        answer = admin.goto(f"{story.url}/admin/{model}/")
        assert answer is not None
        assert answer.status == 200
        expect(admin.locator("#result_list tbody tr").first).to_be_visible()
    admin.context.close()
    page.goto(card)
    expect(page.locator("header.card-head")).to_contain_text("Master brewer")
