"""Who may do what, and to which rows. Pages, the administration, search, exports, jobs and commands all ask here.

The table says how far each role carries for each action; the rooms register in their `access.py` by whom the rows of
each model are owned; `scope` and `can` put both together. What is not registered is reached by nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from django.db.models import Model, Q, QuerySet

from staff.models import Role, User

Found = TypeVar("Found", bound="QuerySet[Any]")


class Action(StrEnum):
    VIEW_CONTACTS = "view contacts"
    VIEW_DETAILS = "view addresses and numbers"
    EDIT_CONTACTS = "edit contacts"
    DELETE_CONTACTS = "put contacts into the bin and restore them"
    BUILD_SEGMENTS = "build segments and saved views"
    SHARE_CONTACTS = "share contacts with a colleague"
    MERGE_CONTACTS = "merge contacts and undo it"
    ERASE_CONTACTS = "erase a person"
    IMPORT_CONTACTS = "import contacts"
    VIEW_SENSITIVE = "view sensitive fields"
    VIEW_TIMELINE = "view the timeline"
    WRITE_TIMELINE = "log and plan"
    LEAD_TEAM = "see what waits for each of the team"
    VIEW_OUTBOX = "view the outbox"
    MAIL_CONTACT = "mail one contact"
    VIEW_SALES = "view sales"
    RECORD_SALES = "record sales"
    VIEW_FEEDBACK = "view named answers"
    VIEW_LOYALTY = "view the ledger"
    VIEW_METRICS = "view metrics"
    EDIT_CULTURE = "edit culture notes"
    PERMIT_ENGINES = "permit engines of translation"
    CONFIGURE = "configure"
    MANAGE_PEOPLE = "manage people"
    READ_AUDIT = "read the audit trail"
    READ_CONFIGURATION_AUDIT = "read the audit trail of the configuration"
    # No role has it: the machine room is the superuser's.
    OPERATE = "operate the servers"
    USE = "use Rapport"


class Scope(StrEnum):
    """Whose rows: nobody's, one's own and the team's unassigned ones, the team's, everyone's."""

    NONE = "none"
    OWN = "own"
    TEAM = "team"
    ALL = "all"


WIDTH = (Scope.NONE, Scope.OWN, Scope.TEAM, Scope.ALL)

_AGENT = {
    Action.VIEW_CONTACTS: Scope.TEAM,
    Action.VIEW_DETAILS: Scope.TEAM,
    Action.EDIT_CONTACTS: Scope.OWN,
    Action.BUILD_SEGMENTS: Scope.OWN,
    Action.SHARE_CONTACTS: Scope.OWN,
    Action.MERGE_CONTACTS: Scope.OWN,
    Action.IMPORT_CONTACTS: Scope.OWN,
    Action.VIEW_SENSITIVE: Scope.OWN,
    Action.VIEW_TIMELINE: Scope.TEAM,
    Action.WRITE_TIMELINE: Scope.TEAM,
    Action.VIEW_OUTBOX: Scope.TEAM,
    Action.MAIL_CONTACT: Scope.OWN,
    Action.VIEW_SALES: Scope.TEAM,
    Action.RECORD_SALES: Scope.TEAM,
    Action.VIEW_FEEDBACK: Scope.OWN,
    Action.VIEW_LOYALTY: Scope.OWN,
    Action.VIEW_METRICS: Scope.TEAM,
    Action.USE: Scope.ALL,
}

TABLE: dict[str, dict[Action, Scope]] = {
    Role.MANAGER: _AGENT,
    Role.AGENT: _AGENT,
    Role.LEAD: _AGENT
    | {
        Action.EDIT_CONTACTS: Scope.TEAM,
        Action.DELETE_CONTACTS: Scope.TEAM,
        Action.BUILD_SEGMENTS: Scope.TEAM,
        Action.SHARE_CONTACTS: Scope.TEAM,
        Action.MERGE_CONTACTS: Scope.TEAM,
        Action.IMPORT_CONTACTS: Scope.TEAM,
        Action.VIEW_SENSITIVE: Scope.TEAM,
        Action.LEAD_TEAM: Scope.TEAM,
        Action.MAIL_CONTACT: Scope.TEAM,
        Action.VIEW_FEEDBACK: Scope.TEAM,
        Action.VIEW_LOYALTY: Scope.TEAM,
        Action.EDIT_CULTURE: Scope.ALL,
    },
    Role.MARKETER: {
        Action.VIEW_CONTACTS: Scope.ALL,
        Action.BUILD_SEGMENTS: Scope.ALL,
        Action.IMPORT_CONTACTS: Scope.ALL,
        Action.VIEW_OUTBOX: Scope.ALL,
        Action.VIEW_METRICS: Scope.ALL,
        Action.EDIT_CULTURE: Scope.ALL,
        Action.USE: Scope.ALL,
    },
    Role.DPO: {
        Action.VIEW_CONTACTS: Scope.ALL,
        Action.VIEW_DETAILS: Scope.ALL,
        Action.VIEW_SENSITIVE: Scope.ALL,
        Action.VIEW_TIMELINE: Scope.ALL,
        Action.VIEW_OUTBOX: Scope.ALL,
        Action.VIEW_SALES: Scope.ALL,
        Action.VIEW_FEEDBACK: Scope.ALL,
        Action.VIEW_LOYALTY: Scope.ALL,
        Action.ERASE_CONTACTS: Scope.ALL,
        Action.PERMIT_ENGINES: Scope.ALL,
        Action.READ_AUDIT: Scope.ALL,
        Action.READ_CONFIGURATION_AUDIT: Scope.ALL,
        Action.USE: Scope.ALL,
    },
    Role.ANALYST: {Action.VIEW_METRICS: Scope.ALL, Action.USE: Scope.ALL},
    Role.CASHIER: {Action.USE: Scope.ALL},
    Role.ADMINISTRATOR: {
        Action.EDIT_CULTURE: Scope.ALL,
        Action.PERMIT_ENGINES: Scope.ALL,
        Action.CONFIGURE: Scope.ALL,
        Action.MANAGE_PEOPLE: Scope.ALL,
        Action.READ_CONFIGURATION_AUDIT: Scope.ALL,
        Action.USE: Scope.ALL,
    },
}


