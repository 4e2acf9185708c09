"""Scripts stored in every text of the house run nowhere, and become no part of any page."""

import json
import re
from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from scripts.embedded import Running, running
from scripts.screenshots import ADMIN, ALICE, VISITOR, survey_link, viewing
from tests.browser.poison import MARK
from tests.sizes import IS_FULL, size

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.trust]

# Of pages that differ by their number alone, so many are looked at.
OF_A_KIND = size(1, full=4)
LISTEN = """
window.__told = [];
document.addEventListener('securitypolicyviolation',
  event => window.__told.push('policy ' + event.violatedDirective + ' ' + event.blockedURI));
"""
FOUND = """(mark) => {
  const bad = [...(window.__told || [])];
  for (const element of document.querySelectorAll('*')) {
    if (element.localName.includes(mark)) bad.push('element ' + element.localName);
    for (const {name, value} of element.attributes) {
      if (name.includes(mark) || /^(hx-)?on/.test(name)) bad.push(element.localName + ' ' + name);
      if (['href', 'src', 'action', 'formaction', 'data', 'srcdoc'].includes(name)
          && (/^[\\s\\0-\\x20]*(javascript|vbscript|data:text)/i.test(value) || value.startsWith('//evil')))
        bad.push(element.localName + ' ' + name + '=' + value.slice(0, 40));
    }
  }
  return [...new Set(bad)];
}"""
LINKS = "[...document.querySelectorAll('a[href], [hx-get]')].map(e => e.getAttribute('hx-get') || e.href)"
TOKENS = """
from django.utils import timezone
from contacts.models import Contact
from outreach.models import Message
from staff.models import TokenPurpose, Invitation, User
from staff.tokens import issue
contact = Contact.objects.alive().order_by("-pk").first()
message = Message.objects.filter(contact__isnull=False).order_by("-pk").first()
print("/preferences/" + issue(TokenPurpose.PREFERENCES, subject_id=contact.pk) + "/")
print("/unsubscribe/" + issue(TokenPurpose.UNSUBSCRIBE, subject_id=message.pk, scope="marketing") + "/")
"""
CALL = "from tests.browser import poison; poison.{}()"


@pytest.fixture(scope="module")
def poisoned(chromium: Browser) -> Iterator[Running]:
    with running() as started:
        yield started


def asked(rapport: Running, code: str) -> str:
    return rapport.manage("shell", "-v", "0", "-c", code).strip()


def watched(page: Page) -> list[str]:
    problems: list[str] = []
    page.add_init_script(LISTEN)
    page.on("dialog", lambda dialog: (problems.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("pageerror", lambda error: problems.append(f"error {error}"))
    page.on("console", lambda told: problems.append(f"console {told.text}") if is_error(told) else None)
    return problems


def is_error(told: ConsoleMessage) -> bool:
    """An answer that is no success is the page's own matter: the walk meets addresses that open nothing."""
    return told.type == "error" and "Failed to load resource" not in told.text


def kind_of(path: str) -> str:
    return re.sub(r"\d+", "#", re.sub(r"/[\w-]{43}/", "/token/", urlsplit(path).path))


def is_walked(url: str, home: str) -> bool:
    """Pages of ours: files are downloaded, signing out ends the walk. All of the admin is walked at full size."""
    here = urlsplit(url)
    if (
        f"{here.scheme}://{here.netloc}" != home
        or here.path.endswith((".csv", "/logout/", "/download/"))
        or "/export/" in here.path
    ):
        return False
    return IS_FULL or not here.path.startswith("/admin/") or here.path.startswith("/admin/contacts/c")


def walk(page: Page, home: str, begin: list[str], kinds: Counter[str]) -> dict[str, list[str]]:
    problems = watched(page)
    waiting, seen = deque(begin), set(begin)
    found: dict[str, list[str]] = {}
    while waiting:
        path = waiting.popleft()
        kinds[kind_of(path)] += 1
        if kinds[kind_of(path)] > OF_A_KIND and path not in begin:
            continue
        answer = page.goto(f"{home}{path}", wait_until="load")
        status = answer.status if answer else 0
        bad = [*problems, *page.evaluate(FOUND, MARK), *([f"status {status}"] if status >= 500 else [])]
        problems.clear()
        if (status < 400 and bad) or status >= 500:
            found[path] = bad
        for url in page.evaluate(LINKS):
            target = urlsplit(url if "://" in url else home + url)
            next_path = target.path + (f"?{target.query}" if target.query else "")
            if is_walked(target.geturl(), home) and next_path not in seen:
                seen.add(next_path)
                waiting.append(next_path)
    return found


def test_no_page_runs_or_becomes_what_was_stored(poisoned: Running, chromium: Browser):
    columns = json.loads(asked(poisoned, CALL.format("poison")).splitlines()[-1])
    assert {"contacts.Contact.full_name", "contacts.Company.website", "contacts.ImportRun.file_name"} <= set(columns)
    tokens = asked(poisoned, TOKENS).splitlines()
    begin = {ADMIN: ["/", "/admin/"], ALICE: ["/"], VISITOR: [*tokens[-2:], survey_link(poisoned, "en")]}
    found: dict[str, list[str]] = {}
    kinds = Counter[str]()
    for viewer, first in begin.items():
        page = viewing(chromium, poisoned, viewer, viewport={"width": 1280, "height": 800})
        walked = walk(page, poisoned.url, first, kinds)
        found |= {f"{viewer} {path}": bad for path, bad in walked.items()}
        page.context.close()
        if IS_FULL:
            kinds = Counter()
    assert found == {}, (poisoned.data_dir / "run.log").read_text(errors="replace")[-6000:]
    assert IS_FULL or {"/contacts/#/", "/companies/#/", "/survey/token/", "/audit/"} <= set(kinds)


def test_no_mail_runs_or_becomes_what_was_stored(poisoned: Running, chromium: Browser):
    page = chromium.new_page()
    problems = watched(page)
    mails = json.loads(asked(poisoned, CALL.format("mails")).splitlines()[-1])
    assert len(mails) > 5
    for html in mails:
        page.set_content(html)
        assert [*problems, *page.evaluate(FOUND, MARK)] == []
    page.close()
