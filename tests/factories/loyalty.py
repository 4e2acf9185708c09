"""The programme, members and their points."""

from datetime import UTC, datetime
from itertools import count

from contacts.models import Contact
from loyalty import actions, ready_made
from loyalty.models import Account, Programme, Transaction

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
_keys = count(1)


def make_programme(**fields: object) -> Programme:
    programme = ready_made.install(now=NOW)
    Programme.objects.filter(pk=programme.pk).update(**fields)
    programme.refresh_from_db()
    return programme


def make_member(contact: Contact, **fields: object) -> Account:
    return actions.open_account(programme=make_programme(**fields), contact=contact, by=None, now=NOW)


def new_key() -> str:
    return f"test:{next(_keys)}"


def give(account: Account, points: int, *, now: datetime = NOW, **fields: object) -> Transaction:
    values = {"key": new_key(), "source": "test", **fields}
    return actions.earn(account=account, points=points, now=now, **values)


def spend(account: Account, points: int, *, now: datetime = NOW, **fields: object) -> Transaction:
    values = {"key": new_key(), "source": "test", **fields}
    return actions.redeem(account=account, points=points, now=now, **values)
