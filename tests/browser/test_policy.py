"""A browser follows every link of the demo world, and no page asks for what the content security policy forbids."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from scripts.embedded import Running
from scripts.screenshots import ADMIN, ALICE, VISITOR, survey_link, viewing
from tests.sizes import size

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.trust]

# One page of each kind is looked at: the numbers and names within an address do not make a kind.
OF_ONE_KIND = re.compile(r"/(?:\d+|[A-Za-z0-9_-]{40,})(?=/|$)")
MOST = size(60, full=600)
NOT_FOLLOWED = re.compile(r"logout|\.csv|/export/|jsi18n|/r/\d")
LISTEN = """
document.addEventListener('securitypolicyviolation',
  e => console.error('Violation: ' + e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sourceFile));
"""
TOLD = re.compile(r"Content.Security.Policy|Violation:|Refused to", re.IGNORECASE)


def links(page: Page, url: str) -> Iterator[str]:
    """The addresses of ours that the page leads to, with its fragments."""
    wanted = "[...document.querySelectorAll('a[href]')].map(a => a.href)"
    for found in page.evaluate(wanted):
        if found.startswith(url) and not NOT_FOLLOWED.search(found):
            yield urlsplit(found).path


def kind_of(path: str) -> str:
    return OF_ONE_KIND.sub("/*", path)


def crawl(page: Page, url: str, start: list[str]) -> tuple[set[str], list[str]]:
    """The kinds of pages seen, and what the browser said of the policy."""
    told: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if TOLD.search(message.text):
            told.append(f"{urlsplit(page.url).path}: {message.text}")

    page.on("console", hear)
    page.add_init_script(LISTEN)
    waiting, seen = list(start), set()
    while waiting and len(seen) < MOST:
        path = waiting.pop(0)
        if kind_of(path) in seen:
            continue
        seen.add(kind_of(path))
        answer = page.goto(f"{url}{path}")
        if answer is not None and "text/html" in answer.headers.get("content-type", ""):
            expect(page.locator(".htmx-request")).to_have_count(0)
            waiting += [found for found in links(page, url) if kind_of(found) not in seen]
    return seen, told


@pytest.mark.parametrize("viewer", [ALICE, ADMIN])
def test_a_colleague_everywhere(chromium: Browser, rapport: Running, viewer: str) -> None:
    page = viewing(chromium, rapport, viewer, locale="en-GB")
    seen, told = crawl(page, rapport.url, ["/", "/no/such/page/", *(["/admin/"] if viewer == ADMIN else [])])
    page.context.close()
    assert told == []
    assert len(seen) > 30, sorted(seen)


def test_a_visitor_and_a_customer(chromium: Browser, rapport: Running) -> None:
    page = viewing(chromium, rapport, VISITOR, locale="en-GB")
    start = ["/accounts/login/", "/accounts/password/reset/", survey_link(rapport, "en"), "/survey/guessed/"]
    _seen, told = crawl(page, rapport.url, start)
    page.context.close()
    assert told == []


def test_the_browser_does_tell(chromium: Browser, rapport: Running) -> None:
    """What is put into a page of ours runs nothing, and the crawl would have heard of it."""
    page = viewing(chromium, rapport, VISITOR, locale="en-GB")
    _seen, told = crawl(page, rapport.url, ["/accounts/login/"])
    assert told == []
    page.evaluate(
        """() => {
            const inline = document.createElement('script'); inline.textContent = 'window.ran = 1';
            const own = document.createElement('script'); own.src = '/static/crm/theme.js?again';
            const image = document.createElement('img'); image.src = 'https://elsewhere.example/pixel.png';
            document.body.append(inline, own, image);
            document.body.insertAdjacentHTML('beforeend', '<button id="b" onclick="window.ran = 2">x</button>');
            document.getElementById('b').click();
        }"""
    )
    page.wait_for_timeout(500)
    assert page.evaluate("window.ran") is None
    assert {text.split("Violation: ")[1].split()[0] for text in told if "Violation: " in text} == {
        "script-src-elem",
        "script-src-attr",
        "img-src",
    }
    page.context.close()
