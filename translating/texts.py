"""Which texts of which records may be translated; each room says so of its own, in its `apps.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise

from contacts.models import Contact
from staff.models import User


@dataclass(frozen=True, slots=True)
class Part:
    """One text of a record: by which name it is kept, what it is called, and its words."""

    field: str
    label: str | Promise
    words: str

    @property
    def digest(self) -> str:
        return sha256(self.words.encode()).hexdigest()


@dataclass(frozen=True)
class Kind:
    """A kind of record with texts in it.

    `find` gives the record as the user may see it, or raises Http404 or PermissionDenied; `parts` its texts that are
    not empty; `language` what is known of the language they are in, or ""; `leads_to` where the reader came from.
    """

    model: type[Model]
    route: str
    find: Callable[[User, int], Any]
    parts: Callable[[Any], list[Part]]
    language: Callable[[Any], str]
    contact: Callable[[Any], Contact]
    leads_to: Callable[[Any], str]

    @property
    def subject_type(self) -> str:
        return self.model._meta.label


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Let the texts of a kind of record be translated; called in `AppConfig.ready()`. ValueError for a second one."""
    if _kinds.setdefault(kind.route, kind) != kind:
        raise ValueError(f"{kind.route} is registered twice.")


def kind_at(route: str) -> Kind:
    return _kinds[route]


def kind_of(model: type[Model]) -> Kind:
    return next(kind for kind in _kinds.values() if kind.model is model)
