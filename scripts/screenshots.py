"""Take the pictures of docs/screenshots from the demo world, in light, dark and 360 pixels wide."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import Browser, Page, sync_playwright

from scripts.embedded import CHROMIUM, ROOT, Running, running

PICTURES = ROOT / "docs/screenshots"
PASSWORD = "rapport-demo-2026"
WIDE, NARROW = {"width": 1280, "height": 860}, {"width": 360, "height": 740}
SETTLED = 800
# Nothing is asserted about speed in a browser, and the machine may be busy.
PATIENCE_MS = 60_000
LONGEST = 1440

ALICE, LEAD, ADMIN, VISITOR = "alice@rapport.example", "lead@rapport.example", "admin@rapport.example", ""
LOOKS = {"light": ("light", WIDE), "dark": ("dark", WIDE), "360": ("light", NARROW)}

FIRST_CONTACT = "from contacts.models import Contact; print(Contact.objects.get(external_id='demo-00001').pk)"
ANOTHER = (
    "from contacts.models import Contact; "
    "print(Contact.objects.alive().filter(owner__email='alice@rapport.example').order_by('pk')[1].pk)"
)
BOB = "from staff.models import User; print(User.objects.get(email='bob@rapport.example').pk)"
IN_RUSSIAN = (
    ("team-admin", "/team/"), ("roles", "/team/{bob}/"), ("two-factor", "/accounts/2fa/"), ("audit", "/audit/"),
    ("approvals", "/approvals/"),
)  # fmt: skip
SPEAK = "from staff.models import User; User.objects.filter(email='{viewer}').update(language='{language}')"
TRANSLATED = (
    "from translating.models import Translation as T; "
    "print(T.objects.filter(subject_type='interactions.Interaction').latest('pk').subject_id)"
)
FIRST_COMPANY = "from contacts.models import Company; print(Company.objects.order_by('pk').first().pk)"
SURVEY_LINK = """
from datetime import timedelta
from django.utils import timezone
from contacts.models import Contact
from feedback.models import Invitation, Survey
from staff.models import TokenPurpose
from staff.tokens import issue
now = timezone.now()
contact = next(one for one in Contact.objects.alive().order_by("pk") if one.language == "{language}")
invitation = Invitation.objects.get_or_create(
    survey=Survey.objects.get(code="after_conversation"), contact=contact, wave="picture",
    defaults={{"expires_at": now + timedelta(days=9)}})[0]
print("/survey/" + issue(TokenPurpose.SURVEY, subject_id=invitation.pk, now=now) + "/")
"""


RECAP_LINK = """
from datetime import timedelta
from django.utils import timezone
from contacts.models import Contact
from interactions.actions import add_entry
from interactions.models import Recap
from staff.models import TokenPurpose
from staff.tokens import issue
now = timezone.now()
known = Contact.objects.alive().filter(owner__isnull=False).order_by("pk")
contact = next(one for one in known if one.language == "{language}")
entry = add_entry(contact=contact, kind="call", source="picture/{language}", at=now - timedelta(days=1))
recap = Recap.objects.get_or_create(interaction=entry, defaults={{
    "owner": contact.owner, "points": ["{point}"], "expires_at": now + timedelta(days=9)}})[0]
