import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest
from celery import Celery
from kombu import Connection
from kombu.transport import filesystem

from scripts.stack import Missing, Part, redis_part, wait_until
from tests.services import REQUIRED


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


@pytest.mark.slow
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


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[], Connection]:
    """Makes connections to one folder as broker, as each process of the embedded mode has its own."""
    options = dict.fromkeys(("data_folder_in", "data_folder_out", "control_folder"), str(tmp_path))
    return lambda: Connection("filesystem://localhost", transport_options=options)


class Curious:
    """Looks at the folder in the middle of being written."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.seen = folder, ["nothing yet"]

    def __json__(self) -> str:
        self.seen = [file.name for file in self.folder.glob("*.msg")]
        return "curious"


def test_a_message_in_a_folder_is_there_whole_or_not_at_all(folder, tmp_path):
    message = Curious(tmp_path)
    with folder() as connection, connection.channel() as channel:
        channel._put("jobs", {"body": message})
        assert message.seen == []
        assert channel._get("jobs") == {"body": "curious"}
        assert list(tmp_path.glob("*.unfinished")) == []


def test_who_asks_while_a_table_of_queues_is_made_waits_for_it(folder, monkeypatch):
    answers: list[object] = []

    def ask() -> None:
        try:
            with folder() as connection, connection.channel() as channel:
                answers.append([tuple(entry) for entry in channel.get_table("tables")])
        except Exception as error:
            answers.append(error)

    def ask_before_the_lock(file: IO[bytes], flags: int) -> None:
        monkeypatch.undo()
        asking.start()
        asking.join(0.5)
        filesystem.lock(file, flags)

    asking = threading.Thread(target=ask)
    monkeypatch.setattr(filesystem, "lock", ask_before_the_lock)
    with folder() as connection, connection.channel() as channel:
        channel._queue_bind("tables", "key", "", "jobs")
    asking.join()

    assert answers == [[("key", "", "jobs")]]
