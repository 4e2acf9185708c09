"""The mail that warns the owner of a promise before it is due; its notice follows when the mail leaves."""

from datetime import datetime

from django.urls import reverse

from interactions.models import Promise
from interactions.promise_warnings import warning_at
from interactions.promise_words import due_in_words
from outreach import rules
from outreach.actions.planning import cancel_message, plan_message
from outreach.models import Message
from outreach.reasons import PROMISE_CLOSED


def plan_warning(promise: Promise, now: datetime) -> None:
    """Plan it for a morning of the owner; a promise for which none is left is on their day already."""
    at = warning_at(promise.due_at, promise.owner, now)
    promise.message = None if at is None else _warning(promise, at, now)
    promise.save(update_fields=["message"])


def _warning(promise: Promise, at: datetime, now: datetime) -> Message:
    return plan_message(
        rule=rules.PROMISE,
        occurrence=f"promise/{promise.pk}/{promise.owner_id}/{promise.due_at:%Y-%m-%dT%H:%MZ}",
        user=promise.owner,
        not_before=at,
        not_after=promise.due_at,
        zone=promise.owner.time_zone,
        variables={
            "title": promise.what,
            "contact": promise.contact.full_name,
            "due": due_in_words(promise, promise.owner.language),
            "path": reverse("contacts:contact_detail", args=[promise.contact_id]),
        },
        by=promise.made_by,
        now=now,
    )


def cancel_warning(promise: Promise, now: datetime) -> None:
    if promise.message:
        cancel_message(promise.message, reason=PROMISE_CLOSED, now=now)
