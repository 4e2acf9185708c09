"""Two companies that are one become one, and two again where that was a mistake. Never by itself."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from contacts.actions import merging_company_rows as rows
from contacts.actions.merging_of_two import Merging
from contacts.models import Company, CompanyMerge, Contact, Employment, Fact, Relation
from staff.models import User


class MergingCompanies(Merging[Company]):
    table, merges = Company, CompanyMerge
    two = _("Choose two different companies.")
    keys = ("search_key", "search_key2", "name_key", "sound_key", "site_key")

    def held(self, found: QuerySet[Company]) -> QuerySet[Company]:
        """Held against another merge and not against whoever enters somebody there: who is merged at the same moment
        holds people and asks for their company, and a merge of companies does it the other way round."""
        return found.select_for_update(no_key=True)

    def carry(self, merge: CompanyMerge, chosen: Mapping[str, str], now: datetime) -> None:
        rows.carry_rows(merge, chosen, now=now)

    def give_back(self, merge: CompanyMerge, by: User, now: datetime) -> None:
        rows.give_rows_back(merge, now=now)


COMPANIES = MergingCompanies()


@transaction.atomic
def merge_companies(
    *,
    by: User,
    survivor: Company,
    merged: Company,
    chosen: Mapping[str, str] | None = None,
    seen: tuple[int, int] | None = None,
    now: datetime | None = None,
) -> CompanyMerge:
    """Make `merged` a part of `survivor`, which takes along its people and all that is known of it.

    `chosen` names the side (`merge_choices.Side`) for some of the choices and own fields, `seen` the versions that were
    chosen between. Doing it twice is doing it once. Raises PermissionDenied, and ValidationError where one of the two
    is gone or was changed since it was seen.
    """
    merge: CompanyMerge = COMPANIES.merge(
        by=by, survivor=survivor, merged=merged, chosen=chosen or {}, seen=seen, now=now
    )
    return merge


@transaction.atomic
def undo_company_merge(*, by: User, merge: CompanyMerge, now: datetime | None = None) -> CompanyMerge:
    """Make them two again: each has what it had, and what came in since stays with the survivor.

    Undoing it twice is undoing it once. Raises PermissionDenied, and ValidationError where a newer merge stands on it.
    """
    undone: CompanyMerge = COMPANIES.undo(by=by, merge=merge, now=now)
    return undone


def bring_strays(*, now: datetime, people: Collection[int] = ()) -> int:
    """Lead on to the survivor what stands at a company that became part of it; of these people, where some are named.

    It was written by somebody who had read the company before the merge, or came back with an undone merge of people
    or an undone import. The number of merges that got something.
    """
    found = CompanyMerge.objects.filter(_has_strays(people), undone_at__isnull=True).order_by("pk")
    return sum(_lead_on(merge, now, people) for merge in list(found))


def _lead_on(merge: CompanyMerge, now: datetime, people: Collection[int]) -> bool:
    """Step by step to the one that stays; each step lets go of whom it held, so that nobody waits crosswise."""
    has_moved = _bring(merge, now, people)
    further = CompanyMerge.objects.filter(merged=merge.survivor_id, undone_at__isnull=True).first()
    if further is not None:
        _lead_on(further, now, people)
    return has_moved


def _has_strays(people: Collection[int]) -> Q:
    at_merged = {"company": OuterRef("merged")}
    if people:
        found = (Contact.objects.filter(pk__in=people), *rows.ties_of(people))
        return Q(*(Exists(some.filter(**at_merged).order_by()) for some in found), _connector=Q.OR)
    tables = (Contact.objects.all(), Employment.objects.all())
    since = {**at_merged, "created_at__gt": OuterRef("at")}
    written = (Exists(table.objects.filter(**since).order_by()) for table in (Relation, Fact))
    return Q(*(Exists(some.filter(**at_merged).order_by()) for some in tables), *written, _connector=Q.OR)


@transaction.atomic
def _bring(merge: CompanyMerge, now: datetime, people: Collection[int]) -> bool:
    survivor, _merged = COMPANIES.locked(merge.survivor_id, merge.merged_id)
    merge.refresh_from_db()
    if merge.is_undone or (survivor.is_in_bin and survivor.merged_into_id is None):
        return False
    return rows.carry_strays(merge, now=now, people=people)
