"""Creating and changing companies, and finding one by its name."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone

from contacts.custom import Facts, fields_for, write_facts
from contacts.models import Company
from contacts.models.custom import Subject
from contacts.tagging import set_tags
from crm.conflicts import StaleRecord
from crm.text import fold
from staff import audit
from staff.actions.changing import assign
from staff.models import User


class Around(TypedDict, total=False):
    """What stands around the columns of a company; what is left out stays as it is."""

    custom: Facts
    tags: Sequence[str]


@transaction.atomic
def create_company(
    *, by: User, fields: dict[str, Any], now: datetime | None = None, **around: Unpack[Around]
) -> Company:
    """A new company, as one's own where the fields name no other owner."""
    now = now or timezone.now()
    whose = {"owner": by, "team": by.team}
    company = Company(**{**whose, **fields}, created_by=by, created_at=now, updated_at=now)
    _keep(company)
    facts = _write_facts(company, around, by=by, now=now)
    detail = {"fields": sorted(facts)} if facts else None
    audit.record("contacts.create", by=by, subject=company, detail=detail, values=with_facts(None, facts), now=now)
    return company


@transaction.atomic
def update_company(
    *, by: User, company: Company, fields: dict[str, Any], now: datetime | None = None, **around: Unpack[Around]
) -> Company:
    """Write the fields that differ; raise StaleRecord where `company.version` is no longer the newest."""
    now = now or timezone.now()
    before = _claimed(company)
    changed = sorted(assign(company, fields))
    company.version, company.updated_at = before.version, now
    _keep(company)
    facts = _write_facts(company, around, by=by, now=now)
    values = with_facts(audit.changes(before, company, changed), facts)
    detail = {"fields": [*changed, *facts]}
    audit.record("contacts.change", by=by, subject=company, detail=detail, values=values, now=now)
    return company


def company_named(*, by: User, name: str, present: Company | None = None, now: datetime) -> Company | None:
    """The company of that name among those `by` may see, else a new one of theirs; "" is none.

    The `present` one stays where only its spelling was typed anew, though `by` may not see it.
    """
    key = fold(name)[:250]
    if not name or (present and present.search_key == key):
        return present if name else None
    found = Company.objects.visible_to(by).filter(search_key=key).order_by("pk").first()
    return found or create_company(by=by, fields={"name": name}, now=now)


def with_facts(values: dict[str, Any] | None, facts: dict[str, Any]) -> dict[str, Any] | None:
    """Old and new values for the audit trail, those of custom fields too."""
    changed = (values or {}).get("changes", {}) | facts
    return {"changes": changed} if changed else None


def _claimed(company: Company) -> Company:
    """The stored row, whose next version is now this writer's to write."""
    claimed = Company.objects.filter(pk=company.pk, version=company.version)
    if not claimed.update(version=company.version + 1):
        raise StaleRecord
    return Company.objects.get(pk=company.pk)


def _keep(company: Company) -> None:
    company.set_search_keys()
    company.full_clean()
    company.save()


def _write_facts(company: Company, around: Around, *, by: User, now: datetime) -> dict[str, Any]:
    """Old and new words of custom facts and tags, by their names."""
    facts: dict[str, Any] = {}
    if around.get("custom"):
        facts |= write_facts(company, around["custom"], fields_for(Subject.COMPANY))
    if "tags" in around:
        facts |= set_tags(company, around["tags"], by=by, now=now)
    return facts
