"""Counting attempts in fixed windows, in the cache that all processes share."""

from allauth.core.internal.ratelimit import truncate_ip
from django.core.cache import cache
from django.utils import timezone


def is_within(name: str, key: str, *, most: int, seconds: int) -> bool:
    """Count one attempt; False from the attempt after `most` on, until the window ends."""
    window = int(timezone.now().timestamp()) // seconds
    entry = f"limit:{name}:{key}:{window}"
    if cache.add(entry, 1, timeout=seconds):
        return most >= 1
    try:
        count = cache.incr(entry)
    except ValueError:
        # The entry ended between the two calls, or Redis did and the database begins to count.
        cache.add(entry, 1, timeout=seconds)
        return most >= 1
    # The database cache gives an entry a new, shorter life when it counts.
    cache.touch(entry, timeout=seconds)
    return count <= most


def sender(address: str | None) -> str:
    """Who sent a request, as limits count: one address, or the whole /64 network that one line of IPv6 has."""
    return truncate_ip(address) if address else "unknown"
