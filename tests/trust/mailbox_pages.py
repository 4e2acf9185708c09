"""Mailboxes and mails: their rows in the world of canaries, and their forms; for world.py and test_hostile_text.py."""

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import reverse

from interactions.models import Interaction
from mailbox.models import DropBox, IgnoredSender, Mailbox, MailPart, ReceivedMail
from tests.factories.mailbox import make_mail, make_mailbox
from tests.trust.canaries import World
from tests.trust.expected import Whose
from tests.trust.filling import Case, newest


def mailbox(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    yield {"owner": world.owner(whose), "host": f"{whose}.example", "read_from": world.now.date()}


def drop_box(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    if whose in (Whose.OWN, Whose.TEAM, Whose.FOREIGN):
        yield {"user": world.owner(whose)}


def ignored(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    yield {"owner": world.owner(whose)}


def mail(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    """On the timeline of each customer, in the personal mailbox of who looks after them."""
    yield {
        "mailbox": world.rows[Mailbox, whose],
        "owner": world.owner(whose),
        "contact": world.contact(whose),
        "entry": world.rows[Interaction, whose],
        "state": "timeline",
        "at": world.now,
        "size": 1,
    }


def part(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    yield {"mail": world.rows[ReceivedMail, whose], "position": 1, "size": 1, "content": b"1"}


RECIPES = {
    Mailbox: mailbox,
    DropBox: drop_box,
    IgnoredSender: ignored,
    ReceivedMail: mail,
    MailPart: part,
}
FIELDS = {
    "address": "alice@fair.example",
    "host": "imap.fair.example",
    "port": "993",
    "security": "tls",
    "username": "alice",
    "folder": "INBOX",
    "read_from": "2026-11-01",
    "password": "open sesame",
}


def create_page(world: Any) -> Case:
    return Case(reverse("mailbox:mailbox_create"), FIELDS, newest(Mailbox), unread=("password",))


def edit_page(world: Any) -> Case:
    row = make_mailbox(world.alice)
    data = {"password": "open sesame"}
    return Case(reverse("mailbox:mailbox_edit", args=[row.pk]), data, newest(Mailbox), unread=("password",))


def contact_page(world: Any) -> Case:
    waiting = make_mail(world.alice)
    stored = {"full_name": lambda: getattr(ReceivedMail.objects.get(pk=waiting.pk).contact, "full_name", "")}
    return Case(reverse("mailbox:mail_contact", args=[waiting.pk]), {"full_name": "Nela"}, stored=stored)


MAILBOXES: dict[str, Callable[[Any], Case]] = {
    "mailbox:mailbox_create": create_page,
    "mailbox:mailbox_edit": edit_page,
    "mailbox:mail_contact": contact_page,
}
