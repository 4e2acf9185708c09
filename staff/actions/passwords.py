"""The link by which somebody chooses a new password."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import get_connection
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from crm.doorbell import ring_on_commit
from staff import audit
from staff.models import User
from staff.people import may_manage


class PasswordLinks(PasswordResetTokenGenerator):
    """A link opens until the password changes, its owner signs in, or their account is closed."""

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.is_active}"


@transaction.atomic
def send_link_to_address(*, address: str) -> None:
    """Write to the colleague with this address. Where there is none, the same work is done and taken back.

    So neither the answer nor its time tells a stranger who works here.
    """
    person = User.objects.filter(email=address, is_active=True).first()
    audit.record("staff.password.ask", by=None, subject=person)
    with transaction.atomic():
        _send(person or User(pk=0, email=address, password="!"), is_somebody=person is not None)
        transaction.set_rollback(person is None)
    # Taking back is one statement more than keeping: where a mail was kept, nothing is taken back as well.
    with transaction.atomic():
        transaction.set_rollback(person is not None)
    ring_on_commit("outreach.pump")


@transaction.atomic
def send_link(*, by: User, person: User) -> None:
    """An administrator lets a colleague choose a new password: the link goes to the colleague's own mailbox.

    Raises PermissionDenied for whom it is not to do, ValidationError for a colleague who left.
    """
    if not may_manage(by, person):
        raise PermissionDenied
    if not person.is_active:
        raise ValidationError(_("This colleague has left already."), code="left")
    audit.record("staff.password.send_link", by=by, subject=person)
    _send(person, is_somebody=True)


def _send(person: User, *, is_somebody: bool) -> None:
    token = PasswordLinks().make_token(person)
    parts = {"uidb36": user_pk_to_url_str(person), "key": token}
    path = reverse("account_reset_password_from_key", kwargs=parts)
    known = person.language in settings.INTERFACE_LANGUAGES
    with translation.override(person.language if known else settings.LANGUAGE_CODE):
        context = {"user": person, "password_reset_url": settings.PUBLIC_URL + path}
        mail = get_adapter().render_mail("account/email/password_reset_key", person.email, context)
        # What cannot be taken back is not sent to nobody.
        if is_somebody or getattr(get_connection(), "is_undone_by_rollback", False):
            mail.send()
