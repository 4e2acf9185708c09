"""Whoever only reads, a scanner of mails above all, writes nothing: no link in a mail acts when it is followed."""

import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from contacts.models import Contact
from crm.clock import local, zone
from interactions.actions import attach
from interactions.actions.digests import choose_digest, plan_digests
from interactions.actions.phrases import install_phrases
from interactions.models import Debrief, FollowUpKind
from mailbox.models import IgnoredSender, MailPart
from outreach import ready_made, rules
from outreach.actions.sending import send_due
from outreach.models import Journey, JourneyStep, Message
from scripts.embedded import CHROMIUM
from staff.actions import invitations, passwords
from staff.models import Notice, Role, User
from tests.factories.contacts import add_birthday, add_consent, make_company
from tests.factories.feedback import make_invitation, make_survey, plan_survey_mail
from tests.factories.interactions import make_clock, make_entry, make_follow_up, make_policy, make_recap, make_talk
from tests.factories.loyalty import make_member
from tests.factories.mailbox import make_mail
from tests.factories.outreach import mails_in, make_message
from tests.factories.promises import make_due
from tests.factories.relationships import make_agreement, make_breach, make_signal
from tests.factories.sales import make_contract, make_purchase
from tests.factories.staff import make_user
from tests.services import REQUIRED
from tests.sizes import size
from tests.staff.sign_in import with_password
from tests.test_house import routes

pytestmark = pytest.mark.trust

# Who looked, and when, may be written down; nothing that anybody works with.
TRACES = {"staff_auditentry", "staff_auditvalues", "django_session", "usersessions_usersession", "crm_cache"}
# Figures that are computed ahead remember who looks at them; the first who asks gives the installation its name.
TRACES_OF_COLLEAGUES = TRACES | {"metrics_report", "outreach_installation"}
WRITE = re.compile(r'^\W*(INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM|REPLACE INTO) "(\w+)"')

SCANNERS = [
    {},
    {"Purpose": "prefetch"},
    {"Sec-Purpose": "prefetch;prerender"},
    {"X-Moz": "prefetch"},
    {"User-Agent": "Mozilla/5.0 (compatible; SafeLinks)", "X-Requested-With": "XMLHttpRequest"},
]
METHODS = ("get", "head", "options")


@contextmanager
def writes(allowed: set[str]) -> Iterator[list[str]]:
    """The statements meanwhile that write into a table that is not allowed."""
    found: list[str] = []

    def listen(execute: Any, sql: str, *args: Any) -> Any:
        match = WRITE.match(sql)
        if match and match[2] not in allowed:
            found.append(sql)
        return execute(sql, *args)

    with connection.execute_wrapper(listen):
        yield found


# --- one of each mail -----------------------------------------------------------------------------
def _follow_up(alice: User, carol: Contact) -> None:
    now = timezone.now()
    make_follow_up(alice, carol, now=now - timedelta(hours=2), in_hours=1, kind=FollowUpKind.MAIL, body="Hello.")


def _reminder(alice: User, carol: Contact) -> None:
    make_follow_up(alice, carol, now=timezone.now() - timedelta(hours=2), in_hours=1)


def _promise(alice: User, carol: Contact) -> None:
    """Its warning leaves now."""
    promise = make_due(alice, carol, now=timezone.now(), in_hours=100)
    Message.objects.filter(pk=promise.message.pk).update(not_before=timezone.now() - timedelta(hours=1))


def _digest(alice: User, carol: Contact) -> None:
    now = timezone.now()
    make_follow_up(alice, carol, now=now - timedelta(days=2))
    choose_digest(by=alice, is_wanted=True, at=local(now, zone(alice.time_zone)).time(), weekdays=list(range(7)))
    plan_digests(now=now)


def _birthday(alice: User, carol: Contact) -> None:
    now = timezone.now()
    on = local(now, carol.zone).date()
    add_birthday(carol, on.month, on.day)
    make_message(carol, rule=rules.BIRTHDAY, not_before=now, not_after=now + timedelta(hours=9), now=now, local_date=on)


def _survey(alice: User, carol: Contact) -> None:
    plan_survey_mail(make_invitation(carol, make_survey(), created_at=timezone.now()))


def _receipt(alice: User, carol: Contact) -> None:
    make_policy(alice, sends_receipt=True)
    make_clock(carol, timezone.now() - timedelta(minutes=2))


def _recap(alice: User, carol: Contact) -> None:
    now = timezone.now()
    make_recap(make_talk(alice, carol, now, points=["Ten lamps"], direction="in"), by=alice, now=now)


def _system(alice: User, carol: Contact) -> None:
    passwords.send_link_to_address(address=alice.email)


# One who makes the mail of each journey; a new journey has none, and the test says so.
JOURNEYS: dict[str, Callable[[User, Contact], None]] = {
    rules.FOLLOW_UP: _follow_up,
    rules.REMINDER: _reminder,
    rules.PROMISE: _promise,
    rules.DIGEST: _digest,
    rules.BIRTHDAY: _birthday,
    rules.SURVEY: _survey,
    rules.SYSTEM: _system,
    rules.RECEIPT: _receipt,
    rules.RECAP: _recap,
}
# The parts that mails of the system are made of, besides their words.
FRAMES = {"account/email/base_message.txt", "account/email/base_notification.txt"}


