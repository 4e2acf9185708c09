import os
from datetime import UTC, datetime

import pytest
from django.core import checks
from django.db import connection
from redis import Redis

from crm import operations
from crm.operations import Broker, Version
from tests.services import redis_url


@pytest.mark.parametrize(
    ("number", "floor", "is_too_old"),
    [
        ("5.2.18", "5.2.19", True),
        ("5.2.19", "5.2.19", False),
        ("5.10", "5.2.19", False),
        ("5.2.19.post1", "5.2.19", False),
        ("4.9.99", "5.2.19", True),
        ("5.2.1", "", False),
    ],
)
def test_a_version_is_held_against_its_floor(number, floor, is_too_old):
    assert Version("Django", number, floor).is_too_old is is_too_old


def test_no_locked_package_is_below_its_floor(db):
    assert [version for version in operations.versions("7.4.6") if version.is_too_old] == []
    assert operations.versions("7.4.6")[-2] == Version("Redis", "7.4.6")


def test_rapports_version_is_that_of_the_project():
    assert operations.rapport_version() == "0.1.0"


def test_the_newest_backup_counts(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    assert operations.last_backup() is None

    (tmp_path / "backups").mkdir()
    for name, at in (("old", 1_000_000_000), ("new", 1_700_000_000)):
        file = tmp_path / "backups" / f"rapport-{name}.tar.gz"
        file.touch()
        os.utime(file, (at, at))

    assert operations.last_backup() == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


def test_a_database_has_a_size_and_every_migration(db):
    assert operations.database_size() >= 0
    assert operations.missing_migrations() == 0


def test_the_folder_stands_in_for_redis(settings, tmp_path):
    settings.REDIS_URL, settings.BROKER_DIR = "", tmp_path
    assert operations.broker() == Broker(is_redis=False, is_up=False)

    (tmp_path / "queue").mkdir()
    (tmp_path / "queue" / "1.celery.msg").touch()

    assert operations.broker() == Broker(is_redis=False, is_up=True, waiting=1)
    assert operations.is_broker_up() is True


def test_redis_says_its_version(settings):
    settings.REDIS_URL = redis_url()
    with Redis.from_url(settings.REDIS_URL) as client:
        version = client.info("server")["redis_version"]

    found = operations.broker()

    assert (found.is_redis, found.is_up, found.version) == (True, True, version)


def test_a_redis_that_is_gone_is_down(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    assert operations.broker() == Broker(is_redis=True, is_up=False)
    assert operations.is_broker_up() is False


def test_findings_are_those_of_the_database_checks(db):
    found = checks.Warning("The server is old.", id="tests.W001")

    def complain(**kwargs: object) -> list[checks.CheckMessage]:
        return [found] if kwargs["databases"] == [connection.alias] else []

    checks.register(complain, checks.Tags.database)
    try:
        assert found in operations.findings()
    finally:
        checks.registry.registry.registered_checks.discard(complain)
