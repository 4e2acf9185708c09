"""Planned mails, and the mails that left."""

import email
import email.policy
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from itertools import count
from pathlib import Path

from contacts.models import Contact, Purpose
from outreach import rules
from outreach.actions.planning import plan_message
from outreach.models import Journey, JourneyStep, Message, MessageTemplate
from staff.models import User

MORNING = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)  # a Tuesday, 10:00 in Prague
DAY = timedelta(days=1)

_numbers = count(1)


def make_message(contact: Contact | None = None, *, rule: str = rules.FOLLOW_UP, **fields: object) -> Message:
    """A mail to the contact that is due at MORNING."""
    values: dict[str, object] = {
        "occurrence": f"test/{next(_numbers)}",
        "not_before": MORNING,
        "not_after": MORNING + DAY,
        "zone": contact.time_zone if contact else "UTC",
        "now": MORNING - DAY,
    }
    if rule == rules.FOLLOW_UP:
        values |= {"subject": "Your offer", "body": "{{ greeting }}\n\nHere is the offer."}
    return plan_message(rule=rule, contact=contact, **{**values, **fields})


def make_journey(code: str = "news", **fields: object) -> JourneyStep:
    """A journey of marketing with one capped step; `fields` are the step's."""
    journey = Journey.objects.create(code=code, name=code, purpose=Purpose.MARKETING)
    template = MessageTemplate.objects.create(
        code=code, name=code, subject="News", body="{{ greeting }}\n\nWe have news."
    )
    return JourneyStep.objects.create(journey=journey, template=template, **{"is_capped": True, **fields})


def make_reminder(user: User, **fields: object) -> Message:
    words = {"title": "Call Carol", "contact": "Carol Novotná", "path": "/interactions/follow-ups/"}
    return make_message(rule=rules.REMINDER, user=user, **{"variables": words, **fields})


def mails_in(folder: Path) -> list[EmailMessage]:
    """The mails that left into the folder, in no order."""
    files = sorted(folder.glob("*.eml"))
    return [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    return str(part.get_content()) if part else ""


def html_of(mail: EmailMessage) -> str:
    part = mail.get_body(("html",))
    return str(part.get_content()) if part else ""
