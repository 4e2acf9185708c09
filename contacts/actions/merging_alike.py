"""Rows that people and companies both have, and how they go along with a merge."""

from typing import Any

from django.db.models import Exists, OuterRef

from contacts.merging import AnyMerge, carry, change
from contacts.models import Company, Contact, CustomValue, Fact, Merge
from staff.models import Draft, Share

EDIT_PAGES = ("contacts:contact_edit", "contacts:company_edit")


def kind_of(merge: AnyMerge) -> type[Contact] | type[Company]:
    return Contact if isinstance(merge, Merge) else Company


def column_of(merge: AnyMerge) -> str:
    """The column by which a row belongs to a record of the kind that is merged."""
    return "contact_id" if isinstance(merge, Merge) else "company_id"


def carry_shares(merge: AnyMerge) -> None:
    """To whom either was lent, to them the one record is lent; who has both keeps the survivor's."""
    shares = Share.objects.filter(subject_type=kind_of(merge)._meta.label, ended_at__isnull=True)
    has_both = shares.filter(subject_id=merge.survivor_id).values_list("user", flat=True)
    lent = shares.exclude(user__in=list(has_both))
    carry(merge, lent, "subject_id")


def carry_drafts(merge: AnyMerge) -> None:
    """What was being written to either, but for drafts of their facts: those are of the one that is gone."""
    of_record = Draft.objects.filter(subject_type=kind_of(merge)._meta.label)
    mine = of_record.filter(subject_id=merge.merged_id).exclude(page__in=EDIT_PAGES)
    taken = of_record.filter(subject_id=merge.survivor_id, user=OuterRef("user"), page=OuterRef("page"))
    values = {"subject_id": merge.survivor_id}
    if isinstance(merge, Merge):
        values["customer_id"] = merge.survivor_id
        about = Draft.objects.filter(customer_id=merge.merged_id).exclude(page__in=EDIT_PAGES)
        change(merge, about.exclude(subject_type=Contact._meta.label), {"customer_id": merge.survivor_id})
    change(merge, mine.exclude(Exists(taken)), values)


def carry_custom_values(merge: AnyMerge) -> None:
    """Of one own field each: where the survivor has a fact, it stays."""
    column = column_of(merge)
    known = CustomValue.objects.filter(**{column: merge.survivor_id}).values_list("field", flat=True)
    carry(merge, CustomValue.objects.exclude(field__in=list(known)), column)


def carry_facts(merge: AnyMerge, facts: Any = None) -> list[int]:
    """What both said in the same words stays where it is."""
    column, facts = column_of(merge), Fact.objects.all() if facts is None else facts
    theirs = Fact.objects.open().filter(**{column: merge.survivor_id}).values_list("kind", "folded")
    known, mine = set(theirs), facts.filter(**{column: merge.merged_id})
    new = [fact.pk for fact in mine if fact.is_retired or (fact.kind, fact.folded) not in known]
    return carry(merge, Fact.objects.filter(pk__in=new), column)


def carry_tags(merge: AnyMerge) -> None:
    tagged: Any = kind_of(merge).tags.through._default_manager
    known = tagged.filter(**{column_of(merge): merge.survivor_id}).values_list("tag", flat=True)
    carry(merge, tagged.exclude(tag__in=list(known)), column_of(merge))
