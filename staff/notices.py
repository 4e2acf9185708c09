"""What a notice says: higher rooms register a sentence per kind, read in the reader's own language."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from staff.models import Notice, User


@dataclass(frozen=True)
class NoticeKind:
    sentence: str | Promise
    icon: str
    names_customer: bool = False


_KINDS: dict[str, NoticeKind] = {}

# A room that knows customers tells here which of these addresses lead to one whom the user does not see.
OutOfSight = Callable[[User, Iterable[str]], set[str]]
_lookouts: list[OutOfSight] = []


def register(kind: str, sentence: str | Promise, *, icon: str = "bell", names_customer: bool = False) -> None:
    """Name the lazily translated sentence of a kind; its named placeholders are the notice's params.

    A list with a kind that names a customer is recorded as a look at customers. Called once per kind in
    AppConfig.ready(). Raises ValueError for a kind that another room has taken.
    """
    told = NoticeKind(sentence, icon, names_customer)
    if _KINDS.get(kind, told) != told:
        raise ValueError(f"The notice “{kind}” is registered twice.")
    _KINDS[kind] = told


def is_registered(kind: str) -> bool:
    return kind in _KINDS


def names_customer(notice: Notice) -> bool:
    """Whether a customer's name stands in it; of a kind that nobody knows any more the words are not shown."""
    known = _KINDS.get(notice.kind)
    return known is not None and known.names_customer


def register_lookout(out_of_sight: OutOfSight) -> None:
    if out_of_sight not in _lookouts:
        _lookouts.append(out_of_sight)


def for_eyes_of(user: User, notices: Iterable[Notice]) -> None:
    """Take the words from the notices about customers whom the user does not see any more."""
    told = list(notices)
    addresses = {notice.url for notice in told}
    lost = set[str]().union(*(out_of_sight(user, addresses) for out_of_sight in _lookouts))
    for notice in told:
        notice.is_out_of_sight = notice.url in lost


def text(notice: Notice) -> str:
    """The sentence in the active language; the bare kind where the room that knew it is gone."""
    if notice.is_out_of_sight:
        return _("This was about a customer whom you do not see any more.")
    known = _KINDS.get(notice.kind)
    if known is None:
        return notice.kind
    try:
        return str(known.sentence) % notice.params
    except (KeyError, TypeError, ValueError):
        return str(known.sentence)


def icon(notice: Notice) -> str:
    known = _KINDS.get(notice.kind)
    return known.icon if known else "bell"
