"""What is watched for in relationships, so that somebody looks at them. Rooms add a `Watch` through `register`.

A watch finds all that there is to find among many people at once, and explains what it found in one sentence.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from contacts.models import Contact, Stage
from staff.policy import Action

Facts = dict[str, Any]
WORTH_A_THOUGHT = 50


@dataclass(frozen=True)
class Finding:
    """One contact who wants attention since a moment; `mark` names the row on whose account, `facts` explain it."""

    contact_id: int
    mark: str
    since: datetime
    facts: Facts


@dataclass(frozen=True)
class Watch:
    """One kind of signal.

    `find` looks among the people at a moment, `explain` makes the sentence of the facts, `asks` is the action without
    which nobody may see it. `rank` is its place in My day, where at most `at_once` of the kind stand; `do` is the
    address at which it is dealt with, where that is not the signal's own page.
    """

    kind: str
    label: str | Promise
    icon: str
    find: Callable[[QuerySet[Contact], datetime], Iterable[Finding]]
    explain: Callable[[Facts], str]
    asks: Action = Action.VIEW_TIMELINE
    rank: int = WORTH_A_THOUGHT
    at_once: int = 5
    do: Callable[[int], str] | None = None


_watches: dict[str, Watch] = {}


def register(*watches: Watch) -> None:
    """Let the watches be kept; ValueError where a kind is taken."""
    for watch in watches:
        if _watches.setdefault(watch.kind, watch) is not watch:
            raise ValueError(f"There are two watches “{watch.kind}”.")


def watches() -> list[Watch]:
    return list(_watches.values())


def watch_for(kind: str) -> Watch | None:
    """The watch of that kind; None where the room that knew it is gone."""
    return _watches.get(kind)


def kinds_by_action() -> dict[Action, list[str]]:
    """The kinds of signals that each action is asked for."""
    kinds: dict[Action, list[str]] = defaultdict(list)
    for watch in _watches.values():
        kinds[watch.asks].append(watch.kind)
    return kinds


def watched() -> QuerySet[Contact]:
    """The people who are watched: neither those who left nor those who asked to be left alone."""
    people = Contact.objects.filter(deleted_at__isnull=True, do_not_contact=False)
    return people.exclude(stage=Stage.DISSOLUTION)
