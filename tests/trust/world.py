"""One world with rows of every kind that belongs to a customer. Each free text in it is a canary: a word that stands
nowhere else, of which `World.canaries` knows model, field and whose row it is.

A text field that is new gets its canaries by itself. A model that is new needs a line in `RECIPES`.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.urls import reverse

from contacts.models import (
    BulkRow,
    BulkRun,
    Company,
    CompanyMerge,
    CompanyMove,
    CompanyPair,
    Consent,
    Contact,
    ContactPoint,
    CustomerGoal,
    CustomField,
    CustomValue,
    DuplicatePair,
    Employment,
    Fact,
    Footing,
    GoalStep,
    ImportantDate,
    Merge,
    MergeMove,
    Relation,
    Segment,
    SegmentMembership,
    StageChange,
)
from contacts.models.contact_point import normalise
from feedback.models import Answer, Invitation, Response
from interactions.models import (
    Attachment,
    ClockEvent,
    Digest,
    FollowUp,
    HandOver,
    Interaction,
    Participant,
    Party,
    Promise,
    PromiseDeed,
    ResponseClock,
)
from loyalty.models import Referral
from outreach import ready_made as journeys
from outreach import rules
from outreach.models import Hold, InboundEvent, Journey, JourneyStep, Message
from sales.models import Contract, Purchase, RateFile
from staff.models import (
    AccessToken,
    Approval,
    AuditEntry,
    AuditSalt,
    AuditSeal,
    AuditValues,
    Draft,
    Notice,
    SavedView,
    Share,
    Submit,
    Team,
    User,
    ViewChoice,
)
from staff.models import Invitation as ColleagueInvitation
from tests.factories.feedback import make_survey
from tests.factories.loyalty import give, make_member, make_programme, spend
from tests.factories.staff import make_organisation, make_team, make_user
from tests.trust import (
    around_entries,
    companies,
    imported,
    lists,
    mailbox_pages,
    needs,
    promises,
    relationships,
    sold,
    steps,
    understanding,
    waits,
)
from tests.trust.canaries import World, fill
from tests.trust.companies import owned
from tests.trust.expected import BINS, ROLES, Whose
from translating.models import Translation

# Whose row the next one is: referrers and friends are customers of somebody else.
_OTHER = dict(zip(Whose, [*list(Whose)[2:], *list(Whose)[:2]], strict=True))


def _contact(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    at = {"company": world.rows[Company, whose], "last_contact_at": world.now - timedelta(days=3)}
    cost = {"acquisition_cost": Decimal(40), "acquisition_currency": "EUR"}
    yield {**owned(world, whose), **at, **cost, "languages": ["en"], "country": "CZ", "time_zone": "UTC"}


def _points(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    address = f"{world.word('contacts.ContactPoint', 'value', whose).split()[0]}@canary.example"
    yield {"contact": world.contact(whose), "kind": "email", "value": address, "normalised": address}
    number = f"+420 601 {list(Whose).index(whose):03d} 777"
    yield {
        "contact": world.contact(whose),
        "kind": "phone",
        "value": f"{number} {world.word('contacts.ContactPoint', 'value', whose).split()[0]}",
        "normalised": normalise("phone", number, "CZ"),
    }


def _dates(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    today = {"month": world.now.month, "day": world.now.day}
    yield {"contact": world.contact(whose), "kind": "birthday", **today}
    yield {"contact": world.contact(whose), "kind": "other", **today}


def _stage(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    told = {"exit_reason": "needs", "ended_by": "they", "win_back_on": world.now.date()}
    moved = {"before": "expansion", "after": "dissolution", "by": world.owner(whose), **told}
    yield {"contact": world.contact(whose), **moved}


def _consent(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    said = {"purpose": "service", "channel": "email", "state": "given", "by": world.owner(whose)}
    yield {"contact": world.contact(whose), **said}


def _pair(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    twin = Contact.objects.create(full_name="Twin There", **owned(world, Whose.OWN))
    yield {"one": world.contact(whose), "other": twin, "evidence": ["email"], "score": 40}


def _merge(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    gone = {"merged_into": world.contact(whose), "deleted_at": world.now}
    merged = Contact.objects.create(full_name="Twice There", **owned(world, whose) | gone)
    yield {"survivor": world.contact(whose), "merged": merged, "by": world.owner(whose)}


def _move(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    contact = world.contact(whose)
    yield {"merge": world.rows[Merge, whose], "table": "contacts.Contact", "columns": ["notes"], "ids": [contact.pk]}


def _message(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    """What is written to one, about to go and come back; and a reminder of the reader's about them."""
    step = JourneyStep.objects.get(journey__code=rules.FOLLOW_UP)
    window = {"not_before": world.now + timedelta(hours=1), "not_after": world.now + timedelta(days=1)}
    base = {"step": step, "purpose": "service", "language": "en", "sender": world.owner(whose), **window}
    yield {"contact": world.contact(whose), "occurrence": f"canary/{whose}", **base}
    failed = {"state": "failed", "bounced_at": world.now}
    yield {"contact": world.contact(whose), "occurrence": f"canary/{whose}/failed", **base, **failed}


