"""Asking a new colleague in by mail, and their first step through the door."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from staff import audit, tokens
from staff.actions.people import ask_for_powers
from staff.models import AccessToken, Invitation, Organisation, Role, Team, TokenPurpose, User, one_line
from staff.people import may_hand_out

INVITATION_LASTS = timedelta(days=7)


class UnknownInvitation(Exception):
    """The link opens nothing (any more); whoever follows it is not told why."""


@transaction.atomic
def invite(
    *,
    by: User,
    email: str,
    full_name: str,
    roles: Iterable[str],
    team: Team | None = None,
    language: str = "en",
    now: datetime | None = None,
) -> Invitation:
    """Write to somebody who shall join. Raises ValidationError for an address that is a colleague's or invited."""
    now = now or timezone.now()
    wanted = sorted(set(roles))
    if not may_hand_out(by, set(wanted)) or not set(wanted) <= set(Role.values):
        raise PermissionDenied
    email = User.objects.normalize_email(email).lower()
    if User.objects.filter(email__iexact=email).exists():
        raise ValidationError({"email": _("A colleague has this address already.")}, code="taken")
    invitation = Invitation(
        email=email,
        full_name=one_line(full_name, "full_name"),
        team=team,
        roles=wanted,
        language=language,
        invited_by=by,
        sent_at=now,
        expires_at=now + INVITATION_LASTS,
    )
    try:
        with transaction.atomic():
            invitation.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationError({"email": _("This address has an open invitation.")}, code="invited") from error
    detail = {"fields": ["email", "full_name", "roles", "team", "language"], "roles": wanted}
    audit.record("staff.invitation.send", by=by, subject=invitation, detail=detail, now=now)
    _write_to(invitation, now)
    return invitation


@transaction.atomic
def resend(*, by: User, invitation: Invitation, now: datetime | None = None) -> Invitation:
    """A new link, for another week; the old one is dead. Whoever sends it answers for it from now on."""
    now = now or timezone.now()
    invitation = _open(by, invitation)
    invitation.invited_by, invitation.sent_at, invitation.expires_at = by, now, now + INVITATION_LASTS
    invitation.save(update_fields=["invited_by", "sent_at", "expires_at"])
    tokens.revoke(TokenPurpose.INVITATION, subject_id=invitation.pk, now=now)
    audit.record("staff.invitation.resend", by=by, subject=invitation, now=now)
    _write_to(invitation, now)
    return invitation


@transaction.atomic
def revoke(*, by: User, invitation: Invitation, now: datetime | None = None) -> None:
    """The link opens nothing any more."""
    now = now or timezone.now()
    invitation = _open(by, invitation)
    invitation.revoked_at = now
    invitation.save(update_fields=["revoked_at"])
    tokens.revoke(TokenPurpose.INVITATION, subject_id=invitation.pk, now=now)
    audit.record("staff.invitation.revoke", by=by, subject=invitation, now=now)


def _open(by: User, invitation: Invitation) -> Invitation:
    fresh = Invitation.objects.open().select_for_update().filter(pk=invitation.pk).first()
    if fresh is None:
        raise ValidationError(_("This invitation was accepted or withdrawn already."), code="settled")
    if not may_hand_out(by, set(fresh.roles)):
        raise PermissionDenied
    return fresh


def invitation_behind(token: str, *, now: datetime) -> Invitation:
    """The open invitation of this link, while its sender may still invite. Raises UnknownInvitation."""
    link = tokens.find(TokenPurpose.INVITATION, token)
    invitation = link and _still_open(link, now)
    if not invitation:
        raise UnknownInvitation
    return invitation


def _still_open(link: AccessToken, now: datetime) -> Invitation | None:
    if not link.is_open(now):
        return None
    rows = Invitation.objects.open().filter(pk=link.subject_id, expires_at__gt=now)
    invitation: Invitation | None = rows.select_related("invited_by", "team").first()
    return invitation if invitation and may_hand_out(invitation.invited_by, set(invitation.roles)) else None


@transaction.atomic
def accept(*, token: str, full_name: str, password: str, now: datetime | None = None) -> User:
    """Make the account, once, and burn the link. Raises UnknownInvitation where it opens nothing."""
    now = now or timezone.now()
    invitation = invitation_behind(token, now=now)
    if not Invitation.objects.open().filter(pk=invitation.pk).update(accepted_at=now):
        raise UnknownInvitation
    user = _make_colleague(invitation, full_name, password)
    Invitation.objects.filter(pk=invitation.pk).update(user=user)
    tokens.revoke(TokenPurpose.INVITATION, subject_id=invitation.pk, now=now)
    ask_for_powers(by=invitation.invited_by, person=user, powers=set(invitation.roles), now=now)
    audit.record("staff.invitation.accept", by=user, subject=invitation, detail={"colleague": user.pk}, now=now)
    return user


def _make_colleague(invitation: Invitation, full_name: str, password: str) -> User:
    try:
        with transaction.atomic():
            return User.objects.create_user(
                invitation.email,
                password,
                full_name=one_line(full_name, "full_name"),
                team=invitation.team,
                language=invitation.language,
                time_zone=Organisation.current().time_zone,
            )
    except IntegrityError as error:
        raise UnknownInvitation from error


def _write_to(invitation: Invitation, now: datetime) -> None:
    """The mail, in the language of who is invited, through the outbox that the settings name."""
    token = tokens.issue(TokenPurpose.INVITATION, subject_id=invitation.pk, expires_at=invitation.expires_at, now=now)
    context = {
        "invitation": invitation,
        "organisation": Organisation.current(),
        "url": settings.PUBLIC_URL + reverse("staff:invitation", args=[token]),
    }
    with translation.override(invitation.language):
        subject = render_to_string("staff/mail/invitation_subject.txt", context).strip()
        body = render_to_string("staff/mail/invitation.txt", context)
        send_mail(subject, body, None, [invitation.email])
