"""Two records that are one become one, and two again where that was a mistake: people and companies alike."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Generic

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.merge_choices import values_after
from contacts.merging import Record, change
from staff import audit
from staff.models import User
from staff.policy import Action, can


class Merging(ABC, Generic[Record]):
    """How records of one kind are merged. Each call stands in a transaction of its caller."""

    table: type[Record]
    merges: type[Any]
    # What is said to who chose one twice, and the columns that follow from the values of a record.
    two: ClassVar[Any]
    keys: ClassVar[tuple[str, ...]]

    @abstractmethod
    def held(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows, locked as their kind needs it."""

    @abstractmethod
    def carry(self, merge: Any, chosen: Mapping[str, str], now: datetime) -> None:
        """Move the rows of the merged one to the survivor."""

    @abstractmethod
    def give_back(self, merge: Any, by: User, now: datetime) -> None:
        """Bring everything back, the values of the survivor too."""

    def announce(self, merge: Any, by: User, now: datetime) -> None:
        """Tell other rooms, once the merged one is gone."""

    def refuse_to_undo(self, survivor: Record, merged: Record) -> None:
        """ValidationError where there is nothing to go back to."""

    def settled(self, survivor: Record, before: Record, now: datetime) -> None:
        """Tell who waits for one of the survivor's values that it is another now."""

    def merge(
        self,
        *,
        by: User,
        survivor: Record,
        merged: Record,
        chosen: Mapping[str, str],
        seen: tuple[int, int] | None,
        now: datetime | None,
    ) -> Any:
        now = now or timezone.now()
        if survivor.pk == merged.pk:
            raise ValidationError(self.two)
        survivor, merged = self.locked(survivor.pk, merged.pk)
        if merged.merged_into_id == survivor.pk:
            return self.merges.objects.get(merged=merged, undone_at__isnull=True)
        _refuse_the_gone(survivor, merged)
        if not all(can(by, Action.MERGE_CONTACTS, record) for record in (survivor, merged)):
            raise PermissionDenied
        if seen is not None and seen != (survivor.version, merged.version):
            raise ValidationError(_("Somebody changed one of them meanwhile. Look again before you merge."))
        merge = self.merges.objects.create(survivor=survivor, merged=merged, by=by, at=now)
        fields = self._write_values(merge, chosen)
        self.carry(merge, chosen, now)
        self._mark(merged, now, merged_into=survivor, deleted_at=now, deleted_by=by)
        self.announce(merge, by, now)
        self._settle(survivor, now)
        audit.record("contacts.merge", by=by, subject=survivor, detail={"merge": merge.pk, "fields": fields}, now=now)
        detail = {"merge": merge.pk, "into": survivor.pk}
        audit.record("contacts.merged", by=by, subject=merged, detail=detail, now=now)
        return merge

    def undo(self, *, by: User, merge: Any, now: datetime | None) -> Any:
        now = now or timezone.now()
        survivor, merged = self.locked(merge.survivor_id, merge.merged_id)
        merge.refresh_from_db()
        if merge.is_undone:
            return merge
        self.refuse_to_undo(survivor, merged)
        _refuse_under_a_newer(merge)
        if survivor.is_in_bin:
            raise ValidationError(_("%(name)s is in the bin."), params={"name": str(survivor)})
        if not can(by, Action.MERGE_CONTACTS, survivor):
            raise PermissionDenied
        self.give_back(merge, by, now)
        if merged.merged_into_id == survivor.pk:
            self._mark(merged, now, merged_into=None, deleted_at=None, deleted_by=None)
        merge.undone_at, merge.undone_by = now, by
        merge.save(update_fields=["undone_at", "undone_by"])
        self._settle(survivor, now)
        for record in (survivor, merged):
            audit.record("contacts.unmerge", by=by, subject=record, detail={"merge": merge.pk}, now=now)
        return merge

    def locked(self, *ids: int) -> list[Record]:
        """The records as they are now, held in the order of their ids whoever asks, so that two merges only wait."""
        rows: Any = self.table._default_manager.filter(pk__in=ids).order_by("pk")
        found = {row.pk: row for row in self.held(rows)}
        return [found[pk] for pk in ids]

    def _write_values(self, merge: Any, chosen: Mapping[str, str]) -> list[str]:
        """The survivor's values as chosen; the names of those that changed."""
        row: Any = self.table._default_manager.filter(pk=merge.survivor_id)
        groups = values_after(merge.survivor, merge.merged, chosen)
        return sorted(column for values in groups if change(merge, row, values) for column in values)

    def _mark(self, merged: Record, now: datetime, **values: Any) -> None:
        rows = self.table._default_manager.filter(pk=merged.pk)
        rows.update(**values, version=merged.version + 1, updated_at=now)

    def _settle(self, before: Record, now: datetime) -> None:
        survivor = self.table._default_manager.get(pk=before.pk)
        survivor.set_search_keys()
        survivor.version, survivor.updated_at = survivor.version + 1, now
        survivor.save(update_fields=[*self.keys, "version", "updated_at"])
        self.settled(survivor, before, now)


def _refuse_the_gone(*records: Any) -> None:
    for record in records:
        if record.merged_into is not None:
            raise ValidationError(
                _("%(name)s has become part of %(survivor)s meanwhile."),
                params={"name": str(record), "survivor": str(record.merged_into)},
            )
        if record.is_in_bin:
            raise ValidationError(_("%(name)s is in the bin."), params={"name": str(record)})


def _refuse_under_a_newer(merge: Any) -> None:
    newer = merge.newer().select_related("merged", "survivor").first()
    if newer is not None:
        raise ValidationError(
            _("A newer merge stands on this one. Undo that of %(merged)s into %(survivor)s first."),
            params={"merged": str(newer.merged), "survivor": str(newer.survivor)},
        )
