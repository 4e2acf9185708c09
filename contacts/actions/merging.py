"""Two contacts who are one person become one, and two again where that was a mistake. Never by itself."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.actions import merging_companies, merging_rows
from contacts.actions.merging_of_two import Merging
from contacts.models import Contact, Merge
from contacts.signals import contact_zone_changed, contacts_merged, contacts_unmerged
from staff.models import User

# Nobody writes to what they read longer ago.
STRAYS_COME_WITHIN = timedelta(days=2)


class MergingPeople(Merging[Contact]):
    table, merges = Contact, Merge
    two = gettext_lazy("Choose two different people.")
    keys = ("search_key", "search_key2", "sort_key", "sort_name")

    def held(self, rows: QuerySet[Contact]) -> QuerySet[Contact]:
        return rows.select_for_update()

    def carry(self, merge: Merge, chosen: Mapping[str, str], now: datetime) -> None:
        merging_rows.carry_rows(merge, chosen, now=now)

    def announce(self, merge: Merge, by: User, now: datetime) -> None:
        contacts_merged.send(Merge, merges=[merge], by=by, now=now)

    def give_back(self, merge: Merge, by: User, now: datetime) -> None:
        contacts_unmerged.send(Merge, merges=[merge], by=by, now=now)
        merging_rows.give_rows_back(merge, by=by, now=now)

    def refuse_to_undo(self, survivor: Contact, merged: Contact) -> None:
        if survivor.erased_at or merged.erased_at:
            raise ValidationError(_("This person was erased, so nothing is left to be given back."))

    def settled(self, survivor: Contact, before: Contact, now: datetime) -> None:
        if survivor.time_zone != before.time_zone:
            contact_zone_changed.send(Contact, contact=survivor, now=now)


PEOPLE = MergingPeople()


@transaction.atomic
def merge_contacts(
    *,
    by: User,
    survivor: Contact,
    merged: Contact,
    chosen: Mapping[str, str] | None = None,
    seen: tuple[int, int] | None = None,
    now: datetime | None = None,
) -> Merge:
    """Make `merged` a part of `survivor`, who takes along all that is theirs.

    `chosen` names the side (`merge_choices.Side`) for some of the choices, `seen` the versions that were chosen
    between. Doing it twice is doing it once. Raises PermissionDenied, and ValidationError where one of the two is gone
    or was changed since it was seen. Announces `contacts_merged`.
    """
    merge: Merge = PEOPLE.merge(by=by, survivor=survivor, merged=merged, chosen=chosen or {}, seen=seen, now=now)
    return merge


def undo_merge(*, by: User, merge: Merge, now: datetime | None = None) -> Merge:
    """Make them two again: each has what they had, and what came in since stays with the survivor.

    Undoing it twice is undoing it once. Raises PermissionDenied, and ValidationError where a newer merge stands on
    it or one of the two was erased. Announces `contacts_unmerged`.
    """
    with transaction.atomic():
        undone: Merge = PEOPLE.undo(by=by, merge=merge, now=now)
    # Whoever merges companies holds them before their people, so it is done once these two are free again.
    merging_companies.bring_strays(now=now or timezone.now(), people=[merge.survivor_id, merge.merged_id])
    return undone


def settle_merges(*, now: datetime) -> dict[str, int]:
    """Bring along what was written to a merged contact or company by somebody who had read it before the merge."""
    recent = Merge.objects.filter(undone_at__isnull=True, at__gt=now - STRAYS_COME_WITHIN)
    people = sum(_settle_strays(merge, now) for merge in recent.order_by("pk"))
    return {"merges": people + merging_companies.bring_strays(now=now)}


@transaction.atomic
def _settle_strays(merge: Merge, now: datetime) -> bool:
    survivor, _merged = PEOPLE.locked(merge.survivor_id, merge.merged_id)
    merge.refresh_from_db()
    if merge.is_undone or survivor.is_in_bin:
        return False
    merging_rows.carry_consents(merge, now, since=merge.at)
    PEOPLE.announce(merge, merge.by, now)
    return True
