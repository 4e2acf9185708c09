"""What several actions share: putting new values on a row, and taking turns."""

from typing import Any

from staff.models import Organisation, User


def assign(row: Any, values: dict[str, Any]) -> list[str]:
    """Set what differs and return its names."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    return changed


def hold_the_house(by: User) -> User:
    """Changes of people take turns, so that two at once cannot remove the last two who hold the keys.

    Return whoever makes the change as they are once their turn has come.
    """
    Organisation.objects.select_for_update().get(pk=1)
    return User.objects.get(pk=by.pk)
