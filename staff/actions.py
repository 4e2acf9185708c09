"""What colleagues do to the house and to their own profile."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from staff import audit
from staff.models import Notice, Organisation, User
from staff.signals import organisation_founded

PREFERENCES = ("language", "time_zone", "theme")


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
    changed = _assign(organisation, values)
    if changed:
        organisation.full_clean()
        organisation.save(update_fields=changed)
        audit.record("staff.organisation.update", by=by, subject=organisation, detail={"fields": changed}, now=now)
    return organisation


@transaction.atomic
def update_profile(
    *,
    by: User,
    full_name: str,
    language: str,
    time_zone: str,
    signature: str,
    work_from: time,
    work_until: time,
    theme: str,
    now: datetime | None = None,
) -> User:
    """Change one's own profile; nobody changes another's here."""
    values = {
        "full_name": full_name,
        "language": language,
        "time_zone": time_zone,
        "signature": signature,
        "work_from": work_from,
        "work_until": work_until,
        "theme": theme,
    }
    return _update_user(by, values, now)


@transaction.atomic
def set_preference(*, by: User, preference: str, value: str, now: datetime | None = None) -> User:
    """Change one's own language, time_zone or theme from the bar on top."""
    if preference not in PREFERENCES:
        raise ValueError(f"“{preference}” is not a preference.")
    return _update_user(by, {preference: value}, now)


def notify(
    *,
    user: User,
    kind: str,
    key: str,
    params: dict[str, Any] | None = None,
    url: str = "",
    now: datetime | None = None,
) -> bool:
    """Leave a colleague a notice; True where it is new, as the same key is never told twice."""
    told = {"kind": kind, "params": params or {}, "url": url, "created_at": now or timezone.now()}
    _notice, is_new = Notice.objects.get_or_create(user=user, key=key, defaults=told)
    return is_new


@transaction.atomic
def mark_notices_read(*, by: User, notice: Notice | None = None, now: datetime | None = None) -> int:
    """Mark one of one's own notices as read, or all of them."""
    unread = by.notices.filter(read_at__isnull=True)
    if notice is not None:
        unread = unread.filter(pk=notice.pk)
    return unread.update(read_at=now or timezone.now())


def _update_user(user: User, values: dict[str, Any], now: datetime | None) -> User:
    fresh = User.objects.select_for_update().get(pk=user.pk)
    changed = _assign(fresh, values)
    if changed:
        fresh.full_clean()
        fresh.save(update_fields=changed)
        audit.record("staff.profile.update", by=user, subject=fresh, detail={"fields": changed}, now=now)
    return fresh


def _assign(row: Any, values: dict[str, Any]) -> list[str]:
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    return changed
