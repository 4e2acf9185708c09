"""What colleagues do to the house, to its people and to their own profile."""

from staff.actions.organisation import NewAccount, found_organisation, update_organisation
from staff.actions.profile import mark_notices_read, notify, set_preference, update_profile

__all__ = [
    "NewAccount",
    "found_organisation",
    "mark_notices_read",
    "notify",
    "set_preference",
    "update_organisation",
    "update_profile",
]