class FieldGroup(StrEnum):
    """What of a customer is seen together: the name; how to reach them; what they would not tell everybody."""

    BASIC = "basic"
    CONTACT = "contact"
    SENSITIVE = "sensitive"


# The actions of an administrator, who sets the house up without seeing its customers.
CONFIGURING = frozenset({Action.CONFIGURE, Action.MANAGE_PEOPLE})

GROUP_ACTIONS = {
    FieldGroup.BASIC: Action.VIEW_CONTACTS,
    FieldGroup.CONTACT: Action.VIEW_DETAILS,
    FieldGroup.SENSITIVE: Action.VIEW_SENSITIVE,
}


class Rows(Protocol):
    """How the rows of a model belong to colleagues; `staff.rows` has the kinds."""

    def condition(self, user: User, action: Action, model: type[Model]) -> Q | None:
        """The rows that the user's reach for the action covers; None for no row at all."""

    def has(self, user: User, action: Action, row: Any) -> bool:
        """The same asked of one loaded row."""


@dataclass(frozen=True)
class Rule:
    """What the policy knows of one model: whose rows they are, and which actions are asked of them.

    `view` and `change` are the actions of its pages; `also` are the others. `groups` names the fields of a group that
    is not everybody's who sees the row.
    """

    rows: Rows
    view: Action
    change: Action | None = None
    also: frozenset[Action] = frozenset()
    groups: dict[FieldGroup, frozenset[str]] = field(default_factory=dict)

    @property
    def actions(self) -> frozenset[Action]:
        return self.also | {self.view} | ({self.change} if self.change else set())


class NotInPolicy(LookupError):
    """Nobody said who may reach such rows, or for this action: a mistake in the code, and refused."""


_rules: dict[type[Model], Rule] = {}


def register(
    model: type[Model],
    rows: Rows,
    *,
    view: Action,
    change: Action | None = None,
    also: Iterable[Action] = (),
    groups: dict[FieldGroup, str] | None = None,
) -> None:
    """Say by whom the rows of a model are reached; called in the room's `access.py`. ValueError for a second rule."""
    named = {group: frozenset(names.split()) for group, names in (groups or {}).items()}
    rule = Rule(rows, view, change, frozenset(also), named)
    if _rules.setdefault(model, rule) != rule:
        raise ValueError(f"{model._meta.label} stands in the policy twice.")


def registered() -> dict[type[Model], Rule]:
    return dict(_rules)


def rule_of(model: type[Model]) -> Rule:
    try:
        return _rules[model]
    except KeyError:
        raise NotInPolicy(f"{model._meta.label} does not stand in the policy.") from None


def scope(user: User, action: Action, queryset: Found) -> Found:
    """Those of the rows that the user may do the action to."""
    rule = _rule_for(queryset.model, action)
    condition = rule.rows.condition(user, action, queryset.model)
    return queryset.none() if condition is None else queryset.filter(condition)


def can(user: User, action: Action, obj: Model) -> bool:
    """Whether the user may do the action to this row; the same answer as `scope` gives."""
    return _rule_for(type(obj), action).rows.has(user, action, obj)


def hidden_fields(user: User, obj: Model) -> frozenset[str]:
    """Names of the fields of a visible row that the user does not see."""
    groups = rule_of(type(obj)).groups
    hidden = [names for group, names in groups.items() if not can(user, GROUP_ACTIONS[group], obj)]
    return frozenset().union(*hidden)


def may_administer(user: User, model: type[Model]) -> bool:
    """Whether the user opens the model in the Django admin: the superuser all, who configures the configuration."""
    change = rule_of(model).change
    return may(user, Action.CONFIGURE) and (user.is_superuser or (change in CONFIGURING and may(user, change)))


def _rule_for(model: type[Model], action: Action) -> Rule:
    rule = rule_of(model)
    if action not in rule.actions:
        raise NotInPolicy(f"The policy knows no “{action}” of {model._meta.label}.")
    return rule


def reach(user: User, action: Action) -> Scope:
    """How far the user's widest role carries for this action; NONE for nobody and the deactivated."""
    if not user.is_authenticated or not user.is_active:
        return Scope.NONE
    if user.is_superuser:
        return Scope.ALL
    scopes = [TABLE.get(role, {}).get(action, Scope.NONE) for role in user.roles]
    return max(scopes, key=WIDTH.index, default=Scope.NONE)


def may(user: User, action: Action) -> bool:
    return reach(user, action) != Scope.NONE


def reaches_as_far(user: User, action: Action, than: Action) -> bool:
    """Whether the action carries at least as far as the other does."""
    return WIDTH.index(reach(user, action)) >= WIDTH.index(reach(user, than))
