"""Who works here, what the house is called, and what was done in it."""

from staff.models.access_token import AccessToken, TokenPurpose
from staff.models.audit import AuditEntry, AuditSalt, AuditSeal, AuditValues, SealKind
from staff.models.drafts import Draft
from staff.models.notice import Notice
from staff.models.organisation import (
    LONGEST_GREETING,
    REGISTERS,
    Feb29,
    Organisation,
    is_choice_by_language,
    is_greeting_line,
    is_line_by_language,
    one_line,
    validate_currency,
    validate_zone,
)
from staff.models.people import (
    CONVERSES,
    Approval,
    Invitation,
    LanguageSkill,
    Level,
    Outcome,
    Share,
    ShareLevel,
    Skill,
    needs_second_person_at_first,
)
from staff.models.submit import Submit
from staff.models.user import Role, RoleAssignment, Team, Theme, User, UserManager
from staff.models.views import SavedView, ViewChoice

__all__ = [
    "CONVERSES",
    "LONGEST_GREETING",
    "REGISTERS",
    "AccessToken",
    "Approval",
    "AuditEntry",
    "AuditSalt",
    "AuditSeal",
    "AuditValues",
    "Draft",
    "Feb29",
    "Invitation",
    "LanguageSkill",
    "Level",
    "Notice",
    "Organisation",
    "Outcome",
    "Role",
    "RoleAssignment",
    "SavedView",
    "SealKind",
    "Share",
    "ShareLevel",
    "Skill",
    "Submit",
    "Team",
    "Theme",
    "TokenPurpose",
    "User",
    "UserManager",
    "ViewChoice",
    "is_choice_by_language",
    "is_greeting_line",
    "is_line_by_language",
    "needs_second_person_at_first",
    "one_line",
    "validate_currency",
    "validate_zone",
]
