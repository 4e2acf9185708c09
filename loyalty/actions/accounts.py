"""Joining a programme."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from contacts.models import Contact
from loyalty.models import Account, AccountKind, Programme
from staff import audit
from staff.models import User


@transaction.atomic
def open_account(*, programme: Programme, contact: Contact, by: User | None, now: datetime | None = None) -> Account:
    """The contact's account in the programme, opened where there is none."""
    now = now or timezone.now()
    account, is_new = Account.objects.get_or_create(
        programme=programme, contact=contact, kind=AccountKind.MEMBER, defaults={"opened_at": now}
    )
    if is_new:
        audit.record("loyalty.open_account", by=by, subject=account, detail={"contact": contact.pk}, now=now)
    return account


def account_to_earn(programme: Programme, contact: Contact, by: User | None, now: datetime) -> Account | None:
    """The account that points go to; None where members join only by hand and the contact has not."""
    if programme.joins_by_itself:
        return open_account(programme=programme, contact=contact, by=by, now=now)
    return Account.objects.members().filter(programme=programme, contact=contact).first()
