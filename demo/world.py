"""Build the whole invented world: the same people and the same past for the same seed and moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.db import transaction
from django.db.models import Max, OuterRef, Subquery

from contacts.actions.contacts import put_in_bin
from contacts.models import Company, Contact, ContactPoint, PointKind
from demo.answers import build_answers
from demo.birthdays import build_birthdays, is_day
from demo.consents import Agreements, build_consents
from demo.crowd import Crowd, add_crowd
from demo.history import build_history
from demo.house import House, build_house, build_products
from demo.knowledge import build_knowledge
from demo.mails import build_mails
from demo.manners import build_manners
from demo.people import build_companies, build_people
from demo.plans import build_plans
from demo.points import build_points
from demo.promises import build_promises
from demo.rates import build_budget
from demo.recaps import build_recaps
from demo.relationships import build_relationships
from demo.segments import build_segments
from demo.together import build_together
from demo.trade import build_contracts, build_purchases
from demo.translations import build_translations
from demo.waits import build_waits
from feedback.models import Response
from interactions.models import FollowUp, Interaction
from sales.models import Contract, Purchase
from staff.models import Organisation, User

SILENT, IN_BIN = 2, 2
# So many people have a story told one by one; more are a crowd around them.
TOLD = 200


class WorldExists(Exception):
    """The database holds an organisation, or a colleague, already."""


@dataclass(frozen=True)
class Counts:
    contacts: int
    companies: int
    interactions: int
    purchases: int
    contracts: int
    answers: int
    follow_ups: int


@transaction.atomic
def build_world(
    *, contacts: int, seed: int, now: datetime, interactions: int | None = None, purchases: int | None = None
) -> Counts:
    """Fill an empty database, all or nothing. `now` decides what is past and whose birthday it is.

    Told people come first. Beyond them a crowd fills up to the wanted numbers: ten entries and three
    purchases for each person unless said otherwise; what is told counts, even where it is more.
    """
    if Organisation.objects.exists() or User.objects.exists():
        raise WorldExists
    house = build_house(now)
    _tell(house, min(contacts, TOLD), seed, now)
    if contacts > TOLD:
        crowd = _crowd_around(contacts, interactions or 10 * contacts, purchases or 3 * contacts)
        add_crowd(house, crowd, seed=seed, now=now)
    return _counted()


def _tell(house: House, contacts: int, seed: int, now: datetime) -> None:
    products = build_products()
    companies = build_companies(house, _chance(seed, "companies"))
    people, with_mail, agreements = settle(house, companies, contacts, seed, now)
    talks = build_history(people, house, now, _chance(seed, "history"))
    purchases = build_purchases(people, products, now, _chance(seed, "purchases"))
    build_budget(now, house["admin"])
    build_contracts(people, house, now, _chance(seed, "contracts"))
    responses = build_answers(people, with_mail, talks, agreements, house, now, _chance(seed, "answers"))
    build_translations(people, house, now)
    build_together(people[0], house, now)
    build_points(people, purchases, responses, now, _chance(seed, "points"))
    build_segments(house)
    build_plans(people, house, now, _chance(seed, "plans"))
    build_waits(people, house, now)
    build_promises(people, house, now, _chance(seed, "promises"))
    build_knowledge(people, companies, now, _chance(seed, "knowledge"))
    build_manners(people, house, now)
    build_recaps(people, house, now)
    build_mails(people, house, now)
    _note_last_contact()
    _put_some_aside(people, house, now)
    build_relationships(people, house, now)


def _crowd_around(contacts: int, interactions: int, purchases: int) -> Crowd:
    return Crowd(
        contacts=contacts - TOLD,
        interactions=max(0, interactions - Interaction.objects.count()),
        purchases=max(0, purchases - Purchase.objects.count()),
    )


def _counted() -> Counts:
    return Counts(
        contacts=Contact.objects.count(),
        companies=Company.objects.count(),
        interactions=Interaction.objects.count(),
        purchases=Purchase.objects.count(),
        contracts=Contract.objects.count(),
        answers=Response.objects.count(),
        follow_ups=FollowUp.objects.count(),
    )


def settle(
    house: House, companies: Sequence[Company], total: int, seed: int, now: datetime
) -> tuple[list[Contact], frozenset[int], Agreements]:
    """The people, whom of them a mail reaches, and to what they agreed; with their birthdays."""
    people = build_people(house, companies, total, now, _chance(seed, "people"))
    with_mail = _with_mail()
    awake = [one for one in people[1:] if one.pk in with_mail and is_day(one, now)]
    agreements = build_consents(people, awake, _chance(seed, "consents"))
    build_birthdays(people, with_mail, agreements, now, _chance(seed, "birthdays"))
    return people, with_mail, agreements


def _chance(seed: int, part: str) -> Random:
    """Each part has chances of its own, so that more talk does not change who lives where."""
    return Random(f"{seed}/{part}")


def _with_mail() -> frozenset[int]:
    return frozenset(ContactPoint.objects.filter(kind=PointKind.EMAIL).values_list("contact_id", flat=True))


def _note_last_contact() -> None:
    newest = Interaction.objects.filter(contact=OuterRef("pk"), is_automatic=False).order_by().values("contact")
    Contact.objects.update(last_contact_at=Subquery(newest.annotate(newest=Max("at")).values("newest")))


def _put_some_aside(people: Sequence[Contact], house: House, now: datetime) -> None:
    """Two of Alice's asked not to be contacted, two stand in the bin; nobody with a plan or a birthday now."""
    hers = Contact.objects.filter(owner=house["alice"], follow_ups=None).exclude(pk=people[0].pk)
    quiet = list(hers.filter(dates=None).order_by("pk")[: SILENT + IN_BIN])
    Contact.objects.filter(pk__in=[contact.pk for contact in quiet[:SILENT]]).update(do_not_contact=True)
    for contact in quiet[SILENT:]:
        put_in_bin(by=house["alice"], row=contact, now=now)
