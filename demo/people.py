"""The invented people and companies: who they are, where they live, how they are reached."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from functools import lru_cache
from random import Random

from contacts.models import Company, Contact, ContactPoint, Formality, PointKind, Stage, StageChange, ZoneSource
from contacts.models.contact_point import normalise
from contacts.zones import propose_zone
from crm.text import fold
from demo.exits import grounds_of
from demo.house import HOME_ZONE, House, office_hour
from demo.names import Name, countries, load, names, shares, word
from demo.where_from import SOURCES, WHERE_FROM, place_company, say_where_from
from staff.models import Team, User

THREE_YEARS = 3 * 365
OWNERS = {"alice": 30, "bob": 20, "lead": 8, "charlie": 30, "": 12}
STAGES = {
    Stage.AWARENESS: 15,
    Stage.EXPLORATION: 20,
    Stage.EXPANSION: 25,
    Stage.COMMITMENT: 32,
    Stage.DISSOLUTION: 8,
}
JOBS = [
    "Head of purchasing",
    "Office manager",
    "Architect",
    "Owner",
    "Facility manager",
    "Managing director",
    "Librarian",
    "Accountant",
    "Interior designer",
    "Head of the clinic",
]
NOTES = [
    "Prefers short calls before noon.",
    "Keeps a small dog in the office; ask about him.",
    "Reads mail on Fridays only.",
    "Met at the autumn trade fair.",
]

# Kind, value, key to look it up, label and position.
Point = tuple[str, str, str, str, int]
Points = list[Point]

# The same words, places and numbers come again and again.
_folded = lru_cache(maxsize=16_384)(fold)
_key = lru_cache(maxsize=65_536)(normalise)
_proposal = lru_cache(maxsize=1_024)(propose_zone)


def build_companies(house: House, rng: Random) -> list[Company]:
    rows: list[Company] = []
    taken: set[str] = set()
    for number, (name, country, city) in enumerate(load("companies")["companies"], start=1):
        owner, team = _owner(house, rng)
        company = Company(
            name=name,
            website=f"https://{_domain(name, taken)}/",
            country=country,
            city=city,
            owner=owner,
            team=team,
            external_id=f"demo-company-{number:02}",
            created_at=house.organisation.founded_at,
        )
        company.set_search_keys()
        place_company(company, number)
        rows.append(company)
    return Company.objects.bulk_create(rows)


def _domain(name: str, taken: set[str]) -> str:
    """A short name under the domain that is reserved for examples, from the company's words."""
    words = ["".join(char for char in text if char.isalnum()) for text in fold(name).split()]
    long_ones = [word[:14] for word in words if len(word) > 3] or ["".join(words)]
    label = next((word for word in long_ones if word not in taken), "-".join(long_ones[:2]))
    taken.add(label)
    return f"{label}.example"


def build_people(house: House, companies: Sequence[Company], total: int, now: datetime, rng: Random) -> list[Contact]:
    """`total` contacts, the first of them Pan Novák, with search keys, addresses and first stages."""
    people, points = [], []
    taken: Counter[str] = Counter()
    nearby = by_country(companies)
    for number, name in enumerate(_names(total, rng), start=1):
        contact = invent_person(name, _owner(house, rng), nearby, now, rng)
        if number == 1:
            _make_pan_novak(contact, house, now, rng)
        contact.external_id = f"demo-{number:05}"
        contact.set_search_keys()
        people.append(contact)
        points.append(invent_points(contact, name, taken, rng, has_both=number == 1))
    Contact.objects.bulk_create(people, batch_size=500)
    ContactPoint.objects.bulk_create(
        [_stored(contact, point) for contact, own in zip(people, points, strict=True) for point in own],
        batch_size=500,
    )
    _note_first_stages(people, now, rng)
    _set_referrers(people, rng)
    return people


def _stored(contact: Contact, point: Point) -> ContactPoint:
    kind, value, key, label, position = point
    return ContactPoint(contact=contact, kind=kind, value=value, normalised=key, label=label, position=position)


def _names(total: int, rng: Random) -> Iterator[Name]:
    """Pan Novák first, then the others in no order of country."""
    if total:
        yield Name(word("Jan", "m"), word("Novák", "m"), "m", countries()["CZ"])
    drawn = []
    for code, count in shares(total - 1).items():
        source = names(countries()[code], rng)
        drawn += [next(source) for _ in range(count)]
    rng.shuffle(drawn)
    yield from drawn


def by_country(companies: Sequence[Company]) -> dict[str, list[Company]]:
    found: dict[str, list[Company]] = {}
    for company in companies:
        found.setdefault(company.country, []).append(company)
    return found


def invent_person(
    name: Name,
    belongs_to: tuple[User | None, Team | None],
    companies: Mapping[str, Sequence[Company]],
    now: datetime,
    rng: Random,
) -> Contact:
    """An unsaved contact with `belongs_to` as owner and team; the search keys are still to be set."""
    country = name.country
    owner, team = belongs_to
    city, zone = country.place(rng)
    since = office_hour(now - timedelta(days=rng.randint(20, THREE_YEARS)), rng)
    nearby = companies.get(country.code)
    contact = Contact(
        **_name_fields(name, rng),
        company=rng.choice(nearby) if nearby and rng.random() < 0.6 else None,
        job_title=rng.choice(JOBS) if rng.random() < 0.7 else "",
        owner=owner,
        team=team,
        stage=rng.choices(list(STAGES), list(STAGES.values()))[0],
        source=rng.choice(SOURCES),
        languages=rng.choice(country.languages),
        country=country.code,
        city=city,
        street=f"{country.street} {rng.randint(1, 99)}",
        notes=rng.choice(NOTES) if rng.random() < 0.15 else "",
        created_at=since,
        created_by=owner,
        updated_at=since,
    )
    _set_clock(contact, zone, since, rng)
    say_where_from(contact)
    return contact


