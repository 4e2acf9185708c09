"""Secrets that the house keeps and must be able to read again, encrypted with keys made from SECRET_KEY.

Each purpose has a key of its own, so that what was kept for one opens nothing of another.
"""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


def encrypt(text: str, purpose: str) -> str:
    return box(purpose).encrypt(text.encode()).decode()


def decrypt(words: str, purpose: str) -> str:
    """Raise cryptography.fernet.InvalidToken where no key, present or earlier, fits."""
    return box(purpose).decrypt(words.encode()).decode()


def renewed(words: str, purpose: str) -> str:
    """The same secret under the present key, so that earlier keys may go."""
    return box(purpose).rotate(words.encode()).decode()


def box(purpose: str) -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(_key(key, purpose)) for key in keys])


def _key(key: str, purpose: str) -> bytes:
    return urlsafe_b64encode(salted_hmac(purpose, "", secret=key, algorithm="sha256").digest())
