"""The house's own fields of conversations: as they stand in an entry, which never changes, and in words."""

from collections.abc import Iterable
from typing import Any

from contacts.custom import Facts, from_json, hidden_groups, in_words, to_json, words_of_options
from contacts.models import CustomField
from interactions.models import Interaction
from staff.models import User


def stored(facts: Facts) -> dict[str, Any]:
    """What is known of them, by the id of the field as JSON writes it."""
    return {str(pk): to_json(value) for pk, value in facts.items() if value not in (None, "", [])}


def tell(entries: Iterable[Interaction], *, by: User) -> None:
    """Give each entry `told`: label and words of what the reader sees of its own fields.

    They are seen as those of the contact that the entry is of, which is at hand in its `around`.
    """
    filled = [entry for entry in entries if entry.own_facts and entry.around.main]
    wanted = {int(pk) for entry in filled for pk in entry.own_facts}
    if not wanted:
        return
    rows = CustomField.objects.filter(pk__in=wanted).order_by("position", "pk").prefetch_related("options")
    fields = list(rows)
    options = words_of_options(fields)
    for entry in filled:
        hidden = hidden_groups(by, entry.around.main)
        entry.told = [  # type: ignore[attr-defined]  # for the template alone
            (str(field), in_words(field, from_json(field, entry.own_facts[str(field.pk)]), options))
            for field in fields
            if field.group not in hidden and str(field.pk) in entry.own_facts
        ]
