import socket
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import ports
from scripts.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
EPHEMERAL = Path("/proc/sys/net/ipv4/ip_local_port_range")
ASK_FOR = "import sys; from scripts import ports; ports.PORTS = range({0}, {0} + 1); print(ports.free_port())"


def asked_by_another_process(port: int) -> subprocess.CompletedProcess[str]:
    """What a process hears that wants this port and no other."""
    command = [sys.executable, "-c", ASK_FOR.format(port)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)


def test_one_process_is_given_no_port_twice(monkeypatch):
    first = free_port()
    monkeypatch.setattr(ports, "PORTS", range(first, first + 20))
    others = [free_port() for _time in range(5)]
    assert len({first, *others}) == 6


def test_a_port_that_was_given_is_not_given_to_another_process():
    refused = asked_by_another_process(free_port())
    assert refused.stderr.splitlines()[-1].startswith("OSError: All ports from ")


def test_the_port_of_a_process_that_ended_is_free_again():
    nobody_elses = free_port() - len(ports.PORTS)
    for _time in range(2):
        assert asked_by_another_process(nobody_elses).stdout == f"{nobody_elses}\n"


def test_a_port_with_a_server_behind_it_is_not_free(monkeypatch):
    port = free_port()
    monkeypatch.setattr(ports, "PORTS", range(port, port + 1))
    monkeypatch.setattr(ports, "_taken", set())
    with socket.create_server(("127.0.0.1", port)), pytest.raises(OSError, match="All ports"):
        free_port()


def test_the_system_gives_none_of_them_to_clients():
    if not EPHEMERAL.exists():
        pytest.skip("This system does not say which ports it gives to clients.")
    assert ports.PORTS.stop <= int(EPHEMERAL.read_text().split()[0])
