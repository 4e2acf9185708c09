"""Keyed hashes of e-mail addresses: a lost table tells nobody whose they are."""

from django.conf import settings
from django.utils.crypto import salted_hmac

from contacts.models import PointKind
from contacts.models.contact_point import normalise

SALT = "outreach.addresses"


def address_hash(address: str, *, secret: str | None = None) -> str:
    normalised = normalise(PointKind.EMAIL, address)
    return salted_hmac(SALT, normalised, secret=secret, algorithm="sha256").hexdigest()


def address_hashes(address: str) -> list[str]:
    """The hashes under the present key and those before it, for lookups after a key was changed."""
    return [address_hash(address, secret=key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
