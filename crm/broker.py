"""Redis as a broker that may go away while a job runs."""

from typing import Any

from kombu.transport import redis
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
