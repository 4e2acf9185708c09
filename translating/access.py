"""The only way to a text that a user translates, and to permissions and the glossary."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404

from contacts.models import Contact
from staff.models import User
from staff.policy import Action, can, register
from staff.rows import House, Through
from translating.models import EnginePermission, Term, Translation
from translating.texts import Kind, Part, kind_at

register(Translation, Through("contact"), view=Action.VIEW_TIMELINE, change=Action.WRITE_TIMELINE)
register(EnginePermission, House(), view=Action.PERMIT_ENGINES, change=Action.PERMIT_ENGINES)
register(Term, House(), view=Action.USE, change=Action.CONFIGURE)


@dataclass(frozen=True)
class Original:
    """A record with the texts that are translated."""

    kind: Kind
    row: Any
    contact: Contact
    parts: list[Part]

    @property
    def pk(self) -> int:
        return int(self.row.pk)

    def part(self, field: str) -> Part | None:
        return next((part for part in self.parts if part.field == field), None)


def original_for(user: User, route: str, pk: int) -> Original:
    """The texts that the user may translate: who sees them and may log with the contact; else 404 or 403.

    What has no words is 404 too.
    """
    kind = kind_at(route)
    row = kind.find(user, pk)
    contact = kind.contact(row)
    if not can(user, Action.WRITE_TIMELINE, contact):
        raise PermissionDenied
    parts = kind.parts(row)
    if not parts:
        raise Http404
    return Original(kind, row, contact, parts)
