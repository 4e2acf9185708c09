"""How a room moves its rows from a merged contact or company to the survivor, and back: each change is noted, so that
undoing a merge is the notes read backwards. What somebody changed or added since stays as it is."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError, QuerySet

from contacts.models import Company, CompanyMerge, Contact, Merge
from contacts.models.merge import Move

AnyMerge = Merge | CompanyMerge
Record = TypeVar("Record", Contact, Company)
# As many ids as every engine takes in one statement.
AT_ONCE = 500


def carry(merge: AnyMerge, rows: QuerySet[Any], column: str = "contact_id", **along: Any) -> list[int]:
    """Move those of the rows that are the merged one's to the survivor; the ids of what moved."""
    return change(merge, rows.filter(**{column: merge.merged_id}), {column: merge.survivor_id}, **along)


def carry_all(merge: Merge, *tables: type[models.Model]) -> None:
    """Move every row of tables whose `contact` is the whole of the matter."""
    for table in tables:
        carry(merge, table._default_manager.all())


def change(merge: AnyMerge, rows: QuerySet[Any], values: Mapping[str, Any], **along: Any) -> list[int]:
    """Give columns of the rows other values, noting which rows and what stood there; the ids of what changed.

    What is changed together comes back together: not at all once one of the values is another. What is written `along`
    is not noted.
    """
    table, columns, after = rows.model, list(values), list(values.values())
    found: dict[str, tuple[list[Any], list[int]]] = {}
    for pk, *before in rows.order_by("pk").values_list("pk", *columns):
        if before != after:
            found.setdefault(repr(before), (before, []))[1].append(pk)
    for before, ids in found.values():
        _write(table, ids, {**values, **along})
        note(merge, table, ids, columns=columns, before=_plain(before), after=_plain(after))
    return [pk for _before, ids in found.values() for pk in ids]


def note_made(merge: AnyMerge, row: models.Model) -> None:
    """The row is there for this merge's sake: it goes with it, unless something rests on it by then."""
    note(merge, type(row), [row.pk])


def note(
    merge: AnyMerge,
    table: type[models.Model],
    ids: list[int],
    *,
    columns: Sequence[str] = (),
    before: Sequence[Any] = (),
    after: Sequence[Any] = (),
) -> None:
    merge.moves.create(table=table._meta.label, columns=list(columns), before=list(before), after=list(after), ids=ids)


def give_back(merge: AnyMerge, *tables: type[models.Model], **along: Any) -> None:
    """Undo what the merge did to these tables, newest change first; a value that is another by now stays."""
    known = {table._meta.label: table for table in tables}
    for move in merge.moves.filter(table__in=known).order_by("-pk"):
        table = known[move.table]
        if move.columns:
            fields: list[Any] = [table._meta.get_field(column) for column in move.columns]
            before = [field.to_python(value) for field, value in zip(fields, move.before, strict=True)]
            _write_where_free(table, unchanged(table, move), {**dict(zip(move.columns, before, strict=True)), **along})
        else:
            _remove(table, move.ids)


def family(contact: Contact) -> list[int]:
    """Ids of the contact and of all who became part of them."""
    ids = newest = [contact.pk]
    while newest:
        newest = list(Contact.objects.filter(merged_into__in=newest).order_by("pk").values_list("pk", flat=True))
        ids = [*ids, *newest]
    return ids


def survivor_of(record: Record) -> Record:
    """The contact or company, or the one of which it became part."""
    while record.merged_into is not None:
        record = record.merged_into
    return record


def unchanged(table: type[models.Model], move: Move) -> list[int]:
    """Rows in which nobody changed what the merge wrote; another merge that led it on is nobody's change."""
    led_on, ids = _leads_on(table, move), list[int]()
    for some in _chunks(move.ids):
        rows = table._default_manager.filter(pk__in=some).values_list("pk", *move.columns)
        ids += [pk for pk, *values in rows if _plain(values) == move.after or led_on(values)]
    return ids


def _leads_on(table: type[models.Model], move: Move) -> Callable[[list[Any]], bool]:
    """Whether values are what the merge wrote, with a contact or company in the place of one that became part of it."""
    after = list(move.after)
    for place, column in enumerate(move.columns):
        kind = table._meta.get_field(column).related_model
        if kind in (Contact, Company) and after[place] is not None:
            written = kind._default_manager.filter(pk=after[place], merged_into__isnull=False).first()
            after[place] = survivor_of(written).pk if written else after[place]
    return (lambda values: _plain(values) == after) if after != move.after else lambda values: False


def _write(table: type[models.Model], ids: list[int], values: Mapping[str, Any]) -> None:
    for some in _chunks(ids):
        table._default_manager.filter(pk__in=some).update(**values)


def _write_where_free(table: type[models.Model], ids: list[int], values: Mapping[str, Any]) -> None:
    """As many of the rows as find their places free: where something was added since, it stands there."""
    try:
        with transaction.atomic():
            _write(table, ids, values)
    except IntegrityError:
        if len(ids) > 1:
            for pk in ids:
                _write_where_free(table, [pk], values)


def _remove(table: type[models.Model], ids: list[int]) -> None:
    for row in table._default_manager.filter(pk__in=ids):
        try:
            with transaction.atomic():
                row.delete()
        except ProtectedError:
            continue


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def _plain(values: Sequence[Any]) -> list[Any]:
    """As JSON keeps them."""
    return [_as_text(value) for value in values]


def _as_text(value: Any) -> Any:
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
