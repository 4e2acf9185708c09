"""What colleagues do to their own profile, and the notices that they are left."""

from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from staff import audit
from staff.actions.changing import assign
from staff.models import Notice, User

PREFERENCES = ("language", "time_zone", "theme")


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
    country: str = "",
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
        "country": country,
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
    changed = assign(fresh, values)
    if changed:
        fresh.full_clean()
        fresh.save(update_fields=changed)
        audit.record("staff.profile.update", by=user, subject=fresh, detail={"fields": changed}, now=now)
    return fresh