def _name_fields(name: Name, rng: Random) -> dict[str, object]:
    is_known = rng.random() < 0.7
    return {
        "full_name": name.full_name,
        "name_locale": name.country.locale,
        "given": name.given.native,
        "given2": name.given2.native,
        "surname_core": name.surname.native,
        "surname2": name.surname2.native,
        "titles": rng.choice(name.country.titles) if rng.random() < 0.18 else [],
        "latin_name": name.latin_name,
        "reading": name.reading,
        "grammatical_gender": name.gender if is_known else "",
        "formality": rng.choice([Formality.FORMAL, Formality.FORMAL, Formality.INFORMAL, ""]),
        "called": name.given.native if rng.random() < 0.1 else "",
    }


def _set_clock(contact: Contact, zone: str, since: datetime, rng: Random) -> None:
    """A few told us their zone, the address says it for most, of a few nobody knows it."""
    proposal = _proposal(contact.country, "", contact.city)
    chance = rng.random()
    if chance < 0.03:
        contact.country = contact.city = contact.street = ""
        contact.time_zone, contact.zone_source = HOME_ZONE, ZoneSource.ORGANISATION
    elif chance < 0.2 or proposal.zone is None:
        contact.time_zone, contact.zone_source, contact.zone_confirmed_at = zone, ZoneSource.TOLD, since
    else:
        contact.time_zone, contact.zone_source = proposal.zone, proposal.source
        contact.zone_confirmed_at = since if chance < 0.4 else None
    if rng.random() < 0.05:
        contact.hours_from, contact.hours_until = time(10), time(15)


def _owner(house: House, rng: Random) -> tuple[User | None, Team | None]:
    name = rng.choices(list(OWNERS), list(OWNERS.values()))[0]
    if name:
        return house[name], house[name].team
    return None, rng.choice([house.north, house.south])


def _make_pan_novak(contact: Contact, house: House, now: datetime, rng: Random) -> None:
    contact.created_at = contact.updated_at = office_hour(now - timedelta(days=540), rng)
    contact.titles, contact.called, contact.grammatical_gender = ["ing"], "Honza", "m"
    contact.formality, contact.stage = Formality.FORMAL, Stage.COMMITMENT
    contact.languages, contact.job_title = ["cs", "en"], "Head of purchasing"
    contact.owner, contact.team = house["alice"], house.north
    contact.country, contact.city, contact.street, contact.postcode = "CZ", "Praha", "Smyšlená 7", "110 00"
    contact.time_zone, contact.zone_source = HOME_ZONE, ZoneSource.TOLD
    contact.zone_confirmed_at = contact.created_at
    contact.hours_from = contact.hours_until = None
    contact.lunch_from, contact.lunch_until = time(11, 30), time(12, 15)
    contact.notes = "Prefers short calls before noon."


def invent_points(contact: Contact, name: Name, taken: Counter[str], rng: Random, *, has_both: bool = False) -> Points:
    """How the contact is reached; `taken` remembers the addresses that are used up."""
    rows = []
    if has_both or rng.random() < 0.95:
        rows.append(_address(contact, name, taken, "work", 0))
    if rng.random() < 0.12:
        rows.append(_address(contact, name, taken, "private", 1))
    if has_both or rng.random() < 0.8:
        number = name.country.number(rng)
        rows.append((PointKind.PHONE, number, _key(PointKind.PHONE, number, contact.country), "mobile", 0))
    return rows


def _address(contact: Contact, name: Name, taken: Counter[str], label: str, position: int) -> Point:
    """A new address of the reserved domain: given.surname at a made-up house."""
    words = [_folded(part.latin or part.native) for part in (name.given, name.surname)]
    local = ".".join("".join(char for char in text if char.isalnum()) for text in words)
    domain = "customer.example" if contact.company is None else contact.company.website[8:].strip("/")
    taken[f"{local}@{domain}"] += 1
    count = taken[f"{local}@{domain}"]
    value = f"{local}{count if count > 1 else ''}@{domain}"
    return (PointKind.EMAIL, value, normalise(PointKind.EMAIL, value), label, position)


def _note_first_stages(people: Sequence[Contact], now: datetime, rng: Random) -> None:
    rows = []
    for number, contact in enumerate(people):
        before = ""
        for at, stage in stage_path(contact.stage, contact.created_at, rng):
            grounds = grounds_of(number, stage, now).columns(stage)
            rows.append(StageChange(contact=contact, at=at, before=before, after=stage, by=contact.owner, **grounds))
            before = stage
    StageChange.objects.bulk_create(rows, batch_size=500)


def stage_path(stage: str, since: datetime, rng: Random) -> Iterator[tuple[datetime, str]]:
    """The stages that led to this one, a few days apart."""
    order: list[Stage] = [known for known in STAGES if known != Stage.DISSOLUTION]
    last = order.index(Stage(stage)) if stage in order else rng.randrange(1, len(order))
    path = [*order[: last + 1], *([stage] if stage not in order else [])]
    for step, reached in enumerate(path):
        yield since + timedelta(days=3 * step), reached


def _set_referrers(people: Sequence[Contact], rng: Random) -> None:
    """Every sixth came through somebody who was here before."""
    by_age = sorted(people, key=lambda contact: (contact.created_at, contact.external_id))
    referred = []
    for position, contact in enumerate(by_age):
        if position >= 10 and rng.random() < 1 / 6:
            contact.referred_by = by_age[rng.randrange(position)]
            contact.source = "recommendation"
            say_where_from(contact)
            referred.append(contact)
    Contact.objects.bulk_update(referred, ["referred_by", *WHERE_FROM], batch_size=200)
