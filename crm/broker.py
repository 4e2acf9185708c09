"""The brokers as Rapport needs them: Redis that may go away while a job runs, and a folder that several use at once."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import filesystem, redis
from kombu.utils.json import dumps
from redis.exceptions import ConnectionError as LostConnection


class Channel(redis.Channel):
    """A channel that says so when its connection is gone.

    A job that began before an outage of Redis reports to the channel that it came by. kombu 5.7 fails there with an
    AttributeError, which ends the worker; a lost connection is what a worker knows how to outlive.
    """

    def _connparams(self, asynchronous: bool = False) -> dict[str, Any]:
        if self.connection is None or self.connection.client is None:
            raise LostConnection("The connection of this channel is closed.")
        return super()._connparams(asynchronous=asynchronous)


class RedisTransport(redis.Transport):
    Channel = Channel


class FolderChannel(filesystem.Channel):
    """A channel whose files are there whole or not at all.

    kombu 5.7 opens a message under its final name and fills it afterwards, and empties a table of queues before it
    locks it. Who looks in between finds nothing where JSON should be, and a worker ends with that.
    """

    def _put(self, *args: Any, **kwargs: Any) -> None:
        queue, message = args
        folder = Path(self.data_folder_out)
        name = f"{round(monotonic() * 1000)}_{uuid4()}"  # kombu's order: the oldest first
        unfinished = folder / f"{name}.unfinished"
        try:
            unfinished.write_text(dumps(message))
            unfinished.replace(folder / f"{name}.{queue}.msg")
        except OSError as error:
            raise ChannelError(f"The message could not be put into {folder}") from error

    @contextmanager
    def _tables(self, lock: int) -> Iterator[None]:
        self.control_folder.mkdir(exist_ok=True)
        with (self.control_folder / "tables.lock").open("a") as file:
            fcntl.flock(file, lock)  # goes with the file
            yield

    def get_table(self, exchange: str) -> list[Any]:
        with self._tables(fcntl.LOCK_SH):
            return list(super().get_table(exchange))

    def _queue_bind(self, *args: Any) -> None:
        with self._tables(fcntl.LOCK_EX):
            super()._queue_bind(*args)

    def _delete(self, *args: Any, **kwargs: Any) -> None:
        with self._tables(fcntl.LOCK_EX):
            super()._delete(*args, **kwargs)


class FolderTransport(filesystem.Transport):
    Channel = FolderChannel
