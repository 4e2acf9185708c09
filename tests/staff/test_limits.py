from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from staff.limits import is_within


@pytest.fixture(autouse=True)
def shared_cache(db, settings):
    """The cache of an installation without Redis, which processes share."""
    settings.CACHES = {
        "default": {
            "BACKEND": "crm.cache.KeepingDatabaseCache",
            "LOCATION": "crm_cache",
            "OPTIONS": {"MAX_ENTRIES": 100},
        }
    }
    call_command("createcachetable")


def attempts(key, count, seconds=10**9):
    return [is_within("test", key, most=2, seconds=seconds) for _attempt in range(count)]


def test_attempts_are_counted_up_to_the_limit():
    assert attempts("a", 4) == [True, True, False, False]


def test_each_key_and_each_name_counts_for_itself():
    attempts("a", 3)
    assert attempts("b", 1) == [True]
    assert is_within("other", "a", most=2, seconds=10**9)


def test_many_other_keys_do_not_free_a_blocked_one():
    attempts("a", 3)
    for number in range(1000):
        is_within("test", f"other{number}", most=2, seconds=10**9)
    assert attempts("a", 1) == [False]


def test_a_new_window_begins_at_nought(monkeypatch):
    moment = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: moment)
    assert attempts("a", 3, seconds=60)[-1] is False
    monkeypatch.setattr(timezone, "now", lambda: moment + timedelta(seconds=60))
    assert attempts("a", 1, seconds=60) == [True]
