"""Stop what Rapport stands on, one part after the other, while its pages are requested; tell what each page answered.

    python -m scripts.drills.outages [--seconds 30]

Everything runs on free ports of this machine. Exit code 1 where a page failed that must work, where the answer
without PostgreSQL was not a plain "come back later", where a part's return was not enough for everything to go on,
or where a mail was lost or sent twice.
"""

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import cycle
from typing import Any
from uuid import uuid4

import psycopg2
import requests

from demo.sign_ins import PASSWORD
from scripts.smtp_sink import accepted_ids
from scripts.stack import Part, Stack, running_stack, wait_until

PATIENCE_SECONDS = 120
# The sign-in page lets an address try thirty times a minute.
ROUND_SECONDS = 3
MAILS = 5
DRAINED_WITHIN_SECONDS = 300
POSTGRES = "PostgreSQL"
NOTHING = "nothing"
DOWN: dict[str, Callable[[Stack], list[Part]]] = {
    "Redis": lambda stack: [stack.redis],
    "SMTP": lambda stack: [stack.smtp],
    "worker": lambda stack: [*stack.workers, *stack.schedulers],
    POSTGRES: lambda stack: [stack.postgres],
}

# What the pages need to know of the demo world.
FACTS = """
import json
from contacts.models import Contact
from datetime import timedelta
from django.utils import timezone
from feedback.models import Survey
from feedback.actions import invite
from staff import tokens
from staff.models import TokenPurpose, User
alice = User.objects.get(email="alice@rapport.example")
contact = Contact.objects.filter(owner=alice, deleted_at=None).earliest("pk")
survey = Survey.objects.filter(is_active=True).earliest("pk")
invitation = invite(survey=survey, contact=contact, wave="drill", by=alice)
ends = timezone.now() + timedelta(days=1)
links = [tokens.issue(TokenPurpose.SURVEY, subject_id=invitation.pk, expires_at=ends) for _number in range(100)]
answers = {f"q{question.pk}": max(question.scale) for question in survey.questions.all() if question.scale}
print(json.dumps({"contact": contact.pk, "links": links, "answers": answers}))
"""
PLAN_MAILS = """
from django.core.mail import send_mail
for number in range(%d):
    send_mail("Drill", "A mail of the drill.", None, ["%s-" + str(number) + "@drill.example"])
"""


class Visitor:
    """A browser: a colleague who signs in and works, and a customer with a link."""

    def __init__(self, url: str, facts: dict[str, Any]) -> None:
        self.url, self.facts = url, facts
        self.links = cycle(facts["links"])
        self.session = requests.Session()

    @property
    def card(self) -> str:
        return f"/contacts/{self.facts['contact']}/"

    def get(self, path: str) -> requests.Response:
        return self.session.get(self.url + path, timeout=PATIENCE_SECONDS, allow_redirects=False)

    def post(self, path: str, **words: object) -> requests.Response:
        words["csrfmiddlewaretoken"] = self.session.cookies.get("csrftoken")
        return self.session.post(self.url + path, data=words, timeout=PATIENCE_SECONDS, allow_redirects=False)

    def sign_in(self) -> requests.Response:
        """In a browser of its own, so that the colleague at work stays signed in."""
        newcomer = Visitor(self.url, self.facts)
        shown = newcomer.get("/accounts/login/")
        return newcomer.enter() if shown.status_code == 200 else shown

    def enter(self) -> requests.Response:
        return self.post("/accounts/login/", login="alice@rapport.example", password=PASSWORD)

    def forget_the_password(self) -> requests.Response:
        newcomer = Visitor(self.url, self.facts)
        newcomer.get("/accounts/password/reset/")
        return newcomer.post("/accounts/password/reset/", email="alice@rapport.example")

    def plan(self) -> requests.Response:
        words = {"kind": "task", "title": "Drill", "local_time": "10:00", "clock": "mine", "once": str(uuid4())}
        tomorrow = date.today() + timedelta(days=1)
        return self.post(f"{self.card}plan/", local_date=tomorrow.isoformat(), **words)

    def survey(self) -> requests.Response:
        return requests.get(f"{self.url}/survey/{next(self.links)}/", timeout=PATIENCE_SECONDS)

    def answer(self) -> requests.Response:
        address = f"{self.url}/survey/{next(self.links)}/"
        return requests.post(address, data=self.facts["answers"], timeout=PATIENCE_SECONDS, allow_redirects=False)


@dataclass(frozen=True)
class Page:
    """A page, how it is asked for, and its status while all is well."""

    name: str
    ask: Callable[[Visitor], requests.Response]
    status: int = 200


