"""Saying who belongs with whom, and the words in which a house says so."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import Company, Contact, Relation, RelationKind
from contacts.ready_made import RELATIONS
from staff import audit
from staff.models import User


@transaction.atomic
def relate(
    *,
    by: User,
    kind: RelationKind,
    contact: Contact,
    end: Contact | Company,
    is_forward: bool = True,
    note: str = "",
    now: datetime | None = None,
) -> Relation:
    """Say that the contact has this relation to the other end, read from the contact where `is_forward`.

    Raises ValidationError where it is said already, or fits not between the two.
    """
    now = now or timezone.now()
    relation = Relation(kind=kind, note=note, created_by=by, created_at=now)
    if isinstance(end, Company):
        relation.contact, relation.company = contact, end
    else:
        relation.contact, relation.other = (contact, end) if is_forward else (end, contact)
    relation.clean()
    if _is_said(relation):
        raise ValidationError(_("This is said of the two already."))
    relation.save()
    for person in (relation.contact, relation.other):
        if person is not None:
            detail = {"relation": relation.pk, "kind": kind.pk}
            audit.record("contacts.relation.create", by=by, subject=person, detail=detail, now=now)
    return relation


def _is_said(relation: Relation) -> bool:
    """From either side, where both sides have the same words."""
    same = Relation.objects.filter(kind=relation.kind, company=relation.company)
    said = same.filter(contact=relation.contact, other=relation.other)
    if not relation.kind.backward and relation.other is not None:
        said |= same.filter(contact=relation.other, other=relation.contact)
    return said.exists()


@transaction.atomic
def end_relation(*, by: User, relation: Relation, now: datetime | None = None) -> None:
    now = now or timezone.now()
    pk = relation.pk
    relation.delete()
    for person in (relation.contact, relation.other):
        if person is not None:
            audit.record("contacts.relation.end", by=by, subject=person, detail={"relation": pk}, now=now)


@transaction.atomic
def save_relation_kind(
    *, by: User, fields: dict[str, Any], kind: RelationKind | None = None, now: datetime | None = None
) -> RelationKind:
    """Make the kind, or change all but what it is between."""
    now = now or timezone.now()
    verb = "contacts.relation_kind.change" if kind else "contacts.relation_kind.create"
    kind = kind or RelationKind(between=fields["between"], created_by=by, created_at=now)
    names = [name for name in fields if name != "between"]
    changed = sorted(name for name in names if (getattr(kind, name) or "") != (fields[name] or ""))
    for name in changed:
        setattr(kind, name, fields[name])
    kind.save()
    audit.record(verb, by=by, subject=kind, detail={"fields": changed}, now=now)
    return kind


def install_relation_kinds(*, now: datetime) -> None:
    """The kinds that a new house starts with; one that has some keeps its own."""
    if RelationKind.objects.exists():
        return
    for position, (between, forward, backward) in enumerate(RELATIONS, start=1):
        words = {f"forward_{language}": text for language, text in forward.items()}
        words |= {f"backward_{language}": text for language, text in backward.items()}
        RelationKind.objects.create(between=between, position=position, created_at=now, **words)
