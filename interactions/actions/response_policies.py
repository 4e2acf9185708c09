"""What administrators say about how soon customers are answered."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from contacts.models import Contact
from interactions.models import PolicyVersion, ResponsePolicy
from staff import audit
from staff.models import User


@transaction.atomic
def save_policy(*, by: User, policy: ResponsePolicy, now: datetime | None = None) -> ResponsePolicy:
    """Keep a new or changed policy, and what it says as its next version; clocks that run keep to theirs."""
    now = now or timezone.now()
    if policy.pk is not None:
        policy.version = ResponsePolicy.objects.select_for_update().get(pk=policy.pk).version
    policy.version += 1
    policy.full_clean()
    policy.save()
    PolicyVersion.objects.create(policy=policy, number=policy.version, terms=policy.terms(), at=now, by=by)
    audit.record("interactions.policy.save", by=by, subject=policy, detail={"version": policy.version}, now=now)
    return policy


def policy_for(contact: Contact, *, kind: str, priority: str, now: datetime) -> ResponsePolicy | None:
    """The first active policy that fits what the contact wrote; None where nothing is promised."""
    for policy in ResponsePolicy.objects.active().select_related("segment"):
        if not policy.fits(kind=kind, language=contact.language, priority=priority):
            continue
        if policy.segment is None or policy.segment.contacts(now).filter(pk=contact.pk).exists():
            return policy
    return None
