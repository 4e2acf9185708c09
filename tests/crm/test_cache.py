import logging
import socket
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.management import call_command
from django.utils import timezone

from crm.breaker import Breaker
from crm.cache import FORGOTTEN_AT_ONCE
from crm.tasks import forget
from scripts.ports import free_port
from scripts.stack import Missing, Part, redis_part
from staff.limits import is_within
from tests.services import REQUIRED

FULL = 5
DATABASE = {"BACKEND": "crm.cache.KeepingDatabaseCache", "LOCATION": "crm_cache", "OPTIONS": {"MAX_ENTRIES": FULL}}
ALWAYS = 10**9
# A loaded machine may be slow to answer; one that is gone refuses at once.
PATIENT = {"socket_timeout": 60, "socket_connect_timeout": 60}


@pytest.fixture
def in_the_database(db, settings):
    settings.CACHES = {"default": DATABASE}
    call_command("createcachetable")
    return caches["default"]


def in_redis(settings, port: int, **options: object):
    server = f"redis://127.0.0.1:{port}/0"
    settings.CACHES = {
        "default": {"BACKEND": "crm.cache.RedisOrDatabaseCache", "LOCATION": server, "OPTIONS": options},
        "database": DATABASE,
    }
    call_command("createcachetable")
    return caches["default"]


def test_a_full_cache_forgets_no_live_entry(in_the_database):
    for number in range(4 * FULL):
        in_the_database.set(f"entry{number}", number, timeout=ALWAYS)
    assert [in_the_database.get(f"entry{number}") for number in range(4 * FULL)] == list(range(4 * FULL))


def test_a_full_cache_makes_room_of_what_has_expired(in_the_database):
    for number in range(FULL + 1):
        in_the_database.set(f"old{number}", number, timeout=-10)
    in_the_database.set("live", 1, timeout=ALWAYS)
    assert in_the_database.forget_expired(now=timezone.now()) == 0
    assert in_the_database.get("live") == 1


def test_what_has_expired_goes_in_small_pieces_and_the_rest_stays(in_the_database):
    in_the_database._max_entries = ALWAYS
    for number in range(FORGOTTEN_AT_ONCE + 2):
        in_the_database.set(f"old{number}", number, timeout=-10)
    in_the_database.set("live", 1, timeout=60)
    assert in_the_database.forget_expired(now=timezone.now()) == FORGOTTEN_AT_ONCE + 2
    assert in_the_database.get("live") == 1
    assert in_the_database.forget_expired(now=timezone.now() + timedelta(seconds=120)) == 1
    assert in_the_database.get("live") is None


def test_counting_needs_an_entry(in_the_database):
    with pytest.raises(ValueError, match="absent"):
        in_the_database.incr("absent")
    in_the_database.set("present", 4)
    assert in_the_database.incr("present", 3) == 7


@pytest.mark.django_db
def test_without_redis_each_method_answers_from_the_database(settings, caplog):
    cache = in_redis(settings, free_port())
    with caplog.at_level(logging.WARNING, "crm.cache"):
        cache.set("a", 1, timeout=60)
        cache.set_many({"b": 2, "c": 3}, timeout=60)
        assert cache.add("a", 9) is False
        assert (cache.incr("a"), cache.get("a"), cache.has_key("a")) == (2, 2, True)
        assert cache.get_many(["b", "c"]) == {"b": 2, "c": 3}
        assert cache.touch("b", timeout=60) is True
        cache.delete("a")
        cache.delete_many(["b"])
        assert (cache.get("a"), cache.get("b"), cache.get("c")) == (None, None, 3)
        cache.clear()
        assert cache.get("c") is None
    assert [record.getMessage() for record in caplog.records] == [
        "Redis does not answer (ConnectionError); the database keeps the cache."
    ]


@pytest.mark.django_db
def test_without_redis_the_limits_hold(settings):
    in_redis(settings, free_port())
    assert [is_within("test", "a", most=2, seconds=ALWAYS) for _ in range(4)] == [True, True, False, False]


@pytest.mark.django_db
def test_a_redis_that_hangs_is_asked_once_and_not_by_every_call(settings):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        cache = in_redis(settings, silent.getsockname()[1])
        cache.breaker._seconds = ALWAYS
        assert [cache.add("a", number) for number in range(20)] == [True] + [False] * 19
        silent.settimeout(0)
        silent.accept()[0].close()
        with pytest.raises(BlockingIOError):
            silent.accept()


@pytest.fixture
def redis(tmp_path) -> Iterator[Part]:
    try:
        part = redis_part(tmp_path)
    except Missing as missing:
        pytest.fail(str(missing)) if REQUIRED else pytest.skip(str(missing))
    with part:
        yield part


@pytest.mark.django_db
def test_the_cache_follows_redis_away_and_back(settings, redis, caplog):
    cache = in_redis(settings, redis.port, **PATIENT)
    cache.breaker = Breaker(seconds=0)
    cache.set("before", 1)
    assert caches["database"].get("before") is None

    redis.stop()
    with caplog.at_level(logging.WARNING, "crm.cache"):
        cache.set("meanwhile", 2)
        assert (cache.get("before"), cache.get("meanwhile")) == (None, 2)
        redis.start()
        cache.set("after", 3)
    assert (cache.get("meanwhile"), cache.get("after"), caches["database"].get("after")) == (None, 3, None)
    assert [record.getMessage() for record in caplog.records] == [
        "Redis does not answer (ConnectionError); the database keeps the cache.",
        "Redis answers again and keeps the cache.",
    ]


@pytest.mark.django_db
def test_clearing_leaves_the_broker_its_tasks_and_others_their_entries(settings, redis):
    cache = in_redis(settings, redis.port)
    cache.key_prefix = "house[1]"
    cache.set_many({f"entry{number}": number for number in range(FORGOTTEN_AT_ONCE + 2)}, timeout=None)
    cache.set("of-another-version", 1, version=2)
    broker = cache._cache.get_client()
    foreign = {"_kombu.binding.celery", "celery", "house1:1:entry", "house[1]er:1:entry", ":1:entry"}
    for name in foreign:
        broker.rpush(name, "task")

    cache.clear()

    assert {key.decode() for key in broker.scan_iter()} == foreign
    assert broker.lrange("celery", 0, -1) == [b"task"]


@pytest.mark.django_db
def test_clearing_without_a_prefix_leaves_the_broker_its_tasks(settings, redis):
    cache = in_redis(settings, redis.port)
    cache.set("entry", 1)
    cache._cache.get_client().rpush("celery", "task")

    cache.clear()

    assert cache._cache.get_client().keys() == [b"celery"]


@pytest.mark.django_db
def test_a_limit_that_redis_took_along_begins_to_count_in_the_database(settings, redis):
    cache = in_redis(settings, redis.port, **PATIENT)
    assert [is_within("test", "a", most=2, seconds=ALWAYS) for _ in range(3)] == [True, True, False]
    redis.stop()
    assert [is_within("test", "a", most=2, seconds=ALWAYS) for _ in range(3)] == [True, True, False]
    assert cache.breaker.is_open


def test_sessions_that_are_over_are_forgotten(client, alice, in_the_database):
    client.force_login(alice)
    Session.objects.create(session_key="over", session_data="", expire_date=timezone.now() - timedelta(days=1))
    forget()
    assert list(Session.objects.values_list("session_key", flat=True)) == [client.session.session_key]
