"""Writing the audit trail: who did what to which record, from where; and who saw what."""

import hashlib
import json
import secrets
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone

from crm.middleware import current_request_address, current_request_id
from crm.sight import Sight
from crm.text import storable
from staff.models import AuditEntry, AuditValues, User

CUSTOMER = "contacts.Contact"
VIEW, EXPORT = "view", "export"
MAIL = "outreach.mail"
LONGEST_QUESTION, MOST_QUESTIONS = 500, 50


def record(
    action: str,
    *,
    by: User | None,
    subject: models.Model | None = None,
    customer: int | None = None,
    detail: dict[str, Any] | None = None,
    values: dict[str, Any] | None = None,
    now: datetime | None = None,
) -> AuditEntry:
    """Append one entry, in the caller's transaction. `action` is a dotted verb, "contacts.import".

    `detail` holds counts, ids and names of fields, and stays; `values` holds the words of a person (old and new
    values, what was searched for), is kept apart and may be erased.
    """
    columns = {
        "subject_type": subject._meta.label if subject else "",
        "subject_id": subject.pk if subject else None,
        "customer_id": customer or customer_of(subject),
    }
    return _append(action, by=by, columns=columns, detail=detail or {}, values=values, now=now)


def record_mails(messages: list[Any], *, now: datetime) -> None:
    """One entry for each mail that left, by whom it was written if anybody did, in one statement."""
    AuditEntry.objects.bulk_create(
        AuditEntry(
            at=now,
            actor_id=message.sender_id,
            action=MAIL,
            subject_type=message._meta.label,
            subject_id=message.pk,
            customer_id=message.contact_id,
        )
        for message in messages
    )


def record_sight(request: HttpRequest, sight: Sight, *, by: User) -> AuditEntry:
    """One entry for the page just made: whose it is, or what was asked and how many rows it lists.

    It is written before the page leaves: what cannot be recorded is not shown.
    """
    match = request.resolver_match
    route = f"{match.app_name}.{match.url_name}" if match else "page"
    detail: dict[str, Any] = ({} if sight.rows is None else {"rows": sight.rows}) | sight.noted
    if sight.subject is None and match and match.kwargs:
        detail |= {"of": {name: str(value) for name, value in match.kwargs.items()}}
    asked = question(sight.asked or request.GET.dict())
    verb = EXPORT if sight.is_export else VIEW
    is_card = getattr(getattr(sight.subject, "_meta", None), "label", "") == CUSTOMER and route.endswith("_detail")
    action = "contacts.view" if is_card else f"{route}.{verb}"
    return record(action, by=by, subject=sight.subject, detail=detail, values={"asked": asked} if asked else None)


def record_admin_sight(
    *, by: User, subject_type: str, subject_id: int | None, customer: int | None, detail: dict[str, Any]
) -> None:
    """One entry for a page of the Django admin."""
    columns = {"subject_type": subject_type, "subject_id": subject_id, "customer_id": customer}
    detail = dict(detail)
    asked = detail.pop("asked", None)
    values = {"asked": asked} if asked else None
    _append("admin.view", by=by, columns=columns, detail=detail, values=values, now=None)


def question(asked: dict[str, str]) -> dict[str, str]:
    """What was asked for, as it can be stored: not endless, and without what PostgreSQL refuses in a text."""
    said = [(name, value) for name, value in asked.items() if value][:MOST_QUESTIONS]
    return {storable(name, LONGEST_QUESTION): storable(value, LONGEST_QUESTION) for name, value in said}


def customer_of(subject: models.Model | None) -> int | None:
    """The id of the contact whom the record is, or to whom it belongs."""
    if subject is None:
        return None
    return subject.pk if subject._meta.label == CUSTOMER else getattr(subject, "contact_id", None)


def digest_of(salt: str, values: Any) -> str:
    """What stands in the chain for values that are kept apart: without the salt nobody can try guesses against it."""
    return hashlib.sha256(f"{salt}{canonical(values)}".encode()).hexdigest()


def canonical(value: Any) -> str:
    """One text for equal values, whichever engine stored them."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def changes(before: models.Model, after: models.Model, fields: list[str]) -> dict[str, Any] | None:
    """Old and new values of the named fields, for `record`; None where there are none."""
    told = {name: [_plain(getattr(before, name)), _plain(getattr(after, name))] for name in fields}
    return {"changes": told} if told else None


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return value.pk
    return value if value is None or isinstance(value, bool | int | str | list | dict) else str(value)


def _append(
    action: str,
    *,
    by: User | None,
    columns: dict[str, Any],
    detail: dict[str, Any],
    values: dict[str, Any] | None,
    now: datetime | None,
) -> AuditEntry:
    salt = secrets.token_hex(16) if values else ""
    entry = AuditEntry(
        at=now or timezone.now(),
        actor=by,
        action=action,
        detail=detail,
        digest=digest_of(salt, values) if values else "",
        address=current_request_address(),
        request_id=current_request_id(),
        **columns,
    )
    if not values:
        entry.save(force_insert=True)
        return entry
    with transaction.atomic(savepoint=False):
        entry.save(force_insert=True)
        AuditValues.objects.create(entry=entry, salt=salt, values=values)
    return entry