PAGES = [
    Page("My day", lambda visitor: visitor.get("/")),
    Page("contacts", lambda visitor: visitor.get("/contacts/")),
    Page("card", lambda visitor: visitor.get(visitor.card)),
    Page("dashboard", lambda visitor: visitor.get("/metrics/")),
    Page("sign in", Visitor.sign_in, 302),
    Page("plan a follow-up", Visitor.plan, 303),
    Page("survey", Visitor.survey),
    Page("answer a survey", Visitor.answer, 302),
    Page("/livez", lambda visitor: visitor.get("/livez")),
    Page("/readyz", lambda visitor: visitor.get("/readyz")),
]


@dataclass
class Answers:
    """What one page answered while one part was down."""

    statuses: set[str] = field(default_factory=set)
    slowest_ms: float = 0

    def __str__(self) -> str:
        return f"{', '.join(sorted(self.statuses))} · {self.slowest_ms:.0f} ms" if self.statuses else "–"


@dataclass
class Recovery:
    """How it went on after one part had come back."""

    part: str
    seconds: float
    drained: float
    lost: int
    doubled: int
    unknown: int


@dataclass
class Report:
    """The two tables of the drill, and each promise that was broken."""

    answers: dict[tuple[str, str], Answers] = field(default_factory=lambda: defaultdict(Answers))
    recoveries: list[Recovery] = field(default_factory=list)
    breaches: list[str] = field(default_factory=list)
    mail_seconds: float = 0

    def lines(self) -> Iterator[str]:
        downs = list(dict.fromkeys(down for _page, down in self.answers))
        yield "| page | " + " | ".join(f"{down} down" for down in downs) + " |"
        yield "|---|" + "---|" * len(downs)
        for page in PAGES:
            yield f"| {page.name} | " + " | ".join(str(self.answers[page.name, down]) for down in downs) + " |"
        yield ""
        yield "| part that came back | pages well after | mails sent after | lost | doubled | unknown |"
        yield "|---|---|---|---|---|---|"
        for back in self.recoveries:
            seconds = f"{back.seconds:.1f} s | {back.drained:.1f} s"
            yield f"| {back.part} | {seconds} | {back.lost} | {back.doubled} | {back.unknown} |"
        yield ""
        yield f"With nothing down a password reset was with the mail server after {self.mail_seconds:.1f} s."


def fault(page: Page, down: str, answer: requests.Response) -> str:
    """What is wrong with the answer; empty where it is what was promised for this outage."""
    if down != POSTGRES or page.name == "/livez":
        return "" if answer.status_code == page.status else f"answered {answer.status_code} instead of {page.status}"
    if answer.status_code != 503:
        return f"answered {answer.status_code} instead of 503"
    return "" if page.name == "/readyz" or "Retry-After" in answer.headers else "did not say when to come back"


def ask_all(visitor: Visitor, down: str, report: Report) -> bool:
    """Ask for each page once; False where one did not answer as promised."""
    faults = [words for page in PAGES if (words := ask(visitor, page, down, report))]
    report.breaches += [f"{down} down: {words}" for words in faults]
    return not faults


def ask(visitor: Visitor, page: Page, down: str, report: Report) -> str:
    seen = report.answers[page.name, down]
    started = time.monotonic()
    try:
        answer = page.ask(visitor)
    except requests.RequestException as error:
        seen.statuses.add(type(error).__name__)
        return f"{page.name} did not answer: {type(error).__name__}"
    finally:
        seen.slowest_ms = max(seen.slowest_ms, (time.monotonic() - started) * 1000)
    seen.statuses.add(str(answer.status_code))
    wrong = fault(page, down, answer)
    return f"{page.name} {wrong}" if wrong else ""


def ask_for(seconds: float, visitor: Visitor, down: str, report: Report) -> None:
    """Rounds of requests for some seconds, at least one."""
    ends = time.monotonic() + seconds
    while True:
        next_round = time.monotonic() + ROUND_SECONDS
        ask_all(visitor, down, report)
        if time.monotonic() >= ends:
            return
        time.sleep(max(0.0, next_round - time.monotonic()))


