"""Ports for the servers of tests and drills, each for one process alone."""

import fcntl
import os
import socket
import tempfile
from functools import cache
from pathlib import Path
from random import SystemRandom

# Below those that systems hand out by themselves, to clients and to whoever binds port 0.
PORTS = range(20_000, 30_000)
_taken: set[int] = set()


def free_port() -> int:
    """A port that nobody else asks for while this process lives, so a server may start, stop and start again there.

    Two processes that merely look for a free port can find the same one before either listens.
    """
    start = SystemRandom().randrange(len(PORTS))
    for port in (*PORTS[start:], *PORTS[:start]):
        if port not in _taken and _lock(port):
            _taken.add(port)
            if _is_free(port):
                return port
    raise OSError(f"All ports from {PORTS.start} to {PORTS.stop - 1} are taken.")


def _lock(port: int) -> bool:
    """Keep the byte of this port, which the system gives back when the process ends, however it ends."""
    try:
        fcntl.lockf(_locks(), fcntl.LOCK_EX | fcntl.LOCK_NB, 1, port)
    except OSError:
        return False
    return True


@cache
def _locks() -> int:
    """Open for as long as the process lives, since closing it would give back every lock."""
    return os.open(Path(tempfile.gettempdir()) / f"rapport-ports-{os.getuid()}", os.O_RDWR | os.O_CREAT, 0o600)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