def _reminder(world: World, whose: Whose) -> None:
    """The reader was told of this customer once, whoever looks after them now."""
    name, title = world.contact(whose).full_name, world.rows[FollowUp, whose].title
    step = JourneyStep.objects.get(journey__code=rules.REMINDER)
    path = reverse("contacts:contact_detail", args=[world.contact(whose).pk])
    Message.objects.create(
        step=step, user=world.reader, template=step.template, template_version=1, purpose="service",
        occurrence=f"canary/reminder/{whose}", not_before=world.now, not_after=world.now + timedelta(days=1),
        variables={"title": title, "contact": name, "path": path}, language="en",
    )  # fmt: skip
    params = {"title": title, "contact": name}
    Notice.objects.create(user=world.reader, kind="follow_up_due", params=params, url=path, key=f"told/{whose}")


def _event(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    message = Message.objects.get(occurrence=f"canary/{whose}/failed")
    yield {
        "provider": "p", "event_id": f"e/{whose}", "kind": "no_such_user", "message": message,
        "address_hash": "0" * 64, "at": world.now,
    }  # fmt: skip


def _hold(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    yield {"contact": world.contact(whose), "key": "canary"}


def _interaction(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    at = world.now - timedelta(days=2)
    by = {"by": world.reader, "source": f"canary/{whose}"}
    own = {str(lists.conversation_field().pk): world.word("interactions.Interaction", "own_facts", whose)}
    yield {"contact": world.contact(whose), "kind": "call", "at": at, "own_facts": own, **by}


def _translation(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    """Of what was said, into the reader's language; of an earlier version, for what it is of has another digest."""
    entry = world.rows[Interaction, whose]
    of = {"subject_type": "interactions.Interaction", "subject_id": entry.pk, "field": "summary", "language": "en"}
    yield {"contact": world.contact(whose), "by": world.owner(whose), **of}


def _follow_up(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    """Open ones wait for the reader, also with customers that are no longer theirs to see."""
    due = {"local_date": world.now.date(), "local_time": world.now.time(), "zone": "UTC", "due_at": world.now}
    yield {"contact": world.contact(whose), "owner": world.reader, "created_by": world.reader, **due}


def _invitation(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    asked = {"survey": make_survey(), "expires_at": world.now + timedelta(days=10), "created_at": world.now}
    yield {"contact": world.contact(whose), "wave": "answered", "state": "answered", **asked}
    yield {"contact": world.contact(whose), "wave": "dropped", "state": "dropped", "reason": "no_consent", **asked}


def _response(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    at = world.now - timedelta(days=1)
    yield {"invitation": world.rows[Invitation, whose], "language": "en", "completed_at": at}


def _answer(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    response = world.rows[Response, whose]
    scale, text = response.invitation.survey.questions.order_by("position")
    yield {"response": response, "question": scale, "value": 1, "text": "", "at": response.completed_at}
    yield {"response": response, "question": text, "at": response.completed_at}


def _referral(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    parties = {"advocate": world.contact(whose), "referee": world.contact(_OTHER[whose])}
    yield {"programme": make_programme(), **parties}


def _share(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    """Lent rows are lent to the reader; the others to somebody who is none of ours."""
    if whose in BINS:
        return
    lent = whose in (Whose.LENT, Whose.WORKED)
    user = world.reader if lent else User.objects.get(email="borrower@fair.example")
    level = "own" if whose == Whose.WORKED else "team"
    until = {"until": world.now + timedelta(days=9), "by": world.owner(whose), "created_at": world.now}
    for model in (Contact, Company):
        about = {"subject_type": model._meta.label, "subject_id": world.rows[model, whose].pk}
        yield {"user": user, "level": level, **about, **until}


def _notice(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    yield {"user": world.owner(whose), "kind": "follow_up_due", "key": f"canary/{whose}", "url": "/"}


def _submit(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    yield {"user": world.owner(whose), "key": f"canary-{whose}", "url": "/"}


def _approval(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    """Asked by somebody who has left, so that it is nobody's own."""
    asker = User.objects.get(email="left@fair.example")
    until = {"asked_at": world.now, "expires_at": world.now + timedelta(days=7)}
    yield {"kind": "canary", "subject_id": world.contact(whose).pk, "asked_by": asker, "digest": str(whose), **until}


def _entry(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    contact = world.contact(whose)
    about = {"subject_type": "contacts.Contact", "subject_id": contact.pk, "customer_id": contact.pk}
    yield {"actor": world.owner(whose), "action": "contacts.update", "at": world.now, **about}


def _values(world: World, whose: Whose) -> Iterator[dict[str, Any]]:
    yield {"entry": world.rows[AuditEntry, whose]}


Recipe = Callable[[World, Whose], Iterator[dict[str, Any]]]
# In the order in which one needs the other.
RECIPES: dict[type[Model], Recipe] = {
    Company: companies.company,
    Contact: _contact,
    ContactPoint: _points,
    ImportantDate: _dates,
    StageChange: _stage,
    Consent: _consent,
    DuplicatePair: _pair,
    Merge: _merge,
    MergeMove: _move,
    CompanyPair: companies.pair,
    CompanyMerge: companies.merge,
    CompanyMove: companies.move,
    CustomValue: lists.fact,
    Fact: needs.fact,
    CustomerGoal: needs.goal,
    GoalStep: needs.step,
    Employment: needs.job,
    Footing: needs.footing,
    Relation: needs.relation,
    Segment: lists.segment,
    SegmentMembership: lists.stay,
    SavedView: lists.view,
    ViewChoice: lists.choice,
    Draft: lists.draft,
    BulkRun: lists.bulk,
    BulkRow: lists.bulk_row,
    Message: _message,
    InboundEvent: _event,
    Hold: _hold,
    Interaction: _interaction,
    Translation: _translation,
    **mailbox_pages.RECIPES,
    FollowUp: _follow_up,
    **relationships.RECIPES,
    ResponseClock: waits.clock,
    ClockEvent: waits.event,
    **understanding.RECIPES,
    Party: around_entries.party,
    Attachment: around_entries.attachment,
    HandOver: steps.hand_over,
    Digest: steps.digest,
    Participant: steps.participant,
    Promise: promises.promise,
    PromiseDeed: promises.deed,
    Purchase: sold.purchase,
    Contract: sold.contract,
    Invitation: _invitation,
    Response: _response,
    Answer: _answer,
    Referral: _referral,
    Share: _share,
    Notice: _notice,
    **imported.RECIPES,
    Submit: _submit,
    Approval: _approval,
    AuditEntry: _entry,
    AuditValues: _values,
}
# Made by the books themselves, below.
BOOKED = ("loyalty.Account", "loyalty.Transaction", "loyalty.Entry", "loyalty.Lot", "loyalty.Allocation")
# Figures of many customers, and none of them by name.
FIGURES = ("metrics.Report",)


def build(role: str, *, now: datetime) -> World:
    """The world as somebody of this role finds it."""
    make_organisation()
    journeys.install(now=now)
    north, south = make_team("North"), make_team("South")
    powers = {"is_superuser": role == "superuser", "is_staff": True, "time_zone": "UTC"}
    reader = make_user("Reader", *([role] if role in ROLES[1:-1] else []), team=north, **powers)
    world = World(now, role, reader, make_user("Mate", "manager", team=north), make_user("Far", "manager", team=south))
    make_user("Borrower", "manager", team=make_team("East"))
    make_user("Left", is_active=False)
    for model, recipe in RECIPES.items():
        for whose in Whose:
            rows = [fill(world, model, whose, **given) for given in recipe(world, whose)]
            if rows:
                world.rows[model, whose] = rows[0]
    for whose in Whose:
        Contact.objects.filter(pk=world.contact(whose).pk).update(referred_by=world.contact(_OTHER[whose]))
        _reminder(world, whose)
        _book(world, whose)
    _secrets(world)
    _house(world, north)
    return world


def _house(world: World, team: Team) -> None:
    """Rows of everybody's who passes the door."""
    until = {"sent_at": world.now, "expires_at": world.now + timedelta(days=3)}
    asked = ColleagueInvitation.objects.create(
        email="new@fair.example", full_name="New", invited_by=world.mate, roles=["manager"], **until
    )
    file = RateFile.objects.create(
        source="ecb", name="rates.csv", content=b"Date,USD", uploaded_by=world.mate, state="read"
    )
    worded = (*needs.of_the_house(), *understanding.words_of_the_house())
    rows = (CustomField.objects.get(subject="contact"), file, *worded)
    for row in (team, world.mate, asked, *rows, Journey.objects.order_by("pk").first()):
        world.rows[type(row), Whose.OWN] = row


def _book(world: World, whose: Whose) -> None:
    account = make_member(world.contact(whose))
    said = {"reason": world.word("loyalty.Transaction", "reason", whose, 40)}
    give(account, 500, now=world.now - timedelta(days=2), **said)
    spend(account, 20, now=world.now - timedelta(days=1), **said)
    world.rows[type(account), whose] = account


def _secrets(world: World) -> None:
    for user in (world.reader, world.mate, world.stranger):
        User.objects.filter(pk=user.pk).update(password=world.word("staff.User", "password", Whose.OWN))
    digest = world.word("staff.AccessToken", "digest", Whose.OWN, 64)
    subject = world.contact(Whose.OWN).pk
    AccessToken.objects.create(purpose="survey", subject_id=subject, digest=digest)
    proof = {"first_id": 1, "last_id": 1, "rows": 1, "until": world.now, "hash": "0" * 64, "at": world.now}
    seal = AuditSeal.objects.create(number=1, **proof)
    AuditSalt.objects.create(seal=seal, salt=world.word("staff.AuditSalt", "salt", Whose.OWN, 32))
