"""The only way to a member's account for a colleague."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import get_object_or_404

from contacts.models import Contact
from crm.sight import shown
from loyalty.models import Account, Allocation, EarnRule, Entry, Lot, Programme, Referral, Transaction
from staff.models import User
from staff.policy import Action, can, may, register, scope
from staff.rows import House, Judged, Through


def moves_points_of(user: User, action: Action) -> Q | None:
    """Transactions in which an account moves whose books the user reads."""
    if not may(user, action):
        return None
    return Q(pk__in=scope(user, action, Entry.objects.all()).values("transaction"))


for set_up in (Programme, EarnRule):
    register(set_up, House(), view=Action.VIEW_LOYALTY, change=Action.CONFIGURE)
register(Account, Through("contact"), view=Action.VIEW_LOYALTY)
for booked in (Entry, Lot):
    register(booked, Through("account__contact"), view=Action.VIEW_LOYALTY)
register(Allocation, Through("entry__account__contact"), view=Action.VIEW_LOYALTY)
register(Transaction, Judged(moves_points_of), view=Action.VIEW_LOYALTY)
register(Referral, Through("advocate"), view=Action.VIEW_LOYALTY)


def account_for(user: User, pk: int) -> Account:
    """A member's account; 404 where the contact is not seen, 403 where the contact is and the books are not."""
    seen = Account.objects.members().filter(contact__in=Contact.objects.visible_to(user))
    account = get_object_or_404(seen.select_related("programme", "contact"), pk=pk)
    if not can(user, Action.VIEW_LOYALTY, account.holder):
        raise PermissionDenied
    return shown(account)


def may_redeem(user: User, account: Account) -> bool:
    """Who reads the member's books and looks after the member; a data-protection officer only reads."""
    return can(user, Action.VIEW_LOYALTY, account.holder) and can(user, Action.EDIT_CONTACTS, account.holder)


def redeemable_account_for(user: User, pk: int) -> Account:
    account = account_for(user, pk)
    if not may_redeem(user, account):
        raise PermissionDenied
    return account