class Drill:
    """One run: the stack, the visitor and the report."""

    def __init__(self, stack: Stack, *, seconds: float, within: float) -> None:
        self.stack, self.seconds, self.within = stack, seconds, within
        self.visitor = Visitor(stack.running.url, json.loads(self._python(FACTS)))
        self.report = Report()

    def run(self) -> Report:
        self.visitor.get("/accounts/login/")
        self.visitor.enter()
        self._wait_until_well("the start")
        ask_for(self.seconds, self.visitor, NOTHING, self.report)
        self.report.mail_seconds = self._seconds_to_the_mail_server()
        for down, parts in DOWN.items():
            self.without(down, parts(self.stack))
        return self.report

    def without(self, down: str, parts: list[Part]) -> None:
        """Take the parts away for a while, bring them back, and see that all goes on by itself."""
        if down == POSTGRES:
            self._plan_mails(down)
        for part in parts:
            part.stop()
        if down != POSTGRES:
            self._plan_mails(down)
        ask_for(self.seconds, self.visitor, down, self.report)
        for part in parts:
            part.start()
        back_at = time.monotonic()
        self._wait_until_well(down)
        healthy = time.monotonic() - back_at
        self._wait_until_drained(down)
        self._account(down, healthy, time.monotonic() - back_at)

    def _seconds_to_the_mail_server(self) -> float:
        self._wait_until_drained("the start")
        before, started = len(accepted_ids(self.stack.mail)), time.monotonic()
        self.visitor.forget_the_password()
        wait_until(lambda: len(accepted_ids(self.stack.mail)) > before, what="the mail of a password reset")
        return time.monotonic() - started

    def _wait_until_well(self, after: str) -> None:
        attempt = Report()
        try:
            wait_until(lambda: self._is_well(attempt), what=f"all pages after {after}")
        except TimeoutError as error:
            raise RuntimeError("\n".join(dict.fromkeys(attempt.breaches))) from error

    def _wait_until_drained(self, after: str) -> None:
        try:
            wait_until(self._is_drained, within=DRAINED_WITHIN_SECONDS, what=f"the mails after {after}")
        except TimeoutError as error:
            last_words = [part.words()[-3000:] for part in (*self.stack.workers, *self.stack.schedulers)]
            raise RuntimeError("\n".join(last_words)) from error

    def _is_well(self, attempt: Report) -> bool:
        is_well = ask_all(self.visitor, NOTHING, attempt)
        if not is_well:
            time.sleep(ROUND_SECONDS / 2)
        return is_well

    def _account(self, down: str, healthy: float, drained: float) -> None:
        states = dict(self._rows("SELECT uuid::text, state FROM outreach_message WHERE address LIKE %s", f"{down}-%"))
        arrived = [code[1:37] for code in accepted_ids(self.stack.mail) if code[1:37] in states]
        unknown = [code for code, state in states.items() if state == "unknown"]
        lost, doubled = len(states.keys() - {*arrived, *unknown}), len(arrived) - len(set(arrived))
        self.report.recoveries.append(Recovery(down, healthy, drained, lost, doubled, len(unknown)))
        if len(states) != MAILS:
            self.report.breaches.append(f"{down} down: {len(states)} of {MAILS} mails were planned")
        if lost or doubled:
            self.report.breaches.append(f"{down} down: {lost} mails lost, {doubled} doubled")
        if healthy > self.within:
            self.report.breaches.append(f"{down} came back, but pages were well only after {healthy:.1f} s")

    def _plan_mails(self, down: str) -> None:
        self._python(PLAN_MAILS % (MAILS, down))

    def _python(self, source: str) -> str:
        return self.stack.running.manage("shell", "-v", "0", "-c", source)

    def _is_drained(self) -> bool:
        waiting = "SELECT COUNT(*) FROM outreach_message WHERE state IN ('pending', 'claimed') AND not_before <= now()"
        backing_off = " OR (state = 'pending' AND address LIKE %s)"
        return self._rows(waiting + backing_off, "%@drill.example") == [(0,)]

    def _rows(self, query: str, *values: str) -> list[tuple]:
        with closing(psycopg2.connect(self.stack.running.env["DATABASE_URL"])) as database, database.cursor() as cursor:
            cursor.execute(query, values)
            return cursor.fetchall()


def drill(*, seconds: float, within: float) -> Report:
    """Run it all: `seconds` of each outage; `within` seconds after its end every page must be well."""
    with running_stack(demo=True, more_env={"OUTREACH_SILENCE": "30"}) as stack:
        return Drill(stack, seconds=seconds, within=within).run()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=30, help="how long each part is down")
    parser.add_argument("--within", type=float, default=10, help="seconds until all pages are well again")
    options = parser.parse_args()
    report = drill(seconds=options.seconds, within=options.within)
    print("\n".join(report.lines()))
    for breach in dict.fromkeys(report.breaches):
        print(f"BROKEN   {breach}", file=sys.stderr)
    return 1 if report.breaches else 0


if __name__ == "__main__":
    sys.exit(main())
