"""The people of the crowd and their companies: names from the same lists, countries by Zipf's law."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import accumulate
from operator import attrgetter
from random import Random

from contacts.models import Company, Contact, ContactPoint, PointKind, StageChange
from contacts.models.stage import NO_GROUNDS
from demo.answers import language_of
from demo.crowd.staffing import Staffing
from demo.exits import grounds_of
from demo.names import FEMININE, MASCULINE, Country, Name, Word, countries, word
from demo.people import by_country, invent_person, invent_points, stage_path
from demo.rows import Row, next_id, write
from demo.trade import currency_of
from demo.where_from import place_company, say_where_from

TRADES = [
    *("Glass", "Paper", "Clocks", "Tea", "Furniture", "Bicycles", "Music", "Gardens", "Bakery", "Books"),
    *("Maps", "Boats", "Ceramics", "Textiles", "Printing", "Optics", "Toys", "Coffee", "Tiles", "Ropes"),
    *("Lenses", "Carpets", "Bridges", "Bells", "Honey", "Salt", "Kites", "Stoves", "Sails", "Windows"),
    *("Doors", "Pianos", "Soap", "Candles", "Baskets", "Gloves", "Hats", "Umbrellas", "Wheels", "Ladders"),
]
COMPANY_COLUMNS = [field.attname for field in Company._meta.concrete_fields]
CONTACT_COLUMNS = [field.attname for field in Contact._meta.concrete_fields]
POINT_COLUMNS = ("kind", "value", "normalised", "label", "position")
STAGE_COLUMNS = ("id", "contact_id", "at", "before", "after", *vars(NO_GROUNDS))


@dataclass(frozen=True, slots=True)
class Person:
    """What the other parts need to know of a contact."""

    pk: int
    since: datetime
    stage: str
    country: str
    currency: str
    zone: str
    languages: list[str]
    language: str
    owner_id: int | None
    team_id: int | None
    referrer_id: int | None
    has_mail: bool


def write_companies(total: int, staffing: Staffing, since: datetime, rng: Random) -> list[Company]:
    start = next_id(Company)
    companies = [_company(number, staffing, since, rng) for number in range(start, start + total)]
    write(Company, COMPANY_COLUMNS, map(attrgetter(*COMPANY_COLUMNS), companies))
    return companies


def _company(number: int, staffing: Staffing, since: datetime, rng: Random) -> Company:
    country = _draw_country(rng)
    desk = staffing.draw(rng)
    surname = word(rng.choice(country.surnames), MASCULINE).native
    company = Company(
        id=number,
        name=f"{surname} {rng.choice(TRADES)}",
        website=f"https://house{number}.example/",
        country=country.code,
        city=country.place(rng)[0],
        owner=desk.owner,
        team=desk.team,
        external_id=f"demo-company-{number:02}",
        created_at=since,
    )
    company.set_search_keys()
    place_company(company, number)
    return company


@cache
def _ranked() -> tuple[list[Country], list[float]]:
    """The countries, the largest first, and Zipf's weights added up."""
    ranked = sorted(countries().values(), key=lambda country: -country.weight)
    return ranked, list(accumulate(1 / rank for rank in range(1, len(ranked) + 1)))


def _draw_country(rng: Random) -> Country:
    ranked, weights = _ranked()
    return rng.choices(ranked, cum_weights=weights)[0]


class Census:
    """Invents the people one after the other; `people` and `points` grow while the rows are taken."""

    def __init__(self, companies: Sequence[Company], staffing: Staffing, now: datetime, rng: Random) -> None:
        self.companies = by_country(companies)
        self.staffing, self.now, self.rng = staffing, now, rng
        self.people: list[Person] = []
        self.points: list[Row] = []
        self.taken = Counter(ContactPoint.objects.filter(kind=PointKind.EMAIL).values_list("normalised", flat=True))

    def contacts(self, start: int, total: int, last_talk: Callable[[int, datetime], datetime | None]) -> Iterator[Row]:
        """Rows of contacts; `last_talk` answers for the place in the crowd and its first day."""
        row_of = attrgetter(*CONTACT_COLUMNS)
        for place in range(total):
            # The first is the busiest of all, and Alice shall see them.
            desk = self.staffing.draw(self.rng) if place else self.staffing.desks[0]
            name = draw_name(self.rng)
            contact = invent_person(name, (desk.owner, desk.team), self.companies, self.now, self.rng)
            contact.pk, contact.external_id = start + place, f"demo-{start + place:05}"
            contact.last_contact_at = last_talk(place, contact.created_at)
            self._refer(contact)
            contact.set_search_keys()
            points = invent_points(contact, name, self.taken, self.rng)
            self.points += [(contact.pk, *point) for point in points]
            self.people.append(_person(contact, has_mail=any(point[0] == PointKind.EMAIL for point in points)))
            yield row_of(contact)

    def _refer(self, contact: Contact) -> None:
        """Every sixth came through somebody who was here before."""
        if self.people and self.rng.random() < 1 / 6:
            other = self.rng.choice(self.people)
            if other.since < contact.created_at:
                contact.referred_by_id, contact.source = other.pk, "recommendation"
                say_where_from(contact)


def _person(contact: Contact, *, has_mail: bool) -> Person:
    return Person(
        pk=contact.pk,
        since=contact.created_at,
        stage=str(contact.stage),
        country=contact.country,
        currency=currency_of(contact),
        zone=contact.time_zone,
        languages=contact.languages,
        language=language_of(contact.languages),
        owner_id=contact.owner_id,
        team_id=contact.team_id,
        referrer_id=contact.referred_by_id,
        has_mail=has_mail,
    )


def draw_name(rng: Random) -> Name:
    """Somebody of any country; where it is usual to write given names first, two in five have a double surname."""
    country = _draw_country(rng)
    gender = rng.choice([MASCULINE, FEMININE])
    given = word(rng.choice(country.men if gender == MASCULINE else country.women), gender)
    surname = word(rng.choice(country.surnames), gender)
    if country.order != "surnameFirst" and rng.random() < 0.4:
        surname = _joined(surname, word(rng.choice(country.surnames), gender))
    return Name(
        given=given,
        surname=surname,
        gender=gender,
        country=country,
        given2=word(rng.choice(country.patronymics), gender) if country.patronymics else Word(),
        surname2=word(rng.choice(country.surnames), gender) if country.second_surnames else Word(),
    )


def _joined(first: Word, second: Word) -> Word:
    if first == second:
        return first
    forms = ((first.native, second.native), (first.latin, second.latin), (first.reading, second.reading))
    return Word(*("-".join(filter(None, pair)) for pair in forms))


def write_points(points: Sequence[Row]) -> None:
    rows = ((number, *point) for number, point in enumerate(points, start=next_id(ContactPoint)))
    write(ContactPoint, ("id", "contact_id", *POINT_COLUMNS), rows)


def write_stages(people: Sequence[Person], now: datetime, rng: Random) -> None:
    write(StageChange, STAGE_COLUMNS, _stages(people, next_id(StageChange), now, rng))


def _stages(people: Sequence[Person], number: int, now: datetime, rng: Random) -> Iterator[Row]:
    for person in people:
        before = ""
        for at, stage in stage_path(person.stage, person.since, rng):
            yield number, person.pk, at, before, stage, *vars(grounds_of(person.pk, stage, now)).values()
            before, number = stage, number + 1
