"""How soon the house answers, and who waits for an answer just now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from contacts.models import Contact
from demo.house import House
from interactions.actions import add_entry, pause_clock, save_policy
from interactions.models import CalendarKind, Direction, Kind, ResponseClock, ResponsePolicy
from staff.models import User

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Wait:
    """What a customer wrote so many hours ago, and after how many more somebody answered."""

    owner: str
    hours_ago: int
    kind: str
    words: str
    answered_after: int | None = None
    pause: str = ""


WAITS = (
    Wait("alice", 290, Kind.EMAIL, "Which of the two dimmers fits the old sockets?", answered_after=1),
    Wait("alice", 240, Kind.EMAIL, "The invoice names the wrong branch.", answered_after=70),
    Wait("alice", 100, Kind.MESSENGER, "Two of the woven screens came with a torn edge. What now?"),
    Wait("alice", 2, Kind.EMAIL, "Can the fitter come a day earlier?"),
    Wait("bob", 26, Kind.EMAIL, "May we return the moss green and take the grey?", pause="Asked for the order number."),
    Wait("charlie", 3, Kind.CHAT, "Is the reading lamp sold without its foot too?"),
)


def build_waits(people: Sequence[Contact], house: House, now: datetime) -> None:
    """Each customer once: the newest of each owner, of whom nothing is put aside."""
    _promise(house["admin"], now - timedelta(days=30))
    free = {name: [one for one in people[1:] if one.owner_id == house[name].pk] for name in ("alice", "bob", "charlie")}
    for wait in WAITS:
        if free[wait.owner]:
            _wait(free[wait.owner].pop(), house[wait.owner], wait, now)


def _promise(by: User, now: datetime) -> None:
    """Chats and messengers are answered while the team is here, all else within a working day of the customer's."""
    quick = ResponsePolicy(
        name="Chats and messengers",
        position=1,
        kinds=[Kind.CHAT.value, Kind.MESSENGER.value],
        first_response_minutes=120,
        update_every_days=2,
        calendar=CalendarKind.TEAM,
    )
    usual = ResponsePolicy(name="Everything else", position=2, first_response_minutes=480, sends_receipt=True)
    for policy in (quick, usual):
        save_policy(by=by, policy=policy, now=now)


def _wait(contact: Contact, owner: User, wait: Wait, now: datetime) -> None:
    at = now - wait.hours_ago * HOUR
    source = f"demo/wait/{wait.owner}/{wait.hours_ago}"
    entry = add_entry(
        contact=contact, kind=wait.kind, source=source, at=at, is_automatic=False, summary=wait.words, now=now
    )
    if wait.answered_after:
        add_entry(
            contact=contact,
            kind=wait.kind,
            source=f"{source}/answer",
            at=at + wait.answered_after * HOUR,
            by=owner,
            direction=Direction.OUT,
            is_automatic=False,
            summary="Answered.",
            now=now,
        )
    if wait.pause:
        clock = ResponseClock.objects.get(entry=entry)
        pause_clock(by=owner, clock=clock, reason=wait.pause, now=at + HOUR)
