"""The second factor: who needs which, how its secrets are kept, and what happens when one is lost."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core.cache import cache
from django.db import transaction

from crm import encryption
from staff import audit
from staff.models import User
from staff.sessions import end_sessions

PASSKEY, APP, CODES = Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES
# A code of the app opens for three periods of 30 seconds; it must not open twice.
CODE_LASTS_SECONDS = 120
SEEN_FACTOR = "second_factor"
PURPOSE = "staff.two_factor"


def accepted_types(user: User) -> list[str]:
    """What counts as this colleague's second factor. A superuser needs a passkey, where passkeys can be made."""
    return [PASSKEY] if user.is_superuser and settings.PASSKEYS_POSSIBLE else [PASSKEY, APP]


def must_enrol(user: User, session: SessionBase) -> bool:
    """Whether this colleague may do nothing before a second factor is set up; the session remembers who need not."""
    if not settings.REQUIRE_TWO_FACTOR or not user.is_authenticated:
        return False
    wanted = accepted_types(user)
    if session.get(SEEN_FACTOR) == ",".join(wanted):
        return False
    if not Authenticator.objects.filter(user=user, type__in=wanted).exists():
        return True
    session[SEEN_FACTOR] = ",".join(wanted)
    return False


def forget_seen(session: SessionBase) -> None:
    """A factor went: ask the database again. Every other session of the colleague ends."""
    session.pop(SEEN_FACTOR, None)


def may_use_app(user: User) -> bool:
    """A superuser who must have a passkey, and has one, signs in with nothing less."""
    if not settings.REQUIRE_TWO_FACTOR or APP in accepted_types(user):
        return True
    return not Authenticator.objects.filter(user=user, type=PASSKEY).exists()


def is_first_use(user: User, code: str) -> bool:
    return cache.add(f"two-factor:used:{user.pk}:{code}", 1, timeout=CODE_LASTS_SECONDS)


@transaction.atomic
def remove_all(user: User, *, by: User | None, now: datetime | None = None) -> int:
    """Take every factor away from a colleague who lost them, and end their sessions; return how many there were."""
    count, _rows = Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    audit.record("staff.factor.remove_all", by=by, subject=user, detail={"count": count}, now=now)
    return count


# --- secrets at rest ------------------------------------------------------------------------------
def encrypt(text: str) -> str:
    return encryption.encrypt(text, PURPOSE)


def decrypt(words: str) -> str:
    """Raise cryptography.fernet.InvalidToken where no key, present or earlier, fits."""
    return encryption.decrypt(words, PURPOSE)


def renew_secrets() -> int:
    """Write each kept secret anew with the present key, so that earlier keys may go; return how many rows."""
    rows = Authenticator.objects.filter(type__in=[APP, CODES])
    for row in rows:
        for name in ("secret", "seed"):
            if name in row.data:
                row.data[name] = encryption.renewed(row.data[name], PURPOSE)
        row.save(update_fields=["data"])
    return len(rows)
