"""More colleagues and teams, so that each sees a part of the crowd: three fifths belong to Alice's team."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from random import Random

from demo.house import House
from demo.names import countries, names
from staff.models import Role, RoleAssignment, Team, User

# Of a hundred people; "" is nobody in that team yet.
SHARES = {
    "North": {"alice": 12, "bob": 10, "lead": 4, "n1": 7, "n2": 7, "n3": 7, "n4": 7, "": 6},
    "South": {"charlie": 10, "s1": 6, "s2": 6, "": 3},
    "East": {"e1": 5, "e2": 5},
    "West": {"w1": 4, "": 1},
}


@dataclass(frozen=True)
class Desk:
    """Whose contact somebody is."""

    owner: User | None
    team: Team


@dataclass(frozen=True)
class Staffing:
    desks: Sequence[Desk]
    weights: Sequence[int]

    def draw(self, rng: Random) -> Desk:
        return rng.choices(self.desks, self.weights)[0]

    def colleagues(self, team_id: int | None) -> list[User]:
        return [desk.owner for desk in self.desks if desk.owner and desk.team.pk == team_id]


def staff_up(house: House, now: datetime, rng: Random) -> Staffing:
    teams = {name: Team.objects.get_or_create(name=name)[0] for name in SHARES}
    people = names(countries()["CZ"], rng)
    desks, weights = [], []
    for team, shares in SHARES.items():
        for name, weight in shares.items():
            full_name = next(islice(people, 1)).full_name
            owner = _colleague(name, full_name, teams[team], house, now) if name else None
            desks.append(Desk(owner, teams[team]))
            weights.append(weight)
    return Staffing(desks, weights)


def _colleague(name: str, full_name: str, team: Team, house: House, now: datetime) -> User:
    if name in house.people:
        return house[name]
    user = User.objects.create(
        email=f"{name}@rapport.example",
        password=house["alice"].password,
        full_name=full_name,
        team=team,
        language="en",
        time_zone=house.organisation.time_zone,
        date_joined=now,
    )
    RoleAssignment.objects.create(user=user, role=Role.MANAGER)
    return user
