"""The only way to a contact or company for a user."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import Resolver404, resolve

from contacts.merging import survivor_of
from contacts.models import (
    BulkRow,
    BulkRun,
    Company,
    CompanyMerge,
    CompanyMove,
    CompanyPair,
    Consent,
    Contact,
    ContactPoint,
    CustomField,
    CustomOption,
    CustomValue,
    DuplicatePair,
    Fact,
    ImportantDate,
    ImportMapping,
    ImportRowError,
    ImportRun,
    ImportTrace,
    Label,
    Merge,
    MergeMove,
    Segment,
    SegmentMembership,
    SpecialHours,
    StageChange,
    Tag,
    WorkingCalendar,
)
from crm.sight import shown
from staff.models import Share, User
from staff.policy import GROUP_ACTIONS, TABLE, Action, FieldGroup, Scope, can, may, reach, register, scope
from staff.rows import House, Mine, Offered, Owned, Through

# What is asked of a contact: by its own pages, and by the other rooms, whose rows are reached through it.
OF_CONTACTS = frozenset(Action) - {
    *(Action.USE, Action.CONFIGURE, Action.OPERATE, Action.MANAGE_PEOPLE),
    *(Action.READ_AUDIT, Action.READ_CONFIGURATION_AUDIT, Action.BUILD_SEGMENTS, Action.EDIT_CULTURE),
    Action.PERMIT_ENGINES,
}
OF_COMPANIES = (
    *(Action.DELETE_CONTACTS, Action.SHARE_CONTACTS, Action.MERGE_CONTACTS),
    *(Action.VIEW_DETAILS, Action.VIEW_SENSITIVE),
)

# A borrower neither lends on nor throws away, and figures are of one's own customers.
NEVER_LENT = {
    *(Action.DELETE_CONTACTS, Action.SHARE_CONTACTS, Action.IMPORT_CONTACTS, Action.VIEW_METRICS),
    *(Action.MERGE_CONTACTS, Action.ERASE_CONTACTS),
}


@dataclass(frozen=True)
class OfGroup:
    """Facts of people and companies: seen as their group of fields is seen of the record that they belong to.

    `path` leads from the fact to the group.
    """

    path: str

    def condition(self, user: User, action: Action, model: type[Model]) -> Q | None:
        found = [part for group in FieldGroup if (part := self._of_group(user, group)) is not None]
        return reduce(or_, found) if found else None

    def _of_group(self, user: User, group: FieldGroup) -> Q | None:
        if not may(user, GROUP_ACTIONS[group]):
            return None
        people, companies = (
            scope(user, GROUP_ACTIONS[group], kind.objects.all()).values("pk") for kind in (Contact, Company)
        )
        return Q(**{self.path: group.value}) & (Q(contact__in=people) | Q(company__in=companies))

    def has(self, user: User, action: Action, row: CustomValue | Fact) -> bool:
        record = row.contact or row.company
        group = reduce(getattr, self.path.split("__"), row)
        return record is not None and can(user, GROUP_ACTIONS[FieldGroup(str(group))], record)


owned = Owned(in_bin=frozenset({Action.DELETE_CONTACTS, Action.ERASE_CONTACTS}), never_lent=frozenset(NEVER_LENT))
register(
    Contact,
    owned,
    view=Action.VIEW_CONTACTS,
    change=Action.EDIT_CONTACTS,
    also=OF_CONTACTS,
    groups={
        FieldGroup.CONTACT: "points street postcode latin_address",
        FieldGroup.SENSITIVE: "dates notes fasting_told_on",
    },
)
register(Company, owned, view=Action.VIEW_CONTACTS, change=Action.EDIT_CONTACTS, also=OF_COMPANIES)
for configured in (CustomField, CustomOption, Label, WorkingCalendar, SpecialHours):
    register(configured, House(), view=Action.USE, change=Action.CONFIGURE)
register(Tag, House(), view=Action.VIEW_CONTACTS, change=Action.EDIT_CONTACTS)
register(CustomValue, OfGroup("field__group"), view=Action.VIEW_CONTACTS)
register(ContactPoint, Through("contact"), view=Action.VIEW_DETAILS, change=Action.EDIT_CONTACTS)
register(ImportantDate, Through("contact"), view=Action.VIEW_SENSITIVE, change=Action.EDIT_CONTACTS)
register(Consent, Through("contact"), view=Action.VIEW_CONTACTS, change=Action.EDIT_CONTACTS)
register(StageChange, Through("contact"), view=Action.VIEW_CONTACTS)
for merge, move, pair in ((Merge, MergeMove, DuplicatePair), (CompanyMerge, CompanyMove, CompanyPair)):
    register(merge, Through("survivor"), view=Action.VIEW_CONTACTS, change=Action.MERGE_CONTACTS)
    register(move, Through("merge__survivor"), view=Action.VIEW_SENSITIVE)
    register(pair, Through("one"), view=Action.MERGE_CONTACTS, change=Action.MERGE_CONTACTS)
register(
    Segment, Offered(using=frozenset({Action.VIEW_CONTACTS})), view=Action.VIEW_CONTACTS, change=Action.BUILD_SEGMENTS
)
register(SegmentMembership, Through("contact"), view=Action.VIEW_CONTACTS)
register(BulkRun, Mine("by"), view=Action.EDIT_CONTACTS)
register(BulkRow, Through("run"), view=Action.EDIT_CONTACTS)
register(ImportRun, Mine("by"), view=Action.IMPORT_CONTACTS)
for of_run in (ImportRowError, ImportTrace):
    register(of_run, Through("run"), view=Action.IMPORT_CONTACTS)
register(ImportMapping, Mine("user"), view=Action.IMPORT_CONTACTS)

SHARED_MODELS: dict[str, type[Contact | Company]] = {model._meta.label: model for model in (Contact, Company)}
CARDS = {"contacts:contact_detail": Contact._meta.label, "contacts:company_detail": Company._meta.label}
# A role that sees no customer gains nothing by a share, and one that sees all neither.
LENDABLE = (Scope.OWN, Scope.TEAM)

# All of the contact, and what its pages say of those around it: their other columns would double the row.
CONTACT_FIELDS = tuple(field.attname for field in Contact._meta.concrete_fields)
RELATED_FIELDS = (
    *("company__name", "company__owner", "company__team", "company__deleted_at"),
    *("owner__full_name", "referred_by__full_name"),
    *("referred_by__owner", "referred_by__team", "referred_by__deleted_at"),
)

GLIMPSE_FIELDS = (
    *("owner", "team", "deleted_at", "full_name", "time_zone", "stage"),
    *("company", "country", "region", "languages"),
)

# Which user was just shown which contact, while the parts of a card are put together.
_at_hand: ContextVar[tuple[User, Contact] | None] = ContextVar("contact_at_hand", default=None)


@contextmanager
def at_hand(user: User, contact: Contact) -> Iterator[None]:
    """Within the block `contact_for` gives the user this contact, found for them a moment ago, without a query."""
    token = _at_hand.set((user, contact))
    try:
        yield
    finally:
        _at_hand.reset(token)


def contact_for(user: User, pk: int) -> Contact:
    """The contact that the user may see; 404 for one that is absent, foreign or in the bin."""
    held = _at_hand.get()
    if held is not None and held[0] == user and held[1].pk == pk:
        return held[1]
    visible = Contact.objects.visible_to(user).with_need_known().select_related("company", "owner", "referred_by")
    return shown(get_object_or_404(visible.only(*CONTACT_FIELDS, *RELATED_FIELDS), pk=pk))


def glimpse_for(user: User, pk: int) -> Contact:
    """The same contact with no more than access is decided by and other rooms show; the rest is read when asked."""
    return shown(get_object_or_404(Contact.objects.visible_to(user).only(*GLIMPSE_FIELDS), pk=pk))


def editable_contact_for(user: User, pk: int) -> Contact:
    """The contact that the user may change; 403 for one that may only be seen."""
    contact = contact_for(user, pk)
    if not can(user, Action.EDIT_CONTACTS, contact):
        raise PermissionDenied
    return contact


def contact_for_action(user: User, action: Action, pk: int) -> Contact:
    """The visible contact for which the action is allowed; 404 if unseen, 403 if seen and not allowed."""
    contact = contact_for(user, pk)
    if not can(user, action, contact):
        raise PermissionDenied
    return contact


def erasable_contact_for(user: User, pk: int) -> Contact:
    """The person that the user may erase, in the bin too; 403 for one that is seen and may not be erased, else 404."""
    people = Contact.objects.filter(merged_into__isnull=True, erased_at__isnull=True)
    contact = scope(user, Action.ERASE_CONTACTS, people).filter(pk=pk).first()
    return shown(contact) if contact else contact_for_action(user, Action.ERASE_CONTACTS, pk)


def may_see_company(user: User, company: Company | None) -> bool:
    return company is not None and can(user, Action.VIEW_CONTACTS, company)


def may_see_referrer(user: User, contact: Contact) -> bool:
    return contact.referred_by is not None and can(user, Action.VIEW_CONTACTS, contact.referred_by)


def binned_contact_for(user: User, pk: int) -> Contact:
    """A contact in the bin that the user may restore; else 404."""
    return shown(get_object_or_404(scope(user, Action.DELETE_CONTACTS, Contact.objects.in_bin()), pk=pk))


def binned_company_for(user: User, pk: int) -> Company:
    return shown(get_object_or_404(scope(user, Action.DELETE_CONTACTS, Company.objects.in_bin()), pk=pk))


def company_for(user: User, pk: int) -> Company:
    return shown(get_object_or_404(Company.objects.visible_to(user).select_related("owner", "team"), pk=pk))


def editable_company_for(user: User, pk: int) -> Company:
    return company_for_action(user, Action.EDIT_CONTACTS, pk)


def company_for_action(user: User, action: Action, pk: int) -> Company:
    """The visible company for which the action is allowed; 404 if unseen, 403 if seen and not allowed."""
    company = company_for(user, pk)
    if not can(user, action, company):
        raise PermissionDenied
    return company


def out_of_sight(user: User, addresses: Iterable[str]) -> set[str]:
    """Those of the addresses that lead to a person or company of whom the user is told nothing, or not any more."""
    cards = {address: card for address in addresses if (card := _card_at(address))}
    people, companies = (
        {pk for named, pk in cards.values() if named == model._meta.label} for model in (Contact, Company)
    )
    told_of = scope(user, Action.VIEW_TIMELINE, Contact.objects.filter(pk__in=people)) if people else ()
    known = Company.objects.visible_to(user).filter(pk__in=companies) if companies else ()
    seen = {(row._meta.label, row.pk) for row in (*told_of, *known)}
    lost = {address: card for address, card in cards.items() if card not in seen}
    return lost.keys() - _led_on(user, lost)


def _led_on(user: User, lost: dict[str, tuple[str, int]]) -> set[str]:
    """Those of the addresses that lead on to one of whom the user is told: the one there became part of it."""
    led_on: set[tuple[str, int]] = set()
    for model, action in ((Contact, Action.VIEW_TIMELINE), (Company, Action.VIEW_CONTACTS)):
        label, rows = model._meta.label, model._default_manager
        gone = {pk for named, pk in lost.values() if named == label}
        merged = rows.filter(pk__in=gone, merged_into__isnull=False) if gone else ()
        survivors = {row.pk: survivor_of(row).pk for row in merged}
        told_of = scope(user, action, rows.filter(pk__in=survivors.values())) if survivors else ()
        seen = {row.pk for row in told_of}
        led_on |= {(label, pk) for pk, survivor in survivors.items() if survivor in seen}
    return {address for address, card in lost.items() if card in led_on}


def _card_at(address: str) -> tuple[str, int] | None:
    try:
        match = resolve(urlsplit(address).path)
    except (Resolver404, ValueError):
        return None
    label = CARDS.get(match.view_name)
    return (label, match.kwargs["pk"]) if label else None


def shares_of(record: Contact | Company, now: datetime) -> list[Share]:
    """With whom the record is shared now."""
    return list(Share.objects.live(now).about(record).select_related("user", "by"))


def share_for(user: User, pk: int, now: datetime) -> tuple[Share, Contact | Company]:
    """A live share with its record that the user may end; 404 for every other."""
    share = get_object_or_404(Share.objects.live(now).select_related("user"), pk=pk)
    kind: Any = SHARED_MODELS[share.subject_type]
    record = shown(get_object_or_404(kind, pk=share.subject_id))
    if share.user_id != user.pk and not can(user, Action.SHARE_CONTACTS, record):
        raise Http404
    return share, record


def borrowers_of(user: User, record: Contact | Company) -> QuerySet[User]:
    """Colleagues to whom a record can be lent: active, whose role looks at customers, and who do not own it."""
    roles = [role for role, table in TABLE.items() if table.get(Action.VIEW_CONTACTS) in LENDABLE]
    able = User.objects.filter(is_active=True, is_superuser=False, role_assignments__role__in=roles)
    return able.exclude(pk__in=[user.pk, record.owner_id or user.pk]).distinct()


def segment_for(user: User, pk: int) -> Segment:
    """A segment of one's own, or one that is shared; 404 for every other and for one in the bin."""
    return get_object_or_404(Segment.objects.visible_to(user).select_related("owner"), pk=pk)


