"""The house permits a provider of machine translation, and takes that back."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from staff import audit
from staff.models import User
from staff.policy import Action, may
from translating.engines import known, place_of
from translating.models import EnginePermission


@transaction.atomic
def permit(*, by: User, provider: str, why: str, now: datetime | None = None) -> EnginePermission:
    """Raise PermissionDenied, and ValidationError for an engine that is not known or is permitted already."""
    _check(by)
    if provider not in known():
        raise ValidationError(_("There is no such engine."))
    now = now or timezone.now()
    try:
        with transaction.atomic():
            permission = EnginePermission.objects.create(
                provider=provider, path=place_of(provider), why=why, by=by, at=now
            )
    except IntegrityError as error:
        raise ValidationError(_("This engine is permitted already.")) from error
    detail = {"provider": provider, "path": permission.path}
    audit.record("translating.engine.permit", by=by, subject=permission, detail=detail, now=now)
    return permission


@transaction.atomic
def end_permission(*, by: User, provider: str, now: datetime | None = None) -> bool:
    """From this moment on no text goes to the provider; False where that was so before. Raise PermissionDenied."""
    _check(by)
    now = now or timezone.now()
    permission = EnginePermission.objects.standing().filter(provider=provider).first()
    ended = EnginePermission.objects.standing().filter(provider=provider).update(ended_at=now, ended_by=by)
    if not ended:
        return False
    audit.record("translating.engine.end", by=by, subject=permission, detail={"provider": provider}, now=now)
    return True


def _check(by: User) -> None:
    if not may(by, Action.PERMIT_ENGINES):
        raise PermissionDenied