def templates_of_mails() -> list[str]:
    """The bodies of all mails that are made from templates."""
    folder = Path(settings.BASE_DIR) / "templates"
    found = [str(path.relative_to(folder)) for path in folder.rglob("*.txt")]
    mails = [name for name in found if "/email/" in name or "/mail/" in name]
    return sorted(name for name in mails if not name.endswith("_subject.txt") and name not in FRAMES)


def addresses_in(text: str) -> set[str]:
    return {unescape(word) for word in re.findall(rf"{re.escape(settings.PUBLIC_URL)}[^\s\"<>]*", text)}


def links_of(mail: EmailMessage) -> set[str]:
    parts = [str(part.get_content()) for part in mail.walk() if part.get_content_maintype() == "text"]
    return set().union(*(addresses_in(text) for text in [*parts, str(mail.get("List-Unsubscribe", ""))]))


@pytest.fixture
def links(organisation, admin, alice, carol, settings, tmp_path) -> set[str]:
    """Every link of one mail of each kind, journeys and templates, for a customer and a colleague that are real."""
    settings.MAIL_DIR = tmp_path
    settings.EMAIL_BACKEND = "outreach.backends.OutboxBackend"
    with_password(alice)
    add_consent(carol, "greetings", "feedback", "marketing")
    ready_made.install()
    for code in Journey.objects.values_list("code", flat=True):
        JOURNEYS[code](alice, carol)
    invitations.invite(by=admin, email="nela@x.example", full_name="Nela", roles=[Role.AGENT])
    planned = Message.objects.select_related("step__journey")
    assert {message.step.journey.code for message in planned} == set(JOURNEYS)
    system = "\n".join(planned.filter(contact=None, user=None).values_list("body", flat=True))
    Message.objects.update(not_before=timezone.now() - timedelta(minutes=1), zone="UTC")
    JourneyStep.objects.update(window_from=rules.MIDNIGHT, window_until=rules.DAY_END)
    send_due(worker="test", now=timezone.now())
    states = dict(planned.values_list("step__journey__code", "state"))
    assert set(states.values()) == {"sent"}, states
    found = set().union(*map(links_of, mails_in(tmp_path)), addresses_in(system))
    scores = {f"{link}?score=3" for link in found if "/survey/" in link}  # templates may offer them
    return found | scores | _links_of_templates(alice, found)


def _links_of_templates(alice: User, found: set[str]) -> set[str]:
    """Links in mails that are written after something happened; those with a secret are real ones."""
    context = {
        "user": alice,
        "url": next(link for link in found if "/invitation/" in link),
        "password_reset_url": next(link for link in found if "/password/reset/" in link),
        "timestamp": timezone.now(),
        "ip": "192.0.2.1",
        "user_agent": "x",
    }
    texts = [render_to_string(name, context) for name in templates_of_mails()]
    assert len(texts) > 8
    return set().union(*map(addresses_in, texts))


def test_the_walk_over_the_mails_finds_the_links_that_a_mail_can_have(links):
    kinds = {re.sub(r"[\w-]{20,}|\d+", "*", link.removeprefix(settings.PUBLIC_URL)) for link in links}
    for part in ("/survey/*/", "/survey/*/?score=*", "/unsubscribe/*/", "/preferences/*/", "/invitation/*/"):
        assert part in kinds
    assert any(kind.startswith("/accounts/password/reset/key/") for kind in kinds)
    assert any(kind.startswith("/contacts/") for kind in kinds), "the reminder leads to the card"


def test_following_each_link_of_each_mail_writes_nothing(links):
    opened = {}
    with writes(TRACES) as found:
        for headers in SCANNERS:
            for link in sorted(links):
                for method in METHODS:
                    client = Client(headers=headers)
                    answer = getattr(client, method)(link.removeprefix(settings.PUBLIC_URL), follow=method == "get")
                    assert answer.status_code in (200, 302, 405), (method, link)
                opened[link] = Client(headers=headers).get(link.removeprefix(settings.PUBLIC_URL), follow=True)
    assert found == []
    assert {answer.status_code for answer in opened.values()} == {200}


def test_the_watch_sees_a_write(links):
    link = next(link for link in links if "/unsubscribe/" in link)
    with writes(TRACES) as found:
        Client().post(link.removeprefix(settings.PUBLIC_URL))
    assert any('"contacts_consent"' in sql for sql in found)


