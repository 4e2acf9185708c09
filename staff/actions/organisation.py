"""Setting the house up, and its settings."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from staff import audit
from staff.actions.changing import assign
from staff.models import Organisation, User
from staff.signals import organisation_founded


@dataclass(frozen=True)
class NewAccount:
    """The first colleague, who may do everything."""

    email: str
    full_name: str
    password: str
    language: str = "en"


@transaction.atomic
def found_organisation(
    *,
    name: str,
    postal_address: str,
    time_zone: str,
    base_currency: str,
    languages: list[str],
    default_language: str,
    feb29: str,
    account: NewAccount | None = None,
    by: User | None = None,
    now: datetime | None = None,
) -> tuple[Organisation, User]:
    """Set the house up, once: by a first superuser made here, or by one who exists.

    Raises ValidationError where there is an organisation already, or neither account nor superuser.
    """
    now = now or timezone.now()
    if Organisation.objects.exists():
        raise ValidationError(_("Rapport is already set up."), code="founded")
    founder = _first_superuser(account, time_zone) if account else by
    if founder is None or not founder.is_superuser:
        raise ValidationError(_("Only a superuser can set Rapport up."), code="founder")
    organisation = Organisation(
        pk=1,
        name=name,
        postal_address=postal_address,
        time_zone=time_zone,
        base_currency=base_currency,
        languages=languages,
        default_language=default_language,
        feb29=feb29,
        founded_at=now,
    )
    organisation.full_clean(validate_unique=False)
    _insert_once(organisation)
    audit.record("staff.found", by=founder, subject=organisation, now=now)
    organisation_founded.send(sender=Organisation, organisation=organisation, now=now)
    return organisation, founder


def _insert_once(organisation: Organisation) -> None:
    try:
        with transaction.atomic():
            organisation.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationError(_("Rapport is already set up."), code="founded") from error


def _first_superuser(account: NewAccount, time_zone: str) -> User:
    if User.objects.exists():
        raise ValidationError(_("Sign in as a superuser to set Rapport up."), code="founder")
    return User.objects.create_superuser(
        account.email,
        account.password,
        full_name=account.full_name,
        language=account.language,
        time_zone=time_zone,
    )


@transaction.atomic
def update_organisation(*, by: User, now: datetime | None = None, **values: Any) -> Organisation:
    """Change the organisation's settings; the audit entry names the fields, not their words."""
    organisation = Organisation.objects.select_for_update().get(pk=1)
    changed = assign(organisation, values)
    if changed:
        organisation.full_clean()
        organisation.save(update_fields=changed)
        audit.record("staff.organisation.update", by=by, subject=organisation, detail={"fields": changed}, now=now)
    return organisation
