"""The invented house: organisation, teams, colleagues, products."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.contrib.auth.hashers import make_password

from contacts.models import Season, SpecialHours, WorkingCalendar
from crm.clock import to_utc, zone
from demo.names import load
from demo.sign_ins import PASSWORD
from sales.models import Product
from staff.actions import found_organisation
from staff.models import LanguageSkill, Level, Organisation, Role, RoleAssignment, Team, User

HOME_ZONE = "Europe/Prague"
BASE_CURRENCY = "EUR"
LANGUAGES = ["en", "ru", "cs", "da", "lt", "ar"]
ADDRESS = "Lantern & Loom (an invented house)\nSmyšlená 12\n110 00 Praha\nCzechia"
SIGNATURE = "{name}\nLantern & Loom, lamps and woven screens"


def office_hour(at: datetime, rng: Random) -> datetime:
    """A quarter of an hour of a working day in the house's own zone, on that day or the Friday before."""
    on = at.date() - timedelta(days=max(0, at.weekday() - 4))
    return to_utc(on, time(rng.randint(8, 16), rng.choice([0, 15, 30, 45])), zone(HOME_ZONE))


@dataclass(frozen=True)
class House:
    """The colleagues by their short names, and the two teams."""

    organisation: Organisation
    people: dict[str, User]
    north: Team
    south: Team

    def __getitem__(self, name: str) -> User:
        return self.people[name]


@dataclass(frozen=True)
class Colleague:
    full_name: str
    roles: tuple[Role, ...] = ()
    team: str = ""
    language: str = "en"
    zone: str = HOME_ZONE
    country: str = "CZ"
    speaks: tuple[tuple[str, Level], ...] = (("cs", Level.NATIVE), ("en", Level.C1))


COLLEAGUES = {
    "alice": Colleague(
        "Alice Světlá",
        (Role.MANAGER,),
        "North",
        speaks=(("cs", Level.NATIVE), ("en", Level.C1), ("ru", Level.B2), ("lt", Level.A2)),
    ),
    "bob": Colleague(
        "Bob Weaver",
        (Role.MANAGER,),
        "North",
        zone="Europe/London",
        country="GB",
        speaks=(("en", Level.NATIVE), ("da", Level.B1), ("fr", Level.B2)),
    ),
    "charlie": Colleague(
        "Charlie Nagano",
        (Role.MANAGER,),
        "South",
        zone="Asia/Tokyo",
        country="JP",
        speaks=(("ja", Level.NATIVE), ("en", Level.C2), ("ru", Level.B2)),
    ),
    "lead": Colleague(
        "Lea Hájková",
        (Role.LEAD, Role.MANAGER),
        "North",
        language="cs",
        speaks=(("cs", Level.NATIVE), ("lt", Level.C1), ("de", Level.B2), ("en", Level.C1)),
    ),
    "marketer": Colleague("Marek Pestrý", (Role.MARKETER,)),
    "dpo": Colleague("Dora Tichá", (Role.DPO,)),
    "admin": Colleague("Ada Kolářová", (Role.ADMINISTRATOR,)),
}


def build_house(now: datetime) -> House:
    teams = {name: Team.objects.create(name=name) for name in ("North", "South")}
    people = _colleagues(teams, now)
    organisation, _founder = found_organisation(
        name="Lantern & Loom",
        postal_address=ADDRESS,
        time_zone=HOME_ZONE,
        base_currency=BASE_CURRENCY,
        languages=LANGUAGES,
        default_language="en",
        feb29="feb28",
        by=people["admin"],
        now=now,
    )
    organisation.email = "hello@lantern-loom.example"
    organisation.country = "CZ"
    organisation.needs_second_person = False
    organisation.stand_ins = {"sk": ["cs"], "nb": ["da"]}
    organisation.save(update_fields=["email", "country", "needs_second_person", "stand_ins"])
    build_calendars(teams["South"])
    return House(organisation, people, teams["North"], teams["South"])


def _colleagues(teams: dict[str, Team], now: datetime) -> dict[str, User]:
    password = make_password(PASSWORD)
    people = {}
    for name, colleague in COLLEAGUES.items():
        is_admin = name == "admin"
        people[name] = User.objects.create(
            email=f"{name}@rapport.example",
            password=password,
            full_name=colleague.full_name,
            team=teams.get(colleague.team),
            language=colleague.language,
            time_zone=colleague.zone,
            country=colleague.country,
            signature=SIGNATURE.format(name=colleague.full_name),
            work_from=time(8) if name == "alice" else time(9),
            is_staff=is_admin,
            is_superuser=is_admin,
            date_joined=now,
        )
        RoleAssignment.objects.bulk_create(RoleAssignment(user=people[name], role=role) for role in colleague.roles)
        LanguageSkill.objects.bulk_create(
            LanguageSkill(user=people[name], language=language, level=level) for language, level in colleague.speaks
        )
    return people


def build_calendars(south: Team) -> None:
    """What the house has written down of working days elsewhere, and one team of its own customers."""
    WorkingCalendar.objects.create(country="ES", team=south, lunch_from=time(14), lunch_until=time(15))
    arab, spanish = (WorkingCalendar.objects.create(country=country) for country in ("SA", "ES"))
    WorkingCalendar.objects.create(country="SE", is_friday_short=True)
    SpecialHours.objects.create(calendar=arab, season=Season.RAMADAN, hours_from=time(10), hours_until=time(15))
    for year in (2026, 2027):
        SpecialHours.objects.create(
            calendar=spanish,
            season=Season.DATES,
            first_day=date(year, 7, 1),
            last_day=date(year, 8, 31),
            hours_from=time(8),
            hours_until=time(15),
        )


def build_products() -> list[Product]:
    rows = load("products")
    products = [
        Product(code=code, **{f"name_{language}": row[language] for language in LANGUAGES})
        for code, row in rows.items()
    ]
    return Product.objects.bulk_create(products)
