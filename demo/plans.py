"""What Alice and her team promised next: overdue, due today, tomorrow and later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.http import QueryDict

from contacts.models import Contact, StageChange
from crm.clock import local, to_utc, zone
from demo.house import House
from interactions.actions import hand_over_follow_up, plan_follow_up, plan_meeting, snooze_follow_up
from interactions.actions.winning_back import follow_stage
from interactions.models import FollowUp, FollowUpKind, FollowUpState, RepeatUnit
from interactions.repeating import Rhythm
from interactions.snoozing import NEXT_WEEK, offered
from staff.actions.drafts import keep_draft
from staff.drafts import Place
from staff.models import User

MAIL_BODY = (
    "thank you for the time on the phone. As promised, here is the plan for the second floor once more:"
    " forty desk lamps, delivered in two parts.\n\nPlease tell me whether the dates suit you."
)
PLAN_PAGE = "interactions:plan"
MAIL_BEGUN = "it was good to see the reading room at work. The fitter asked me whether"


@dataclass(frozen=True)
class Plan:
    """A follow-up so many days from today, at an hour of the owner's own clock or by the end of the day.

    `repeats` is what it comes again every one of.
    """

    days: int
    at: time | None
    title: str
    kind: str = FollowUpKind.TASK
    repeats: str = ""

    def row(self, owner: User, on: date) -> FollowUp:
        """As it would be planned, not yet stored."""
        when = {"local_date": on, "local_time": self.at, "zone": owner.time_zone}
        return FollowUp(owner=owner, kind=self.kind, title=self.title, created_by=owner, **when)


OFFER = "Prepare the offer for forty desk lamps"
NOTE = "The invoice names the old address. They were patient, and asked for an answer this week."
ALICE = [
    Plan(-4, time(10), "Ask whether the new dimmer still hums"),
    Plan(-1, time(15), "Send the drawing of the reading room"),
    Plan(0, time(9, 30), "Call about the delivery date"),
    Plan(0, time(14), "Confirm the fitter’s visit"),
    Plan(0, time(16, 30), "Answer the question about the guarantee"),
    Plan(1, time(9), OFFER),
    Plan(1, time(11), "Call to congratulate on the new branch"),
    Plan(3, time(10), "Ask how the woven screens look at noon", repeats=RepeatUnit.MONTH),
    Plan(8, None, "Go through the contract before it ends"),
]
INVOICE = "Return the call about the invoice"
BOB = [Plan(-2, time(11), INVOICE), Plan(0, time(15), "Send samples of the moss green")]
CHARLIE = [Plan(0, time(12), "Ask for the floor plan"), Plan(2, time(10), "Agree on the date of delivery")]


def build_plans(people: Sequence[Contact], house: House, now: datetime, rng: Random) -> list[FollowUp]:
    made = []
    for name, plans in (("alice", ALICE), ("bob", BOB), ("charlie", CHARLIE)):
        hers = [contact for contact in people[1:] if contact.owner_id == house[name].pk]
        made += [_plan(rng.choice(hers), house[name], plan, now) for plan in plans if hers]
    _wait_and_give(house, now)
    made.append(_mail_to_novak(people[0], house["alice"], now))
    made.append(_meeting(people, house, now))
    made += _done(people, house["alice"], now)
    _begin_a_mail(people[0], house["alice"], now)
    _win_back(now)
    return made


def _wait_and_give(house: House, now: datetime) -> None:
    """Alice put one off until next week; Bob, off to a fair, gave one to her. A small world may have neither."""
    alice, bob = house["alice"], house["bob"]
    for later in FollowUp.objects.filter(owner=alice, title=OFFER):
        snooze_follow_up(by=alice, follow_up=later, until=offered(later, alice, now)[NEXT_WEEK], now=now)
    for call in FollowUp.objects.select_related("contact", "owner").filter(owner=bob, title=INVOICE):
        hand_over_follow_up(by=bob, follow_up=call, to=alice, note=NOTE, now=now)


def _begin_a_mail(contact: Contact, by: User, now: datetime) -> None:
    """Half a mail that Alice was called away from: it stands in its form when she comes back."""
    typed = QueryDict(mutable=True)
    typed.update({"kind": FollowUpKind.MAIL.value, "title": "The fitting of the second floor", "body": MAIL_BEGUN})
    keep_draft(by=by, place=Place(f"{PLAN_PAGE}?kind=mail", contact), typed=typed, now=now - timedelta(hours=2))


def _win_back(now: datetime) -> None:
    """Whoever left is asked again on the day that was named."""
    for change in StageChange.objects.filter(win_back_on__isnull=False).select_related("contact__owner", "by"):
        follow_stage(change.contact, change, now)


def _plan(contact: Contact, owner: User, plan: Plan, now: datetime) -> FollowUp:
    """Through the action, which plans the reminder too; what is past was planned before this world began."""
    on = local(now, zone(owner.time_zone)).date() + timedelta(days=plan.days)
    row = plan.row(owner, on)
    if row.agreed_instant > now:
        return plan_follow_up(
            by=owner,
            contact=contact,
            kind=plan.kind,
            title=plan.title,
            local_date=on,
            local_time=plan.at,
            zone=owner.time_zone,
            rhythm=Rhythm(plan.repeats, 1, on) if plan.repeats else None,
            now=now,
        )
    row.contact, row.due_at, row.created_at = contact, row.agreed_instant, row.agreed_instant - timedelta(days=5)
    row.save()
    return row


def _mail_to_novak(contact: Contact, alice: User, now: datetime) -> FollowUp:
    on = local(now, contact.zone).date() + timedelta(days=2)
    return plan_follow_up(
        by=alice,
        contact=contact,
        kind=FollowUpKind.MAIL,
        title="Your lamps for the second floor",
        body=MAIL_BODY,
        local_date=on,
        local_time=time(9, 30),
        zone=contact.time_zone,
        follows_contact=True,
        now=now,
    )


def _meeting(people: Sequence[Contact], house: House, now: datetime) -> FollowUp:
    """Alice and Bob meet two customers in a week; Bob has the first half hour of his day."""
    alice, bob = house["alice"], house["bob"]
    hers = [contact for contact in people if contact.owner_id == alice.pk][:2]
    on = local(now, zone(alice.time_zone)).date() + timedelta(days=7)
    start = to_utc(on, time(10), zone(alice.time_zone))
    return plan_meeting(
        by=alice, contacts=hers, users=[alice, bob], start=start, minutes=45, title="Light for both floors",
        poor_for={f"u{bob.pk}"}, now=now,
    )  # fmt: skip


def _done(people: Sequence[Contact], alice: User, now: datetime) -> list[FollowUp]:
    rows = []
    for number, contact in enumerate(people[:60:6], start=1):
        due_at = (now - timedelta(days=9 * number)).replace(minute=0, second=0, microsecond=0)
        at = local(due_at, zone(alice.time_zone))
        rows.append(
            FollowUp(
                contact=contact,
                owner=contact.owner or alice,
                kind=FollowUpKind.TASK,
                title="Ask whether everything arrived",
                local_date=at.date(),
                local_time=at.time(),
                zone=alice.time_zone,
                due_at=due_at,
                state=FollowUpState.DONE,
                closed_at=due_at + timedelta(hours=1),
                outcome="Everything arrived.",
                created_by=alice,
                created_at=due_at - timedelta(days=6),
            )
        )
    return FollowUp.objects.bulk_create(rows)