recap.answers.all().delete()
Recap.objects.filter(pk=recap.pk).update(answered_at=None, has_words=False)
print("/recap/" + issue(TokenPurpose.RECAP, subject_id=recap.pk, now=now) + "/")
"""
POINTS = {"en": "Delivery in June, at the latest", "ar": "التسليم في يونيو على أبعد تقدير"}
RECAP = "from interactions.models import Recap; print(Recap.objects.filter(has_words=True).earliest('pk').pk)"
TO_RECAP = (
    "from interactions.models import Interaction; "
    "print(Interaction.objects.filter(contact__external_id='demo-00001', recap__isnull=True).exclude(points=[])"
    ".latest('at').pk)"
)
MAIL = "from mailbox.models import ReceivedMail as M; print(M.objects.filter(state='timeline').earliest('pk').pk)"
FORGED = "from mailbox.models import ReceivedMail as M; print(M.objects.filter(reason='forged').earliest('pk').pk)"
SIGNAL = (
    "from interactions.models import Signal; "
    "print(Signal.objects.filter(kind='silent', state='open', contact__owner__email='alice@rapport.example')"
    ".earliest('pk').pk)"
)
DEBRIEF = "from interactions.models import Debrief; print(Debrief.objects.earliest('pk').pk)"


@dataclass(frozen=True)
class Shot:
    """One page to picture: its name, its address, and who looks at it."""

    name: str
    path: str
    viewer: str = ALICE
    locale: str = "en-GB"
    # Of the interface, where it is not the viewer's own.
    language: str = ""


def shots(rapport: Running) -> Iterator[Shot]:  # long: a line for each page
    novak = _asked(rapport, FIRST_CONTACT)
    yield Shot("sign-in", "/accounts/login/", VISITOR)
    yield Shot("my-day", "/")
    yield Shot("contacts", "/contacts/")
    yield Shot("contact", f"/contacts/{novak}/")
    yield Shot("address", f"/contacts/{novak}/forms-of-address/")
    yield Shot("log", f"/contacts/{novak}/log/")
    yield Shot("timeline", f"/contacts/{novak}/timeline/")
    yield Shot("plan", f"/contacts/{novak}/plan/")
    yield Shot("promise", f"/contacts/{novak}/promise/")
    yield Shot("purchase", f"/contacts/{novak}/purchases/new/")
    yield Shot("import", "/contacts/import/")
    yield Shot("merge", f"/contacts/{novak}/merge/?other={_asked(rapport, ANOTHER)}")
    yield Shot("segments", "/segments/")
    yield Shot("needs", "/needs/")
    yield Shot("quality", "/contacts/quality/")
    yield Shot("attention", "/metrics/attention/")
    yield Shot("companies", "/companies/")
    yield Shot("company", f"/companies/{_asked(rapport, FIRST_COMPANY)}/")
    yield Shot("share", f"/contacts/{novak}/share/")
    yield Shot("bin", "/bin/", ADMIN)
    yield Shot("conversations", "/interactions/")
    yield Shot("clocks", "/interactions/clocks/?whose=team")
    yield Shot("promises", "/interactions/promises/?whose=team&state=all")
    yield Shot("signals", "/interactions/signals/")
    yield Shot("review", "/interactions/review/")
    yield Shot("review-customer", f"/contacts/{novak}/review/")
    yield Shot("relationship", f"/contacts/{novak}/relationship/")
    yield Shot("mailboxes", "/mailbox/")
    yield Shot("triage", "/mailbox/triage/")
    yield Shot("mail", f"/mailbox/mails/{_asked(rapport, MAIL)}/")
    yield Shot("mail-forged", f"/mailbox/mails/{_asked(rapport, FORGED)}/")
    yield Shot("mail-whose", f"/mailbox/mails/{_asked(rapport, FORGED)}/assign/")
    yield Shot("signal", f"/interactions/signals/{_asked(rapport, SIGNAL)}/")
    yield Shot("coverage", "/interactions/coverage/")
    yield Shot("follow-ups", "/interactions/follow-ups/")
    yield Shot("end-of-day", "/my-day/end/")
    yield Shot("digest", "/my-day/digest/")
    yield Shot("team-day", "/team/day/", LEAD)
    yield Shot("meeting", f"/interactions/meetings/?contact={novak}")
    yield Shot("country", "/countries/JP/")
    yield Shot("outbox", "/outbox/sent/")
    yield Shot("feedback", "/feedback/")
    yield Shot("translation", f"/translations/entries/{_asked(rapport, TRANSLATED)}/")
    yield Shot("engines", "/settings/translation/", ADMIN)
    yield Shot("loyalty", "/loyalty/")
    yield Shot("dashboard", "/metrics/")
    yield Shot("promises-kept", "/metrics/promises/")
    yield Shot("rates", "/sales/rates/", ADMIN)
    yield Shot("missing-rates", "/sales/rates/missing/")
    yield Shot("settings", "/settings/")
    yield Shot("profile", "/profile/")
    yield Shot("team", "/team/")
    yield Shot("sessions", "/accounts/sessions/")
    yield Shot("two-factor", "/accounts/2fa/")
    yield Shot("team-admin", "/team/", ADMIN)
    yield Shot("approvals", "/approvals/", ADMIN)
    yield Shot("audit", "/audit/", ADMIN)
    yield Shot("audit-summary", "/audit/summary/", ADMIN)
    yield Shot("roles", f"/team/{_asked(rapport, BOB)}/", ADMIN)
    for name, path in IN_RUSSIAN:
        yield Shot(f"{name}-russian", path.format(bob=_asked(rapport, BOB)), ADMIN, language="ru")
    yield Shot("sign-in-russian", "/accounts/login/", VISITOR, "ru")
    yield Shot("operations", "/operations/", ADMIN)
    yield Shot("phrases", "/interactions/phrases/")
    yield Shot("questions", "/interactions/questions/")
    yield Shot("about-me", "/interactions/about-me/")
    yield Shot("recap-send", f"/interactions/{_asked(rapport, TO_RECAP)}/recap/")
    yield Shot("recap", f"/interactions/recaps/{_asked(rapport, RECAP)}/")
    yield Shot("debrief", f"/interactions/debriefs/{_asked(rapport, DEBRIEF)}/")
    yield Shot("recap-page", recap_link(rapport, "en"), VISITOR)
    yield Shot("recap-arabic", recap_link(rapport, "ar"), VISITOR, "ar")
    yield Shot("survey", survey_link(rapport, "en"), VISITOR)
    yield Shot("survey-arabic", survey_link(rapport, "ar"), VISITOR, "ar")


def survey_link(rapport: Running, language: str) -> str:
    """A fresh link to the survey of some contact who reads the language."""
    return _asked(rapport, SURVEY_LINK.format(language=language))


def recap_link(rapport: Running, language: str) -> str:
    """The page of a recap for a customer who reads the language."""
    return _asked(rapport, RECAP_LINK.format(language=language, point=POINTS[language]))


def _asked(rapport: Running, code: str) -> str:
    return rapport.manage("shell", "-v", "0", "-c", code).strip()


def sign_in(page: Page, url: str, email: str = ALICE) -> None:
    page.goto(f"{url}/accounts/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"{url}/")


def take(browser: Browser, rapport: Running, wanted: list[str]) -> None:
    chosen = [shot for shot in shots(rapport) if not wanted or shot.name in wanted]
    for suffix, (scheme, size) in LOOKS.items():
        for viewer, locale, language in dict.fromkeys(who(shot) for shot in chosen):
            if viewer:
                rapport.manage("shell", "-v", "0", "-c", SPEAK.format(viewer=viewer, language=language or "en"))
            page = viewing(browser, rapport, viewer, color_scheme=scheme, viewport=size, locale=locale)
            for shot in chosen:
                if who(shot) == (viewer, locale, language):
                    _picture(page, rapport.url, shot, suffix)
            page.context.close()


def who(shot: Shot) -> tuple[str, str, str]:
    """Who looks, with which browser, in which language."""
    return shot.viewer, shot.locale, shot.language


def viewing(browser: Browser, rapport: Running, viewer: str, **look: Any) -> Page:
    """A page of a browser of the viewer's own, signed in where the viewer is a colleague."""
    context = browser.new_context(reduced_motion="reduce", **look)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    if viewer:
        sign_in(page, rapport.url, viewer)
    return page


def _picture(page: Page, url: str, shot: Shot, suffix: str) -> None:
    answer = page.goto(f"{url}{shot.path}")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(SETTLED)
    status = answer.status if answer else 0
    if status != 200:
        print(f"{shot.name} {suffix}: {status} at {shot.path}", file=sys.stderr)
        return
    overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if overflow > 0:
        print(f"{shot.name} {suffix}: {overflow} pixels wider than the window", file=sys.stderr)
    height = min(page.evaluate("document.documentElement.scrollHeight"), LONGEST)
    box = {"x": 0, "y": 0, "width": page.viewport_size["width"], "height": height}  # type: ignore[index]
    page.screenshot(path=PICTURES / f"{shot.name}-{suffix}.png", full_page=True, clip=box)  # type: ignore[arg-type]


def main(wanted: list[str]) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with running() as rapport, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        take(browser, rapport, wanted)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
