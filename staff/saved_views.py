"""Saved views: which lists have them, and which of them a colleague has at hand."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch
from django.http import QueryDict
from django.utils.functional import Promise

from crm.text import storable
from staff.models import SavedView, User, ViewChoice
from staff.policy import Action, can, scope

MOST_PAIRS, LONGEST_VALUE, MOST_VIEWS = 80, 200, 100
NAME = re.compile(r"[a-z_0-9]{1,40}")
# What says which part of a list is looked at, and not which list.
NOT_KEPT = frozenset({"page", "view", "filters", "once", "csrfmiddlewaretoken", "for", "name"})

Pairs = list[tuple[str, str]]
_pages: dict[str, str | Promise] = {}


def register(page: str, label: str | Promise) -> None:
    """Let the list of this URL name have saved views; called in `AppConfig.ready()`."""
    _pages[page] = label


def label_of(page: str) -> str | Promise | None:
    return _pages.get(page)


def kept(data: QueryDict) -> Pairs:
    """The filters, columns and order that stand in an address, as they are kept."""
    pairs = [(name, storable(value, LONGEST_VALUE)) for name, values in data.lists() for value in values]
    return [pair for pair in pairs if pair[1] and NAME.fullmatch(pair[0]) and pair[0] not in NOT_KEPT][:MOST_PAIRS]


@dataclass(frozen=True)
class AtHand:
    """What a list shows above itself: the pinned views, and the one that opens first."""

    pinned: list[SavedView]
    default: SavedView | None


def at_hand(user: User, page: str) -> AtHand:
    """Read in one query: it is part of each list."""
    choices = ViewChoice.objects.filter(user=user, page=page).select_related("view").order_by("view__name", "pk")
    chosen = [choice for choice in choices[:MOST_VIEWS] if can(user, Action.USE, choice.view)]
    default = next((choice.view for choice in chosen if choice.is_default), None)
    return AtHand([choice.view for choice in chosen if choice.is_pinned], default)


def views_for(user: User) -> list[SavedView]:
    """One's own and the shared ones, each with `mine`: the reader's choice of it, if any."""
    mine = Prefetch("choices", ViewChoice.objects.filter(user=user), to_attr="mine")
    visible = scope(user, Action.USE, SavedView.objects.filter(page__in=_pages))
    return list(visible.select_related("owner").prefetch_related(mine).order_by("page", "name", "pk")[:MOST_VIEWS])


def pages() -> Iterable[str]:
    return tuple(_pages)
