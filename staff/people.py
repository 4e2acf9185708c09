"""Who may change whom, who may look after customers, and what a colleague looks after."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise

from staff.models import Invitation, Role, User
from staff.policy import TABLE, Action, Scope, may
from staff.signals import belongings_asked

SUPERUSER = "superuser"
# What lets its holder hand out roles: where a second person is asked for, no one person gives it or takes it alone.
KEYS: frozenset[str] = frozenset({SUPERUSER, Role.ADMINISTRATOR})
# Who reads what is sensitive about every customer.
SEES_EVERYTHING = frozenset(role for role, table in TABLE.items() if table.get(Action.VIEW_SENSITIVE) == Scope.ALL)
# What no one person gives alone.
POWERS = KEYS | SEES_EVERYTHING


@dataclass(frozen=True)
class Belonging:
    """How many rows of one kind a colleague looks after; `label` is a lazily translated plural noun."""

    label: str | Promise
    count: int


def may_manage(by: User, person: User) -> bool:
    """Nobody reaches above themselves, and an administrator does not change their own powers."""
    if not may(by, Action.MANAGE_PEOPLE):
        return False
    return by.is_superuser or (not person.is_superuser and person != by)


def colleague_for(by: User, pk: int) -> User:
    """A colleague, active or not, whom the user may change; 404 for one who is absent or above the user."""
    person = get_object_or_404(User.objects.select_related("team"), pk=pk)
    if not may_manage(by, person):
        raise Http404
    return person


def open_invitation_for(pk: int) -> Invitation:
    return get_object_or_404(Invitation.objects.open(), pk=pk)


def powers_of(person: User) -> set[str]:
    """The roles that stand in the database now, and “superuser” for one."""
    roles = set(person.role_assignments.values_list("role", flat=True))
    return roles | ({SUPERUSER} if person.is_superuser else set())


def may_hand_out(by: User, powers: set[str]) -> bool:
    """Only a superuser makes a superuser."""
    return by.is_active and may(by, Action.MANAGE_PEOPLE) and (by.is_superuser or SUPERUSER not in powers)


def judges_superusers(user: User, *, besides: Iterable[int]) -> bool:
    """Whether the user has the second word on a superuser.

    Another superuser has it; where none is left besides those whom it is about, whoever may change people.
    """
    superusers = User.objects.filter(is_active=True, is_superuser=True).exclude(pk__in=besides)
    return user.is_superuser or not superusers.exists()


def holders(*roles: str) -> QuerySet[User]:
    """Active colleagues with one of the roles."""
    return User.objects.filter(is_active=True, role_assignments__role__in=roles).distinct()


def may_own(user: User) -> bool:
    """Whether the user's role lets them look after customers."""
    return may(user, Action.EDIT_CONTACTS)


def possible_successors(person: User) -> list[User]:
    """Who may take over: active, may look after customers; those of the same team first."""
    others = User.objects.filter(is_active=True).exclude(pk=person.pk).select_related("team")
    able = [user for user in others.order_by("full_name", "pk") if may_own(user)]
    return sorted(able, key=lambda user: user.team_id != person.team_id)


def belongings(person: User) -> list[Belonging]:
    """What would be handed over, as each room tells; rooms that have nothing are left out."""
    answers: list[tuple[Any, Any]] = belongings_asked.send(sender=User, user=person)
    return [belonging for _receiver, told in answers for belonging in told if belonging.count]
