"""The order in which the crowd is written: whoever is pointed at comes first."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from contacts.models import Company, Consent, Contact, ContactPoint, ImportantDate, StageChange
from demo.crowd.answers import write_answers
from demo.crowd.facts import write_birthdays, write_consents
from demo.crowd.people import CONTACT_COLUMNS, Census, Person, write_companies, write_points, write_stages
from demo.crowd.plans import write_plans
from demo.crowd.points import write_points as write_loyalty_points
from demo.crowd.points import write_referrals
from demo.crowd.staffing import Staffing, staff_up
from demo.crowd.talks import Diary, write_talks
from demo.crowd.trade import returned_among, write_contracts, write_purchases
from demo.house import House
from demo.rows import finish, next_id, write
from feedback.models import Answer, Invitation, Response
from interactions.models import FollowUp, Interaction
from loyalty.models import Account, Allocation, Entry, Lot, Referral, Transaction
from sales.models import Contract, Purchase

WRITTEN = (
    *(Company, Contact, ContactPoint, StageChange, ImportantDate, Consent, Interaction, Purchase, Contract),
    *(Invitation, Response, Answer, FollowUp, Account, Transaction, Entry, Lot, Allocation, Referral),
)
PEOPLE_A_COMPANY = 10
ANSWERED = 30


@dataclass(frozen=True)
class Crowd:
    """How many more of each there shall be; `interactions` counts all entries of their timelines."""

    contacts: int
    interactions: int
    purchases: int

    @property
    def answers(self) -> int:
        return self.interactions // ANSWERED

    @property
    def talks(self) -> int:
        """What purchases, contracts and answers leave room for."""
        entries = self.purchases + returned_among(self.purchases) + self.contacts // 8 + self.answers
        return max(0, self.interactions - entries)


def add_crowd(house: House, crowd: Crowd, *, seed: int, now: datetime) -> None:
    """Write the crowd behind the rows that stand; the same for the same seed and moment."""
    staffing = staff_up(house, now, _chance(seed, "staffing"))
    diary = Diary(crowd.contacts, crowd.talks, now, _chance(seed, "diary"))
    people = _settle(house, staffing, diary, crowd, now, seed)
    write_birthdays(people, now, _chance(seed, "birthdays"))
    may_be_asked = write_consents(people, _chance(seed, "consents"))
    before = Interaction.objects.count()
    sales = write_purchases(people, crowd.purchases, now, _chance(seed, "purchases"))
    write_contracts(people, now, _chance(seed, "contracts"))
    talked = write_talks(diary, people, staffing, crowd.answers, _chance(seed, "talks"))
    room = max(0, crowd.interactions - (Interaction.objects.count() - before))
    answers = write_answers(people, talked, may_be_asked, room, now, _chance(seed, "answers"))
    write_loyalty_points(sales, answers, now)
    write_referrals(people, sales)
    write_plans(people, now, _chance(seed, "plans"))
    finish(WRITTEN)


def _settle(house: House, staffing: Staffing, diary: Diary, crowd: Crowd, now: datetime, seed: int) -> list[Person]:
    since = house.organisation.founded_at
    total = crowd.contacts // PEOPLE_A_COMPANY
    companies = write_companies(total, staffing, since, _chance(seed, "companies"))
    census = Census(companies, staffing, now, _chance(seed, "people"))
    write(Contact, CONTACT_COLUMNS, census.contacts(next_id(Contact), crowd.contacts, diary.fill))
    write_points(census.points)
    write_stages(census.people, now, _chance(seed, "stages"))
    return census.people


def _chance(seed: int, part: str) -> Random:
    return Random(f"{seed}/crowd/{part}")
