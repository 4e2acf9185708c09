"""Settings of machine translation. There is no engine unless the house names one, and none is asked before the house
has permitted it and the customer has agreed to it."""

from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

__all__ = ["LIBRETRANSLATE_KEY", "LIBRETRANSLATE_URL", "TRANSLATION_ENGINES", "TRANSLATION_SECONDS"]

LONGEST_CODE = 10
OWN = "translating.libretranslate.translate"

env = environ.Env()


def engines(named: dict[str, str], own_address: str) -> dict[str, str]:
    """The dotted path of each engine's function by its code; ImproperlyConfigured for what can be none."""
    for code in named:
        # It stands where the channel of a message stands in a consent.
        if not (code.isascii() and code.isalnum() and code.islower() and len(code) <= LONGEST_CODE) or code == "email":
            raise ImproperlyConfigured(
                f"TRANSLATION_ENGINES names {code}: a code has up to ten small letters or digits."
            )
    at = urlsplit(own_address)
    if OWN in named.values() and (at.scheme not in ("http", "https") or not at.hostname):
        raise ImproperlyConfigured("Set LIBRETRANSLATE_URL to the address of LibreTranslate, with http:// or https://.")
    return named


LIBRETRANSLATE_URL = env.str("LIBRETRANSLATE_URL", default="").rstrip("/")
LIBRETRANSLATE_KEY = env.str("LIBRETRANSLATE_KEY", default="")
# Codes of engines, each with the dotted path of its function.
TRANSLATION_ENGINES = engines(env.dict("TRANSLATION_ENGINES", default={}), LIBRETRANSLATE_URL)
# Seconds after which an engine that has not answered is given up.
TRANSLATION_SECONDS = env.float("TRANSLATION_SECONDS", default=8)