def editable_segment_for(user: User, pk: int) -> Segment:
    segment = segment_for(user, pk)
    if not can(user, Action.BUILD_SEGMENTS, segment):
        raise PermissionDenied
    return segment


def binned_segment_for(user: User, pk: int) -> Segment:
    """A segment in the bin that the user may restore; else 404."""
    return get_object_or_404(scope(user, Action.BUILD_SEGMENTS, Segment.objects.in_bin()), pk=pk)


def import_run_for(user: User, pk: int) -> ImportRun:
    """An import is seen by who ran it, and by the superuser."""
    runs = scope(user, Action.IMPORT_CONTACTS, ImportRun.objects.all())
    return shown(get_object_or_404(runs.select_related("owner", "by"), pk=pk))


def owners_for_import(user: User) -> QuerySet[User]:
    """Colleagues for whom the user may import contacts: oneself, the team's, everyone, as the role carries."""
    colleagues = User.objects.filter(is_active=True)
    reached = reach(user, Action.IMPORT_CONTACTS)
    if reached == Scope.ALL:
        return colleagues
    if reached == Scope.TEAM and user.team_id:
        return colleagues.filter(Q(pk=user.pk) | Q(team=user.team_id))
    return colleagues.filter(pk=user.pk) if reached != Scope.NONE else colleagues.none()
