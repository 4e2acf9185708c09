"""The only way to a member's account for a colleague."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from contacts.access import may_do, may_edit
from contacts.models import Contact
from crm.sight import shown
from loyalty.models import Account
from staff.models import User
from staff.policy import Action


def account_for(user: User, pk: int) -> Account:
    """A member's account; 404 where the contact is not seen, 403 where the contact is and the books are not."""
    seen = Account.objects.members().filter(contact__in=Contact.objects.visible_to(user))
    account = get_object_or_404(seen.select_related("programme", "contact"), pk=pk)
    if not may_do(user, Action.VIEW_LOYALTY, account.holder):
        raise PermissionDenied
    return shown(account)


def may_redeem(user: User, account: Account) -> bool:
    """Who reads the member's books and looks after the member; a data-protection officer only reads."""
    return may_do(user, Action.VIEW_LOYALTY, account.holder) and may_edit(user, account.holder)


def redeemable_account_for(user: User, pk: int) -> Account:
    account = account_for(user, pk)
    if not may_redeem(user, account):
        raise PermissionDenied
    return account
