"""The only way to merges, and to pairs of people or companies that may be one, for a user."""

from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.shortcuts import get_object_or_404

from contacts.access import company_for, company_for_action, contact_for, contact_for_action
from contacts.merging import survivor_of
from contacts.models import Company, CompanyMerge, CompanyPair, Contact, DuplicatePair, Merge
from staff.models import User
from staff.policy import Action, can, scope

Pair = TypeVar("Pair", DuplicatePair, CompanyPair)


def survivor_for(user: User, pk: int) -> Contact:
    """The visible contact of whom the one with this id has become part; else 404."""
    merged = get_object_or_404(Contact.objects.select_related("merged_into"), pk=pk, merged_into__isnull=False)
    return contact_for(user, survivor_of(merged).pk)


def surviving_company_for(user: User, pk: int) -> Company:
    """The visible company of which the one with this id has become part; else 404."""
    merged = get_object_or_404(Company.objects.select_related("merged_into"), pk=pk, merged_into__isnull=False)
    return company_for(user, survivor_of(merged).pk)


def merge_for(user: User, pk: int) -> Merge:
    """A merge whose survivor is visible; 403 where the user may not undo it, else 404."""
    merge = get_object_or_404(Merge.objects.select_related("survivor", "merged"), pk=pk)
    contact_for_action(user, Action.MERGE_CONTACTS, merge.survivor_id)
    return merge


def company_merge_for(user: User, pk: int) -> CompanyMerge:
    """A merge of companies, likewise."""
    merge = get_object_or_404(CompanyMerge.objects.select_related("survivor", "merged"), pk=pk)
    company_for_action(user, Action.MERGE_CONTACTS, merge.survivor_id)
    return merge


def merges_of(record: Contact | Company) -> list[Any]:
    """Who became part of the contact or company and still is, newest first."""
    standing = record.merges.filter(undone_at__isnull=True)
    return list(standing.select_related("merged", "by").order_by("-pk"))


def pairs_for(user: User, pairs: type[Pair]) -> QuerySet[Pair]:
    """Pairs of records both of which the user may merge, that nobody has told apart, the likeliest first."""
    mergeable = scope(user, Action.MERGE_CONTACTS, _kind_of(pairs)._default_manager.all()).order_by().values("pk")
    found = pairs._default_manager.filter(dismissed_at__isnull=True, one__in=mergeable, other__in=mergeable)
    return found.order_by("-score", "id")


def pairs_with(user: User, record: Contact | Company) -> QuerySet[Any]:
    """Those of the pairs in which the record is one."""
    pairs: Any = CompanyPair if isinstance(record, Company) else DuplicatePair
    return pairs_for(user, pairs).filter(Q(one=record) | Q(other=record)).select_related("one", "other")


def pair_for(user: User, pk: int, pairs: type[Pair]) -> Pair:
    """A pair of two visible records; 403 where the user may not merge both, 404 where one is not seen."""
    pair: Any = get_object_or_404(pairs._default_manager.select_related("one", "other"), pk=pk)
    visible_for = company_for if pairs is CompanyPair else contact_for
    records = [visible_for(user, record) for record in (pair.one_id, pair.other_id)]
    if not all(can(user, Action.MERGE_CONTACTS, record) for record in records):
        raise PermissionDenied
    return pair


def _kind_of(pairs: type[Model]) -> type[Model]:
    kind: Any = pairs._meta.get_field("one").related_model
    return kind
