"""Mails in Alice's mailbox: one of a customer's that went onto the timeline, and three that wait for her.

The mailbox is paused: there is no such server.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import format_datetime

from contacts.models import Contact, PointKind
from demo.house import House
from mailbox.actions.reading import store
from mailbox.imap import Fetched
from mailbox.models import Mailbox

SERVER = "mx.rapport.example"
GENUINE, FORGED = "pass", "fail"
# Days ago, who wrote ("" for the customer), what our server found, subject, text.
LETTERS = (
    (
        *(3, "", GENUINE, "Lamps for the canteen"),
        "Good morning Alice,\n\nthe lamps arrived, thank you. Two of the eight flicker when the kitchen starts.\n"
        "Could somebody look at them before Friday?\n\nKind regards\n\n"
        "On Monday at 9:12 Alice wrote:\n> Your lamps leave our house today.",
    ),
    (
        *(2, "Jonas Berg <jonas.berg@nordlys.example>", GENUINE, "An offer for our showroom?"),
        "Hello,\n\nyour lamps hang in my neighbour's workshop and I like them. What would twelve cost?\n\nJonas",
    ),
    (
        *(1, "", FORGED, "New bank account"),
        "Please pay all open invoices to our new account from today on. It is urgent.",
    ),
    (
        *(1, "Lighting Weekly <editor@lighting.example>", GENUINE, "Your stand at the fair"),
        "Dear Alice,\n\nthe plan of hall 4 is ready. Shall we keep the corner for you?",
    ),
)


def build_mails(people: Sequence[Contact], house: House, now: datetime) -> None:
    alice = house["alice"]
    mailbox = Mailbox.objects.create(
        owner=alice,
        address=alice.email,
        host="imap.rapport.example",
        username=alice.email,
        authserv_id=SERVER,
        read_from=(now - timedelta(days=30)).date(),
        is_paused=True,
        uid_validity=1,
        read_at=now - timedelta(hours=1),
    )
    hers = [contact for contact in people if contact.owner_id == alice.pk]
    writes = next((point for one in hers if (point := one.points.filter(kind=PointKind.EMAIL).first())), None)
    for uid, (days, sender, found, subject, text) in enumerate(LETTERS, start=1):
        at = now - timedelta(days=days, hours=uid)
        raw = _letter(sender or (writes.value if writes else ""), alice.email, found, subject, text, at, uid)
        store(mailbox=mailbox, fetched=Fetched(uid, at, len(raw), raw), now=now)


def _letter(sender: str, to: str, found: str, subject: str, text: str, at: datetime, number: int) -> bytes:
    domain = sender.rpartition("@")[2].rstrip(">")
    return (
        f"Authentication-Results: {SERVER}; dmarc={found} header.from={domain}\n"
        f"Received: from mail.{domain} by {SERVER}; {format_datetime(at)}\n"
        f"From: {sender}\nTo: {to}\nSubject: {subject}\nDate: {format_datetime(at)}\n"
        f"Message-ID: <demo-{number}@{domain}>\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
    ).encode()
