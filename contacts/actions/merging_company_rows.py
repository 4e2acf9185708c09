"""The rows that go along with a merge of companies, and come back."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from contacts.actions.merging_alike import carry_custom_values, carry_drafts, carry_facts, carry_shares, carry_tags
from contacts.merge_choices import Side
from contacts.merging import carry, change, give_back, unchanged
from contacts.models import (
    Company,
    CompanyMerge,
    Contact,
    CustomField,
    CustomValue,
    Employment,
    Fact,
    FieldKind,
    Merge,
    MergeMove,
    Relation,
)
from crm.lookups import among
from staff.models import Draft, Share

Tagged = Company.tags.through
OWN_TABLES = (Company, Contact, Employment, Relation, Fact, CustomValue, Share, Draft, Tagged)
COLUMN = "company_id"
# What a custom fact says, whichever kind it is of.
SAID = ("text", "folded", "number", "currency", "day", "option_id", "flag")


def carry_rows(merge: CompanyMerge, chosen: Mapping[str, str], *, now: datetime) -> None:
    _carry_people(merge, Contact.objects.all(), now)
    carry(merge, Employment.objects.all(), COLUMN)
    _carry_relations(merge, Relation.objects.all())
    carry_facts(merge)
    _choose_custom_values(merge, chosen)
    carry_custom_values(merge)
    carry_tags(merge)
    carry_shares(merge)
    carry_drafts(merge)


def ties_of(people: Collection[int]) -> tuple[QuerySet[Any], QuerySet[Any]]:
    """The jobs and relations of these people."""
    return Employment.objects.filter(contact__in=people), Relation.objects.filter(contact__in=people)


def carry_strays(merge: CompanyMerge, *, now: datetime, people: Collection[int] = ()) -> bool:
    """Whether anything came to the merged company since, or of these people came back to it, and is led on."""
    contacts = Contact.objects.filter(pk__in=people) if people else Contact.objects.all()
    jobs, relations = ties_of(people) if people else (Employment.objects.all(), _since(merge, Relation))
    moved = [
        *_carry_people(merge, contacts, now),
        *carry(merge, jobs, COLUMN),
        *_carry_relations(merge, relations),
        *([] if people else carry_facts(merge, _since(merge, Fact))),
    ]
    return bool(moved)


def _since(merge: CompanyMerge, table: Any) -> QuerySet[Any]:
    """What is older stayed where it was for a reason."""
    found: QuerySet[Any] = table.objects.filter(created_at__gt=merge.at)
    return found


def give_rows_back(merge: CompanyMerge, *, now: datetime) -> None:
    moves = merge.moves.filter(table=Contact._meta.label).values_list("ids", flat=True)
    people = _held(Contact.objects.filter(pk__in=among([pk for ids in moves for pk in ids])))
    _drop_what_was_chosen_anew(merge)
    give_back(merge, Contact, **_changed(now))
    give_back(merge, *(table for table in OWN_TABLES if table is not Contact))
    _give_back_beneath(merge, people)


def _give_back_beneath(merge: CompanyMerge, people: Collection[int]) -> None:
    """A merge of people may have changed their company since, and would bring back the survivor: it is to bring back
    the company from which this merge led them away."""
    later = MergeMove.objects.filter(merge__survivor__in=among(people), merge__undone_at=None, merge__at__gte=merge.at)
    for move in later.filter(table=Contact._meta.label, columns=[COLUMN], before=[merge.survivor_id]):
        move.before = [merge.merged_id]
        move.save(update_fields=["before"])


def forget_where_led(merge: Merge) -> None:
    """The survivor gets back the company from before a merge of people: where later merges of companies led them from
    the one in between is no matter of theirs any more."""
    move = merge.moves.filter(table=Contact._meta.label, columns=[COLUMN]).first()
    if move is None or not unchanged(Contact, move):
        return
    company = move.after[0]
    while led := CompanyMerge.objects.filter(merged=company, undone_at=None).first():
        for note in led.moves.filter(table=Contact._meta.label, columns=[COLUMN]):
            note.ids = [pk for pk in note.ids if pk != merge.survivor_id]
            note.save(update_fields=["ids"])
        company = led.survivor_id


def _held(people: QuerySet[Contact]) -> list[int]:
    """Held in the order of their ids, as by everybody who holds more than one."""
    return list(people.select_for_update().order_by("pk").values_list("pk", flat=True))


def _carry_people(merge: CompanyMerge, people: QuerySet[Contact], now: datetime) -> list[int]:
    held = _held(people.filter(company=merge.merged_id))
    return carry(merge, Contact.objects.filter(pk__in=among(held)), COLUMN, **_changed(now))


def _changed(now: datetime) -> dict[str, Any]:
    """A form that was opened before shows the name of a company that is gone: what it sends is compared first.

    Written with the company: a row written twice would be asked for all that it names, whoever holds that.
    """
    return {"version": F("version") + 1, "updated_at": now}


def _carry_relations(merge: CompanyMerge, relations: QuerySet[Relation]) -> list[int]:
    """What somebody is to both stays where it is, and so does what is said of people who are part of others."""
    taken = set(Relation.objects.filter(company__in=_line_from(merge.survivor)).values_list("kind", "contact"))
    said = relations.filter(company=merge.merged_id, contact__merged_into__isnull=True)
    mine = said.values_list("pk", "kind", "contact")
    return carry(merge, Relation.objects.filter(pk__in=[pk for pk, *end in mine if tuple(end) not in taken]), COLUMN)


def _line_from(company: Company) -> list[int]:
    """The company, the one of which it became part, and so on: a stray goes all the way or not at all."""
    line = [company.pk]
    while company.merged_into is not None:
        company = company.merged_into
        line.append(company.pk)
    return line


def _choose_custom_values(merge: CompanyMerge, chosen: Mapping[str, str]) -> None:
    """Own fields of which both know something: what was chosen is said by the survivor's rows."""
    theirs, mine = (CustomValue.objects.filter(company=pk) for pk in (merge.survivor_id, merge.merged_id))
    both = CustomField.objects.filter(pk__in=theirs.values("field")).filter(pk__in=mine.values("field"))
    for field in both.order_by("pk"):
        side = chosen.get(field.input_name, Side.BOTH if field.kind == FieldKind.CHOICES else Side.SURVIVOR)
        if side == Side.SURVIVOR:
            continue
        if field.kind == FieldKind.CHOICES:
            _choose_options(merge, theirs.filter(field=field), mine.filter(field=field), side)
        elif side == Side.MERGED:
            change(merge, theirs.filter(field=field), mine.filter(field=field).values(*SAID)[0])


def _choose_options(merge: CompanyMerge, theirs: QuerySet[CustomValue], mine: QuerySet[CustomValue], side: str) -> None:
    slots = [set(rows.values_list("slot", flat=True)) for rows in (theirs, mine)]
    if side == Side.MERGED:
        change(merge, theirs.exclude(slot__in=slots[1]), {COLUMN: merge.merged_id})
    carry(merge, mine.exclude(slot__in=slots[0]), COLUMN)


def _drop_what_was_chosen_anew(merge: CompanyMerge) -> None:
    """An option that the survivor lost with the merge, and that somebody gave it again, need not come back."""
    again = CustomValue.objects.filter(company=merge.survivor_id).values_list("field", "slot")
    moves = merge.moves.filter(table=CustomValue._meta.label, columns=[COLUMN], before=[merge.survivor_id])
    lost = CustomValue.objects.filter(pk__in=[pk for ids in moves.values_list("ids", flat=True) for pk in ids])
    for field, slot in again:
        lost.filter(field=field, slot=slot, company=merge.merged_id).delete()
