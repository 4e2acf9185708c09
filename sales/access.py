"""The only way to a purchase, or to a contact to sell to, for a user."""

from django.core.exceptions import PermissionDenied
from django.db import models
from django.shortcuts import get_object_or_404

from contacts.access import contact_for_action
from contacts.models import Contact
from crm.sight import shown
from sales.models import BudgetRate, Contract, CurrencyWatch, ExchangeRate, Product, Purchase, RateFile, RatePreference
from staff.models import User
from staff.policy import Action, can, register, scope
from staff.rows import House, Through

for sold in (Purchase, Contract):
    register(sold, Through("contact"), view=Action.VIEW_SALES, change=Action.RECORD_SALES)
register(Product, House(), view=Action.VIEW_SALES, change=Action.CONFIGURE, also=[Action.RECORD_SALES])
for kept in (ExchangeRate, BudgetRate, RatePreference, CurrencyWatch, RateFile):
    register(kept, House(), view=Action.CONFIGURE, change=Action.CONFIGURE)


def purchase_for(user: User, pk: int) -> Purchase:
    """The purchase of a contact whose sales the user may see; else 404."""
    visible = Purchase.objects.visible_to(user)
    return shown(get_object_or_404(visible.select_related("contact", "product", "recorded_by"), pk=pk))


def editable_purchase_for(user: User, pk: int) -> Purchase:
    """The purchase that the user may settle or refund; 403 for one that may only be seen."""
    purchase = purchase_for(user, pk)
    _require_recording(user, purchase.contact)
    return purchase


def editable_contract_for(user: User, pk: int) -> Contract:
    contract = shown(get_object_or_404(Contract.objects.visible_to(user).select_related("contact"), pk=pk))
    _require_recording(user, contract.contact)
    return contract


def contact_with_sales_for(user: User, pk: int) -> Contact:
    """The contact whose purchases the user may see; 404 if the contact is unseen, 403 if only the sales are."""
    return contact_for_action(user, Action.VIEW_SALES, pk)


def contact_to_sell_to(user: User, pk: int) -> Contact:
    return contact_for_action(user, Action.RECORD_SALES, pk)


def may_record(user: User, contact: Contact) -> bool:
    return can(user, Action.RECORD_SALES, contact)


def visible_purchases(user: User) -> models.QuerySet[Purchase]:
    return Purchase.objects.visible_to(user).select_related("contact", "product")


def rate_file_for(user: User, pk: int) -> RateFile:
    """A file of rates, of whoever brought it, for those who look after the rates."""
    return get_object_or_404(scope(user, Action.CONFIGURE, RateFile.objects.defer("content")), pk=pk)


def _require_recording(user: User, contact: Contact) -> None:
    if not may_record(user, contact):
        raise PermissionDenied
