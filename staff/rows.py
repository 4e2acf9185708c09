"""The kinds of rows that the policy tells apart: owned ones, those that belong to another, one's own, the house's."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q

from staff.models import ShareLevel, User
from staff.policy import Action, Scope, can, may, reach, scope


@dataclass(frozen=True)
class Owned:
    """Rows with an `owner` and a `team`; what nobody owns is its team's.

    A row that was shared with the user counts as their team's, or as their own, as long as the share holds; the role
    still says what may be done, and a share is nothing for the actions `never_lent`. What is in the bin is reached for
    the actions `in_bin` alone.
    """

    in_bin: frozenset[Action] = frozenset()
    never_lent: frozenset[Action] = frozenset()

    def condition(self, user: User, action: Action, model: type[Model]) -> Q | None:
        reached = reach(user, action)
        if reached == Scope.NONE:
            return None
        alive = Q() if action in self.in_bin else Q(deleted_at__isnull=True)
        return alive if reached == Scope.ALL else alive & self._within(user, action, model._meta.label)

    def _within(self, user: User, action: Action, label: str) -> Q:
        reached = reach(user, action)
        mine = Q(owner=user)
        if user.team_id:
            in_team = Q(team=user.team_id)
            mine |= in_team if reached == Scope.TEAM else in_team & Q(owner__isnull=True)
        lent = self._lent(user, action, label)
        return mine | Q(pk__in=lent) if lent else mine

    def has(self, user: User, action: Action, row: Any) -> bool:
        if row.deleted_at is not None and action not in self.in_bin:
            return False
        reached = reach(user, action)
        if reached in (Scope.NONE, Scope.ALL):
            return reached == Scope.ALL
        in_team = user.team_id is not None and row.team_id == user.team_id
        if row.owner_id == user.pk or (in_team and (reached == Scope.TEAM or row.owner_id is None)):
            return True
        return row.pk in self._lent(user, action, row._meta.label)

    def _lent(self, user: User, action: Action, label: str) -> frozenset[int]:
        if action in self.never_lent:
            return frozenset()
        as_own = user.lent[label, ShareLevel.OWN]
        return as_own | user.lent[label, ShareLevel.TEAM] if reach(user, action) == Scope.TEAM else as_own


@dataclass(frozen=True)
class Through:
    """Rows that belong to another row, named by the path to it: who may do the action to that one may to these."""

    path: str

    def condition(self, user: User, action: Action, model: type[Model]) -> Q | None:
        if not may(user, action):
            return None
        return Q(**{f"{self.path}__in": scope(user, action, self._holder(model)._default_manager.all()).values("pk")})

    def _holder(self, model: type[Model]) -> type[Model]:
        for name in self.path.split("__"):
            model = model._meta.get_field(name).related_model  # type: ignore[assignment]  # a path of relations
        return model

    def has(self, user: User, action: Action, row: Any) -> bool:
        for name in self.path.split("__"):
            row = getattr(row, name)
            if row is None:
                return False
        return can(user, action, row)


@dataclass(frozen=True)
class Mine:
    """Rows that are somebody's own, named by the field; the superuser's reach covers all."""

    field: str

    def condition(self, user: User, action: Action, model: type[Model]) -> Q | None:
        if not may(user, action):
            return None
        return Q() if user.is_superuser else Q(**{self.field: user})

    def has(self, user: User, action: Action, row: Any) -> bool:
        return may(user, action) and (user.is_superuser or getattr(row, f"{self.field}_id") == user.pk)


@dataclass(frozen=True)
class Offered:
    """Rows with an `owner`, who may let everybody use them by `is_shared`.

    They are used by whoever may do one of the actions `using`; for every other action they are the owner's, and those
    that are shared also theirs whose reach is the owner's team, or all.
    """

    using: frozenset[Action]

    def condition(self, user: User, action: Action, model: type[Model]) -> Q | None:
        reached = reach(user, action)
        if reached == Scope.NONE:
            return None
        if user.is_superuser:
            return Q()
        mine, offered = Q(owner=user), Q(is_shared=True)
        if action in self.using or reached == Scope.ALL:
            return mine | offered
        is_of_team = reached == Scope.TEAM and user.team_id
        return mine | (offered & Q(owner__team=user.team_id)) if is_of_team else mine

    def has(self, user: User, action: Action, row: Any) -> bool:
        reached = reach(user, action)
        if reached == Scope.NONE or user.is_superuser or row.owner_id == user.pk:
            return reached != Scope.NONE
        if not row.is_shared:
            return False
        if action in self.using or reached == Scope.ALL:
            return True
        return reached == Scope.TEAM and user.team_id is not None and row.owner.team_id == user.team_id


@dataclass(frozen=True)
class Either:
    """Rows that one of two kinds covers."""

    one: Through
    other: Mine

    def condition(self, user: User, action: Action, model: type[Model]) -> Q | None:
        found = [kind.condition(user, action, model) for kind in (self.one, self.other)]
        conditions = [condition for condition in found if condition is not None]
        if not conditions:
            return None
        # A condition without words covers everything, and Q() | Q(x) would be no more than x.
        return Q() if any(not condition for condition in conditions) else conditions[0] | conditions[-1]

    def has(self, user: User, action: Action, row: Any) -> bool:
        return self.one.has(user, action, row) or self.other.has(user, action, row)


@dataclass(frozen=True)
class House:
    """Rows of the house: whoever may do the action may to each of them."""

    def condition(self, user: User, action: Action, model: type[Model]) -> Q | None:
        return Q() if may(user, action) else None

    def has(self, user: User, action: Action, row: Any) -> bool:
        return may(user, action)


@dataclass(frozen=True)
class Judged:
    """Rows whose condition a function of user and action tells; None for no row at all."""

    judge: Callable[[User, Action], Q | None]

    def condition(self, user: User, action: Action, model: type[Model]) -> Q | None:
        return self.judge(user, action)

    def has(self, user: User, action: Action, row: Any) -> bool:
        condition = self.judge(user, action)
        return condition is not None and type(row)._default_manager.filter(condition, pk=row.pk).exists()
