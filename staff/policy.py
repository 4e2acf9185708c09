"""What each role may do. One table; views, querysets, admin and commands ask it."""

from enum import StrEnum

from staff.models import Role, User


class Action(StrEnum):
    VIEW_CONTACTS = "view contacts"
    EDIT_CONTACTS = "edit contacts"
    IMPORT_CONTACTS = "import contacts"
    VIEW_SENSITIVE = "view sensitive fields"
    VIEW_TIMELINE = "view the timeline"
    WRITE_TIMELINE = "log and plan"
    VIEW_OUTBOX = "view the outbox"
    MAIL_CONTACT = "mail one contact"
    VIEW_SALES = "view sales"
    RECORD_SALES = "record sales"
    VIEW_FEEDBACK = "view named answers"
    VIEW_LOYALTY = "view the ledger"
    VIEW_METRICS = "view metrics"
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
    Action.EDIT_CONTACTS: Scope.OWN,
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
        Action.IMPORT_CONTACTS: Scope.TEAM,
        Action.VIEW_SENSITIVE: Scope.TEAM,
        Action.MAIL_CONTACT: Scope.TEAM,
        Action.VIEW_FEEDBACK: Scope.TEAM,
        Action.VIEW_LOYALTY: Scope.TEAM,
    },
    Role.MARKETER: {
        Action.VIEW_CONTACTS: Scope.ALL,
        Action.IMPORT_CONTACTS: Scope.ALL,
        Action.VIEW_OUTBOX: Scope.ALL,
        Action.VIEW_METRICS: Scope.ALL,
        Action.USE: Scope.ALL,
    },
    Role.DPO: {
        Action.VIEW_CONTACTS: Scope.ALL,
        Action.VIEW_SENSITIVE: Scope.ALL,
        Action.VIEW_TIMELINE: Scope.ALL,
        Action.VIEW_OUTBOX: Scope.ALL,
        Action.VIEW_SALES: Scope.ALL,
        Action.VIEW_FEEDBACK: Scope.ALL,
        Action.VIEW_LOYALTY: Scope.ALL,
        Action.READ_AUDIT: Scope.ALL,
        Action.READ_CONFIGURATION_AUDIT: Scope.ALL,
        Action.USE: Scope.ALL,
    },
    Role.ANALYST: {Action.USE: Scope.ALL},
    Role.CASHIER: {Action.USE: Scope.ALL},
    Role.ADMINISTRATOR: {
        Action.CONFIGURE: Scope.ALL,
        Action.MANAGE_PEOPLE: Scope.ALL,
        Action.READ_CONFIGURATION_AUDIT: Scope.ALL,
        Action.USE: Scope.ALL,
    },
}


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
