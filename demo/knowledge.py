"""What the team knows of the invented people: needs, lives, goals, former jobs, and who belongs with whom."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from django.db.models import Count

from contacts.models import (
    Company,
    Contact,
    CustomerGoal,
    Employment,
    Fact,
    FactKind,
    FactSource,
    Footing,
    Formality,
    GoalStep,
    NameSource,
    Relation,
    RelationKind,
)
from contacts.models.custom import Group
from contacts.models.fact import usual_expiry
from sales.models import Purchase

NEEDS = [
    "A quieter lamp for the reading room",
    "Light that does not tire the eyes",
    "Delivery before the school year begins",
    "Spare parts within two days",
    "A lower energy bill",
    "One invoice a month",
]
INTERESTS = ["Woven screens", "Daylight sensors", "The autumn trade fair", "Repairing instead of replacing"]
PREFERENCES = ["Answers before ten", "Drawings, not descriptions", "No calls on Fridays"]
LIVES = ["Two daughters, Anna and Ema", "Moves to the country next spring", "Sings in a choir", "Keeps bees"]
CAUSES = ["Was a gift", "The lamp was too bright", "Delivery took too long"]
GOALS = [
    ("A lower energy bill", 100, 70, "per cent of last year"),
    ("Open the second branch", 1, 2, "branches"),
    ("Fewer complaints about glare", 12, 3, "complaints a month"),
]
STEPS = ["Measure the light on the second floor", "Send samples of three lamps", "Agree on the date of the change"]
MANY_DAYS = 300


def build_knowledge(people: Sequence[Contact], companies: Sequence[Company], now: datetime, rng: Random) -> None:
    """Of Pan Novák all of it, of every third some of it."""
    today = now.date()
    known = [people[0], *(contact for contact in people[1:] if rng.random() < 1 / 3)] if people else []
    _facts(known, today, rng)
    _goals(known[:12], today, rng)
    _jobs(known[::4], companies, today, rng)
    _relations(known, companies, rng)
    _footings(known[::4], today, now)


def _footings(known: Sequence[Contact], today: date, now: datetime) -> None:
    """With some of those who have no wish of their own the team is on first names."""
    people = [(contact, contact.team_id) for contact in known if contact.team_id and not contact.formality]
    Footing.objects.bulk_create(
        Footing(
            contact=contact,
            team_id=team,
            register=Formality.INFORMAL if number % 2 == 0 else Formality.FORMAL,
            agreed_on=today - timedelta(days=200 + number) if number % 2 == 0 else None,
            source=NameSource.TOLD,
            confirmed_by=contact.owner,
            confirmed_at=now - timedelta(days=150),
        )
        for number, (contact, team) in enumerate(people)
    )


def _facts(known: Sequence[Contact], today: date, rng: Random) -> None:
    once = Purchase.objects.order_by().values("contact").annotate(count=Count("pk")).filter(count=1)
    bought_once, rows = set(once.values_list("contact", flat=True)), []
    for number, contact in enumerate(known):
        rows.append(_fact(contact, FactKind.NEED, rng.choice(NEEDS), today, rng))
        for kind, words, every in (
            (FactKind.INTEREST, INTERESTS, 2),
            (FactKind.PREFERENCE, PREFERENCES, 3),
            (FactKind.LIFE, LIVES, 3),
        ):
            if number % every == 0:
                rows.append(_fact(contact, kind, rng.choice(words), today, rng))
        if contact.pk in bought_once:
            rows.append(_fact(contact, FactKind.BOUGHT_ONCE, rng.choice(CAUSES), today, rng))
    Fact.objects.bulk_create(rows, batch_size=500)


def _fact(contact: Contact, kind: FactKind, text: str, today: date, rng: Random) -> Fact:
    since = today - timedelta(days=rng.randint(3, MANY_DAYS))
    fact = Fact(
        contact=contact,
        kind=kind,
        text=text,
        source=rng.choice([FactSource.TOLD, FactSource.TOLD, FactSource.IMPRESSION]),
        known_since=since,
        group=Group.SENSITIVE if kind == FactKind.LIFE else Group.BASIC,
        expires_on=usual_expiry(kind, since),
        created_by=contact.owner,
    )
    fact.set_search_keys()
    return fact


def _goals(known: Sequence[Contact], today: date, rng: Random) -> None:
    goals = []
    for contact in known:
        words, baseline, target, unit = rng.choice(GOALS)
        goals.append(
            CustomerGoal(
                contact=contact,
                words=words,
                baseline=baseline,
                target=target,
                unit=unit,
                due_on=today + timedelta(days=rng.randint(20, MANY_DAYS)),
                reviewed_on=today - timedelta(days=rng.randint(5, 120)),
                created_by=contact.owner,
            )
        )
    CustomerGoal.objects.bulk_create(goals)
    steps = [
        GoalStep(goal=goal, words=words, position=position, done_on=goal.reviewed_on if position == 0 else None)
        for goal in goals
        for position, words in enumerate(STEPS)
    ]
    GoalStep.objects.bulk_create(steps)


def _jobs(known: Sequence[Contact], companies: Sequence[Company], today: date, rng: Random) -> None:
    """Some worked for another company before, and moved."""
    rows = []
    for contact in known:
        others = [company for company in companies if company.pk != contact.company_id]
        if contact.company_id is None or not others:
            continue
        moved = today - timedelta(days=rng.randint(30, MANY_DAYS))
        rows.append(Employment(contact=contact, company=rng.choice(others), job_title="Assistant", until=moved))
        rows.append(
            Employment(contact=contact, company_id=contact.company_id, job_title=contact.job_title, since=moved)
        )
    Employment.objects.bulk_create(rows)


def _relations(known: Sequence[Contact], companies: Sequence[Company], rng: Random) -> None:
    """Neighbours in the list belong together; a few advise a company."""
    people, between = (RelationKind.objects.filter(between=name).order_by("position") for name in ("people", "company"))
    kinds, advises = list(people), between.first()
    pairs = list(zip(known[::3], known[1::3], strict=False))
    rows = [Relation(kind=rng.choice(kinds), contact=one, other=other) for one, other in pairs if kinds]
    if advises is not None and companies:
        rows += [Relation(kind=advises, contact=one, company=rng.choice(companies)) for one in known[2::9]]
    Relation.objects.bulk_create(rows)