# --- a browser that runs scripts --------------------------------------------------------------------
def dump() -> dict[str, list[Any]]:
    kept = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and model._meta.db_table not in TRACES:
            kept[model._meta.db_table] = sorted(map(repr, model._base_manager.values_list()))
    return kept


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.only_on("postgresql")  # a database in memory is not there for the threads of a server
@pytest.mark.django_db(transaction=True)
def test_a_browser_that_loads_each_link_and_runs_its_scripts_writes_nothing(live_server, settings, request, tmp_path):
    if not CHROMIUM.exists():
        reason = f"{CHROMIUM} is missing."
        pytest.fail(reason) if REQUIRED else pytest.skip(reason)
    settings.PUBLIC_URL = live_server.url
    settings.ALLOWED_HOSTS = ["*"]
    links = sorted(request.getfixturevalue("links"))
    before = dump()
    assert before["contacts_consent"]
    chosen = links if size(0, full=1) else _one_of_each(links)
    command = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'browser'}"]
    for link in chosen:
        page = subprocess.run(
            [*command, "--virtual-time-budget=2000", "--dump-dom", link], capture_output=True, text=True, timeout=300
        )
        assert "<main" in page.stdout, link
    assert dump() == before


def _one_of_each(links: list[str]) -> list[str]:
    return list({re.sub(r"[\w-]{20,}|\d+", "*", link): link for link in links}.values())


# --- every route ------------------------------------------------------------------------------------
ROUTES = [(path, route) for path, route in routes(get_resolver()) if "<path:" not in path]
NUMBERED = re.compile(r"<int:(\w+)>|<path:object_id>")


def make_conversations(reader: User, contact: Contact, now: datetime) -> None:
    """What was said, owed, felt and agreed; the reader's own debrief and mailbox, which nobody else opens."""
    make_policy(reader)
    make_clock(contact, now - timedelta(days=1))
    make_due(reader, contact, now=now)
    talk = make_talk(reader, contact, now - timedelta(hours=3), points=["Ten lamps"], sentiment=-2)
    make_recap(talk, by=reader, now=now)
    attach(entry=talk, name="Plan.txt", content=ContentFile(b"Lamps"), by=reader, now=now)
    Debrief.objects.create(writer=reader, interaction=talk)
    install_phrases(now=now)
    make_breach(make_agreement(contact))
    make_signal(contact)
    mail = make_mail(reader)
    MailPart.objects.create(mail=mail, position=1, name="Plan.txt", content_type="text/plain", size=5, content=b"Lamps")
    IgnoredSender.objects.create(owner=reader, pattern="@news.example")


@pytest.fixture
def world(organisation, admin, alice, carol, settings) -> dict[str, list[int]]:
    """A row of most nouns; the ids of each room's rows."""
    settings.EMAIL_BACKEND = "outreach.backends.OutboxBackend"
    now = timezone.now()
    ready_made.install()
    add_birthday(carol, 5, 6)
    add_consent(carol, "greetings", "feedback")
    make_entry(carol, now, by=alice)
    make_follow_up(alice, carol, now=now, kind=FollowUpKind.MAIL, body="Hello.")
    make_conversations(admin, carol, now)
    make_purchase(carol, now)
    make_contract(carol, now.date())
    make_company(owner=alice)
    make_invitation(carol, make_survey(), created_at=now)
    make_member(carol)
    invitations.invite(by=admin, email="nela@x.example", full_name="Nela", roles=[Role.AGENT])
    for user in (admin, alice):
        Notice.objects.create(user=user, kind="x", key="x", url="/")
    ids: dict[str, list[int]] = {}
    for model in apps.get_models():
        if isinstance(model._meta.pk.get_prep_value(1), int):
            pks = model._base_manager.order_by("pk").values_list("pk", flat=True)[:2]
            ids.setdefault(model._meta.app_label, []).extend(pks)
    return {room: sorted(set(pks)) for room, pks in ids.items()}


def addresses(path: str, route: URLPattern, world: dict[str, list[int]]) -> list[str]:
    room = route.lookup_str.split(".")[0]
    numbers = sorted({*world.get(room, []), *world["contacts"]})
    filled = re.sub(r"<(str|slug):\w+>", "nps", path).replace("^", "").replace("$", "")
    filled = re.sub(r"\(\?P<uidb36>.*", "1-abc-123/", filled)
    names = NUMBERED.findall(filled)
    return ["/" + NUMBERED.sub(str(number), filled) for number in numbers] if names else ["/" + filled]


def _status(client: Client, method: str, address: str) -> int:
    answer = getattr(client, method)(address)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return int(answer.status_code)


ROLES = ["superuser", *size(0, full=1) * [*Role.values], "nobody"]


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_no_route_writes_when_it_is_read(world, admin, alice, team, role):
    """Own pages, sign-in and administration. A list of ids that is too short would show: some page must open."""
    client = Client()
    if role != "nobody":
        user = admin if role == "superuser" else make_user("Reader", Role(role), team=team)
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        client.get("/")  # the session's own first stamp
    found, statuses = [], {}
    for path, route in ROUTES:
        for address in addresses(path, route, world):
            with writes(TRACES_OF_COLLEAGUES) as written:
                seen = {_status(client, method, address) for method in METHODS[: size(1, full=3)]}
            found += [(address, sql) for sql in written]
            statuses.setdefault(path, set()).update(seen)
            if seen != {404}:
                break
    assert found == []
    assert not [path for path, seen in statuses.items() if max(seen) >= 500]
    if role == "superuser":
        only_404 = [path for path, seen in statuses.items() if seen <= {404} and "<str:" not in path]
        assert len(only_404) < len(statuses) / 10, only_404
