"""The only way to a contact or company for a user."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from contacts.models import Company, Contact, ImportRun
from contacts.querysets import is_owned_within
from crm.sight import shown
from staff.models import User
from staff.policy import Action, Scope, reach

# All of the contact, and what its pages say of those around it: their other columns would double the row.
CONTACT_FIELDS = tuple(field.attname for field in Contact._meta.concrete_fields)
RELATED_FIELDS = (
    *("company__name", "company__owner", "company__team", "company__deleted_at"),
    *("owner__full_name", "referred_by__full_name"),
)

GLIMPSE_FIELDS = ("owner", "team", "deleted_at", "full_name", "time_zone")

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
    visible = Contact.objects.visible_to(user).select_related("company", "owner", "referred_by")
    return shown(get_object_or_404(visible.only(*CONTACT_FIELDS, *RELATED_FIELDS), pk=pk))


def glimpse_for(user: User, pk: int) -> Contact:
    """The same contact with no more than access is decided by and other rooms show; the rest is read when asked."""
    return shown(get_object_or_404(Contact.objects.visible_to(user).only(*GLIMPSE_FIELDS), pk=pk))


def editable_contact_for(user: User, pk: int) -> Contact:
    """The contact that the user may change; 403 for one that may only be seen."""
    contact = contact_for(user, pk)
    if not may_edit(user, contact):
        raise PermissionDenied
    return contact


def may_edit(user: User, contact: Contact) -> bool:
    return may_do(user, Action.EDIT_CONTACTS, contact)


def may_do(user: User, action: Action, contact: Contact) -> bool:
    """Whether the user's reach for the action covers this contact."""
    return not contact.is_in_bin and is_owned_within(user, action, contact)


def contact_for_action(user: User, action: Action, pk: int) -> Contact:
    """The visible contact for which the action is allowed; 404 if unseen, 403 if seen and not allowed."""
    contact = contact_for(user, pk)
    if not may_do(user, action, contact):
        raise PermissionDenied
    return contact


def may_see_company(user: User, company: Company | None) -> bool:
    return company is not None and not company.is_in_bin and is_owned_within(user, Action.VIEW_CONTACTS, company)


def company_for(user: User, pk: int) -> Company:
    return shown(get_object_or_404(Company.objects.visible_to(user).select_related("owner", "team"), pk=pk))


def editable_company_for(user: User, pk: int) -> Company:
    company = company_for(user, pk)
    if not Company.objects.editable_by(user).filter(pk=pk).exists():
        raise PermissionDenied
    return company


def import_run_for(user: User, pk: int) -> ImportRun:
    """An import is seen by who ran it, and by the superuser."""
    runs = ImportRun.objects.all() if user.is_superuser else ImportRun.objects.filter(by=user)
    return shown(get_object_or_404(runs.select_related("owner"), pk=pk))


def owners_for_import(user: User) -> QuerySet[User]:
    """Colleagues for whom the user may import contacts: oneself, the team's, everyone, as the role carries."""
    colleagues = User.objects.filter(is_active=True)
    scope = reach(user, Action.IMPORT_CONTACTS)
    if scope == Scope.ALL:
        return colleagues
    if scope == Scope.TEAM and user.team_id:
        return colleagues.filter(Q(pk=user.pk) | Q(team=user.team_id))
    return colleagues.filter(pk=user.pk) if scope != Scope.NONE else colleagues.none()
