"""What may wait for a second person: each kind says who decides and what an agreement does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from staff.models import Approval, User
from staff.policy import Action, may


@dataclass(frozen=True)
class ApprovalKind:
    """One kind of thing that waits for a second person.

    `carry_out` is called once, in the transaction that writes the decision down; what it raises undoes the decision.
    It asks again whether the asker may still ask, and does no harm where everything is done already.
    """

    action: Action
    may_decide: Callable[[User, Approval], bool]
    words: Callable[[Approval], str]
    carry_out: Callable[[Approval, User, datetime], None]
    # The address where whoever asked goes on, once it is agreed to; mostly everything is done by then.
    leads_to: Callable[[Approval, datetime], str] | None = None


_KINDS: dict[str, ApprovalKind] = {}


def register(name: str, kind: ApprovalKind) -> None:
    """Make a kind known; called once per kind in AppConfig.ready(). Raises ValueError for a name that is taken."""
    if _KINDS.get(name, kind) != kind:
        raise ValueError(f"The approval “{name}” is registered twice.")
    _KINDS[name] = kind


def kind_of(approval: Approval) -> ApprovalKind | None:
    return _KINDS.get(approval.kind)


def words(approval: Approval) -> str:
    """What is asked, as a sentence in the active language; the bare kind where the room that knew it is gone."""
    kind = kind_of(approval)
    return kind.words(approval) if kind else approval.kind


def may_decide(user: User, approval: Approval) -> bool:
    """A second person whose role allows it: never the one who asked."""
    kind = kind_of(approval)
    if kind is None or approval.asked_by_id == user.pk:
        return False
    return may(user, kind.action) and kind.may_decide(user, approval)


def next_step(approval: Approval, *, now: datetime) -> str:
    """Where whoever asked goes on after it was agreed to; empty where there is nothing left to do."""
    kind = kind_of(approval)
    return kind.leads_to(approval, now) if kind and kind.leads_to else ""


def decides_anything(user: User) -> bool:
    return any(may(user, kind.action) for kind in _KINDS.values())


def kinds_of(user: User) -> list[str]:
    """The kinds whose questions are the user's business, those of others too."""
    return [name for name, kind in _KINDS.items() if may(user, kind.action)]


def deciders(approval: Approval) -> list[User]:
    return [user for user in User.objects.filter(is_active=True).order_by("pk") if may_decide(user, approval)]


def waiting_for(user: User, *, now: datetime) -> list[Approval]:
    """What this user may decide, the oldest first."""
    if not decides_anything(user):
        return []
    rows: Any = Approval.objects.waiting(now).select_related("asked_by").order_by("id")
    return [approval for approval in rows if may_decide(user, approval)]
