"""Writing down what is known of customers, mending it, and ending it where it holds no more."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from contacts.models import Company, Contact, Fact, FactSource, NeedQuestion
from contacts.models.custom import Group
from contacts.models.fact import FactKind, usual_expiry
from crm.clock import local, zone
from staff import audit
from staff.models import Organisation, User


@transaction.atomic
def record_fact(*, by: User, record: Contact | Company, fields: dict[str, Any], now: datetime | None = None) -> Fact:
    """Write down one thing known of the record; `fields` are columns of the fact."""
    now = now or timezone.now()
    whose = {"company": record} if isinstance(record, Company) else {"contact": record}
    fact = Fact(**whose, **fields, created_by=by, created_at=now)
    _save(fact)
    audit.record(
        "contacts.fact.create",
        by=by,
        subject=record,
        detail={"fact": fact.pk, "kind": fact.kind},
        values={"changes": {fact.kind: [None, fact.text]}},
        now=now,
    )
    return fact


@transaction.atomic
def change_fact(*, by: User, fact: Fact, fields: dict[str, Any], now: datetime | None = None) -> Fact:
    now = now or timezone.now()
    before = Fact.objects.get(pk=fact.pk)
    changed = sorted(name for name, value in fields.items() if getattr(before, name) != value)
    for name in changed:
        setattr(fact, name, fields[name])
    _save(fact)
    audit.record(
        "contacts.fact.change",
        by=by,
        subject=fact.record,
        detail={"fact": fact.pk, "fields": changed},
        values=audit.changes(before, fact, changed),
        now=now,
    )
    return fact


@transaction.atomic
def retire_fact(*, by: User, fact: Fact, now: datetime | None = None) -> bool:
    """End the fact, which stays as history. False where somebody did so before."""
    now = now or timezone.now()
    if not Fact.objects.open().filter(pk=fact.pk).update(retired_at=now, retired_by=by):
        return False
    detail = {"fact": fact.pk, "kind": fact.kind}
    audit.record("contacts.fact.retire", by=by, subject=fact.record, detail=detail, now=now)
    return True


@transaction.atomic
def answer_questions(
    *, by: User, contact: Contact, answers: Mapping[NeedQuestion, str], now: datetime | None = None
) -> list[Fact]:
    """Each answer that says something becomes a fact that the customer told today."""
    now = now or timezone.now()
    today = local(now, zone(Organisation.current().time_zone)).date()
    found = []
    for question, text in answers.items():
        if not text:
            continue
        is_guarded = question.kind == FactKind.LIFE
        fields = {
            "kind": question.kind,
            "text": text,
            "source": FactSource.TOLD,
            "known_since": today,
            "group": Group.SENSITIVE if is_guarded else Group.BASIC,
            "expires_on": usual_expiry(question.kind, today),
            "question": question,
        }
        found.append(record_fact(by=by, record=contact, fields=fields, now=now))
    return found


def _save(fact: Fact) -> None:
    fact.set_search_keys()
    fact.full_clean(exclude=("contact", "company", "question", "created_by", "retired_by"))
    fact.save()
