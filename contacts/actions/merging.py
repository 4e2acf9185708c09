"""Two contacts who are one person become one, and two again where that was a mistake. Never by itself."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts import merge_choices
from contacts.actions import merging_rows
from contacts.merging import change
from contacts.models import Contact, Merge
from contacts.signals import contact_zone_changed, contacts_merged, contacts_unmerged
from staff import audit
from staff.models import User
from staff.policy import Action, can

# Nobody writes to what they read longer ago.
STRAYS_COME_WITHIN = timedelta(days=2)


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
    now = now or timezone.now()
    if survivor.pk == merged.pk:
        raise ValidationError(_("Choose two different people."))
    survivor, merged = _locked(survivor.pk, merged.pk)
    if merged.merged_into_id == survivor.pk:
        return Merge.objects.get(merged=merged, undone_at__isnull=True)
    _refuse_the_gone(survivor, merged)
    if not all(can(by, Action.MERGE_CONTACTS, contact) for contact in (survivor, merged)):
        raise PermissionDenied
    if seen is not None and seen != (survivor.version, merged.version):
        raise ValidationError(_("Somebody changed one of them meanwhile. Look again before you merge."))
    merge = Merge.objects.create(survivor=survivor, merged=merged, by=by, at=now)
    fields = _write_values(merge, chosen or {})
    merging_rows.carry_rows(merge, chosen or {}, now=now)
    Contact.objects.filter(pk=merged.pk).update(
        merged_into=survivor, deleted_at=now, deleted_by=by, version=merged.version + 1, updated_at=now
    )
    contacts_merged.send(Merge, merges=[merge], by=by, now=now)
    _settle(merge, survivor.time_zone, now)
    audit.record("contacts.merge", by=by, subject=survivor, detail={"merge": merge.pk, "fields": fields}, now=now)
    audit.record("contacts.merged", by=by, subject=merged, detail={"merge": merge.pk, "into": survivor.pk}, now=now)
    return merge


@transaction.atomic
def undo_merge(*, by: User, merge: Merge, now: datetime | None = None) -> Merge:
    """Make them two again: each has what they had, and what came in since stays with the survivor.

    Undoing it twice is undoing it once. Raises PermissionDenied, and ValidationError where a newer merge stands on
    it or one of the two was erased. Announces `contacts_unmerged`.
    """
    now = now or timezone.now()
    survivor, merged = _locked(merge.survivor_id, merge.merged_id)
    merge.refresh_from_db()
    if merge.is_undone:
        return merge
    _refuse_to_undo(merge, survivor, merged)
    if not can(by, Action.MERGE_CONTACTS, survivor):
        raise PermissionDenied
    contacts_unmerged.send(Merge, merges=[merge], by=by, now=now)
    merging_rows.give_rows_back(merge, by=by, now=now)
    Contact.objects.filter(pk=merged.pk, merged_into=survivor).update(
        merged_into=None, deleted_at=None, deleted_by=None, version=merged.version + 1, updated_at=now
    )
    merge.undone_at, merge.undone_by = now, by
    merge.save(update_fields=["undone_at", "undone_by"])
    _settle(merge, survivor.time_zone, now)
    for contact in (survivor, merged):
        audit.record("contacts.unmerge", by=by, subject=contact, detail={"merge": merge.pk}, now=now)
    return merge


def settle_merges(*, now: datetime) -> dict[str, int]:
    """Bring along what was written to a merged contact by somebody who had read it before the merge."""
    recent = Merge.objects.filter(undone_at__isnull=True, at__gt=now - STRAYS_COME_WITHIN)
    return {"merges": sum(_settle_strays(merge, now) for merge in recent.order_by("pk"))}


@transaction.atomic
def _settle_strays(merge: Merge, now: datetime) -> bool:
    survivor, _merged = _locked(merge.survivor_id, merge.merged_id)
    merge.refresh_from_db()
    if merge.is_undone or survivor.is_in_bin:
        return False
    merging_rows.carry_consents(merge, now, since=merge.at)
    contacts_merged.send(Merge, merges=[merge], by=merge.by, now=now)
    return True


def _locked(*ids: int) -> list[Contact]:
    """The contacts as they are now, held in the order of their ids whoever asks, so that two merges only wait."""
    held = {row.pk: row for row in Contact.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    return [held[pk] for pk in ids]


def _refuse_the_gone(*contacts: Contact) -> None:
    for contact in contacts:
        if contact.merged_into is not None:
            raise ValidationError(
                _("%(name)s has become part of %(survivor)s meanwhile."),
                params={"name": contact.full_name, "survivor": contact.merged_into.full_name},
            )
        if contact.is_in_bin:
            raise ValidationError(_("%(name)s is in the bin."), params={"name": contact.full_name})


def _refuse_to_undo(merge: Merge, survivor: Contact, merged: Contact) -> None:
    if survivor.erased_at or merged.erased_at:
        raise ValidationError(_("This person was erased, so nothing is left to be given back."))
    newer = merge.newer().select_related("merged", "survivor").first()
    if newer is not None:
        raise ValidationError(
            _("A newer merge stands on this one. Undo that of %(merged)s into %(survivor)s first."),
            params={"merged": newer.merged.full_name, "survivor": newer.survivor.full_name},
        )
    if survivor.is_in_bin:
        raise ValidationError(_("%(name)s is in the bin."), params={"name": survivor.full_name})


def _write_values(merge: Merge, chosen: Mapping[str, str]) -> list[str]:
    """The survivor's values as chosen; the names of those that changed."""
    row = Contact.objects.filter(pk=merge.survivor_id)
    groups = merge_choices.values_after(merge.survivor, merge.merged, chosen)
    return sorted(column for values in groups if change(merge, row, values) for column in values)


def _settle(merge: Merge, zone_before: str, now: datetime) -> None:
    """Keys, version and stage follow the values; who waits for the survivor's clock is told where it moved."""
    survivor = Contact.objects.get(pk=merge.survivor_id)
    survivor.set_search_keys()
    survivor.version, survivor.updated_at = survivor.version + 1, now
    keys = ["search_key", "search_key2", "sort_key", "sort_name"]
    survivor.save(update_fields=[*keys, "version", "updated_at"])
    if survivor.time_zone != zone_before:
        contact_zone_changed.send(Contact, contact=survivor, now=now)
