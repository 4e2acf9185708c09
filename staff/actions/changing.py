"""What several actions share: putting new values on a row."""

from typing import Any


def assign(row: Any, values: dict[str, Any]) -> list[str]:
    """Set what differs and return its names."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    return changed
