import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import Celery

from scripts.stack import Missing, Part, redis_part, wait_until
from tests.services import REQUIRED

pytestmark = pytest.mark.slow


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Part]:
    try:
        part = redis_part(tmp_path)
    except Missing as missing:
        pytest.fail(str(missing)) if REQUIRED else pytest.skip(str(missing))
    with part:
        yield part


@pytest.fixture
def worker(tmp_path: Path, redis: Part) -> Iterator[Part]:
    url = f"redis://127.0.0.1:{redis.port}/0"
    env = os.environ | {"BROKER": url, "FOLDER": str(tmp_path), "REDIS_URL": url, "DEBUG": "1"}
    command = [sys.executable, "-m", "celery", "-A", "tests.crm.interrupted_worker", "worker", "--pool", "threads"]
    with Part("worker", [*command, "-c", "2", "--loglevel", "info"], folder=tmp_path, env=env, says=" ready.") as part:
        yield part


def said(worker: Part) -> set[str]:
    return {words for words in ("Trying again", "Unrecoverable") if words in worker.words()}


def test_a_worker_that_loses_redis_in_the_middle_of_a_job_goes_on_by_itself(tmp_path, redis, worker):
    sender = Celery("sender", broker=worker.env["BROKER"], set_as_current=False)
    sender.send_task("long", ignore_result=True)
    wait_until(lambda: (tmp_path / "long.begun").exists(), what="the job to begin")

    redis.stop()
    wait_until(lambda: {"Trying again", "Unrecoverable"} & said(worker), what="the worker to miss Redis")
    assert said(worker) == {"Trying again"}
    (tmp_path / "long.may-end").touch()
    redis.start()
    Celery("another", broker=worker.env["BROKER"], set_as_current=False).send_task("quick", ignore_result=True)
    wait_until(lambda: (tmp_path / "quick.done").exists() or not worker.is_running, what="the next job")

    assert worker.is_running, worker.words()[-2000:]
