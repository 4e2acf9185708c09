"""What Alice and her team promised, and what became of it: kept, late, in part, moved, given up, overdue and open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from random import Random

from contacts.models import Contact
from crm.clock import local, to_utc, zone
from crm.money import Money
from demo.house import House
from interactions.actions import drop_promise, keep_promise, make_promise, move_promise, tell_customer
from interactions.models import Deed, Kind, Promise
from staff.models import User


@dataclass(frozen=True)
class Given:
    """A promise made and due so many days from today; `deeds` are what happened, each so many days from today.

    Without an hour it is due by the end of a day of the customer's. What was moved is due in `moved_to` days.
    """

    what: str
    made: int
    due: int
    at: time | None = None
    worth: int = 0
    deeds: Sequence[tuple[Deed, int]] = ()
    remark: str = ""
    moved_to: int = 0
    # In the newest call, at its moment.
    is_said: bool = False


NOVAK = [
    Given("Send the plan of the second floor", -20, -12, deeds=[(Deed.KEPT, -13)], remark="Sent with the drawing"),
    Given("Say when the fitter comes", -2, 2, time(15), is_said=True),
]
ALICE = [
    Given("Send the corrected invoice", -25, -15, deeds=[(Deed.TOLD, -14), (Deed.KEPT, -12)], remark="Two days late"),
    Given(
        "Bring twelve sample lamps", -18, -9, deeds=[(Deed.PARTLY, -10), (Deed.GIVEN_UP, -8), (Deed.TOLD, -8)],
        remark="Seven were in stock",
    ),
    Given(
        "Deliver the desk lamps", -14, -6, worth=4800, deeds=[(Deed.MOVED_BY_US, -7), (Deed.TOLD, -7)],
        remark="The transformers are missing", moved_to=3,
    ),
    Given(
        "Visit with the colour samples", -10, -2, time(10), deeds=[(Deed.MOVED_FOR_THEM, -4)],
        remark="They are on holiday", moved_to=6,
    ),
    Given("Answer the question about dimming", -6, -1, time(12)),
    Given("Send the offer for the reading room", -3, 0, worth=12500),
    Given("Replace the broken shade", -30, -22, deeds=[(Deed.KEPT, -23)]),
    Given("Find out who makes the old holders", -40, -30, deeds=[(Deed.DROPPED_FOR_THEM, -35)]),
]  # fmt: skip
BOB = [
    Given("Send samples of the moss green", -16, -8, deeds=[(Deed.KEPT, -9)]),
    Given("Call back about the guarantee", -12, -10, time(16), deeds=[(Deed.KEPT, -10)]),
    Given("Write down what was agreed", -5, 1),
]
CHARLIE = [
    Given("Ask the works about the longer cable", -9, -4, deeds=[(Deed.KEPT, -5)]),
    Given("Send the floor plan back with notes", -4, 4, worth=2100),
]


def build_promises(people: Sequence[Contact], house: House, now: datetime, rng: Random) -> None:
    for given in NOVAK:
        _live(people[0], house["alice"], given, now)
    for name, promises in (("alice", ALICE), ("bob", BOB), ("charlie", CHARLIE)):
        theirs = [contact for contact in people[1:] if contact.owner_id == house[name].pk]
        for given in promises if theirs else ():
            _live(rng.choice(theirs), house[name], given, now)


def _live(contact: Contact, owner: User, given: Given, now: datetime) -> None:
    """Through the actions, at the moments at which all this happened."""
    today = local(now, contact.zone).date()
    entry = contact.interactions.filter(kind=Kind.CALL).newest_first().first() if given.is_said else None
    promise = make_promise(
        by=owner,
        contact=contact,
        what=given.what,
        local_date=today + timedelta(days=given.due),
        local_time=given.at,
        zone=contact.time_zone,
        value=Money(Decimal(given.worth), "EUR") if given.worth else None,
        entry=entry,
        now=entry.at if entry else _morning(owner, given.made, now),
    )
    for hours, (kind, day) in enumerate(given.deeds):
        _happen(promise, kind, given, _morning(owner, day, now) + timedelta(hours=hours), now)


def _morning(owner: User, day: int, now: datetime) -> datetime:
    place = zone(owner.time_zone)
    return to_utc(local(now, place).date() + timedelta(days=day), time(9, 20), place)


def _happen(promise: Promise, kind: Deed, given: Given, at: datetime, now: datetime) -> None:
    by, is_theirs = promise.owner, kind in (Deed.MOVED_FOR_THEM, Deed.DROPPED_FOR_THEM)
    if kind == Deed.TOLD:
        tell_customer(by=by, promise=promise, how=Kind.CALL, now=at)
    elif kind in (Deed.KEPT, Deed.PARTLY):
        keep_promise(by=by, promise=promise, is_whole=kind == Deed.KEPT, remark=given.remark, now=at)
    elif kind in (Deed.DROPPED_FOR_THEM, Deed.GIVEN_UP):
        drop_promise(by=by, promise=promise, is_their_wish=is_theirs, remark=given.remark, now=at)
    else:
        on = local(now, promise.contact.zone).date() + timedelta(days=given.moved_to)
        move_promise(
            by=by, promise=promise, is_their_wish=is_theirs, local_date=on, local_time=given.at, zone=promise.zone,
            remark=given.remark, now=at,
        )  # fmt: skip
