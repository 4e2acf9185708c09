import json
import logging
from contextlib import closing
from pathlib import Path
from time import monotonic

import pytest
from celery import Celery
from django.db import transaction

from crm import doorbell
from crm.doorbell import RINGS_APART_SECONDS, Ringer, ring, ring_on_commit
from scripts.ports import free_port
from scripts.stack import wait_until
from tests.factories.contacts import make_contact
from tests.factories.outreach import DAY, MORNING, make_message


@pytest.fixture
def queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a broker without Redis, where the jobs wait for a worker."""
    options = dict.fromkeys(("data_folder_in", "data_folder_out", "control_folder"), str(tmp_path))
    _ring_at(monkeypatch, "filesystem://localhost", options)
    return tmp_path


def _ring_at(monkeypatch: pytest.MonkeyPatch, broker: str, options: dict[str, object]) -> None:
    house = Celery("house", broker=broker, set_as_current=False)
    house.conf.broker_transport_options = options
    monkeypatch.setattr(doorbell, "app", house)
    monkeypatch.setattr(doorbell, "_ringer", Ringer())


def rung(queue: Path) -> list[str]:
    return [json.loads(file.read_text())["headers"]["task"] for file in sorted(queue.glob("*.msg"))]


def test_a_ring_reaches_the_broker(queue):
    ring("outreach.pump")
    wait_until(lambda: rung(queue) == ["outreach.pump"], what="the ring")


def test_rings_in_quick_succession_become_few(queue):
    began = monotonic()
    for _number in range(200):
        ring("outreach.pump")
    most = 2 + int((monotonic() - began) / RINGS_APART_SECONDS)
    ring("outreach.sweep")
    wait_until(lambda: "outreach.sweep" in rung(queue), what="the last ring")
    assert rung(queue).count("outreach.pump") <= most


def test_rings_go_in_the_order_in_which_they_came(monkeypatch):
    _ring_at(monkeypatch, "memory://", {})
    names = [f"job{number}" for number in range(20)]
    for name in names:
        ring(name)
    with doorbell.app.connection() as broker, closing(broker.SimpleQueue("celery")) as heard:
        assert [heard.get(timeout=120).headers["task"] for _name in names] == names


def test_each_set_of_arguments_is_a_ring_of_its_own(queue):
    ring("metrics.refresh", 1)
    ring("metrics.refresh", 2)
    wait_until(lambda: rung(queue) == ["metrics.refresh"] * 2, what="both rings")


@pytest.mark.django_db(transaction=True)
def test_the_bell_rings_when_the_rows_are_there_and_not_before(queue):
    with transaction.atomic():
        ring_on_commit("outreach.sweep")
        ring("outreach.pump")
        wait_until(lambda: rung(queue) == ["outreach.pump"], what="the ring within the transaction")
    wait_until(lambda: "outreach.sweep" in rung(queue), what="the ring after it")


def test_what_is_rolled_back_rings_no_bell(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as rings, transaction.atomic():
        ring_on_commit("outreach.pump")
        transaction.set_rollback(True)
    assert rings == []


def test_without_a_broker_one_line_says_so(monkeypatch, caplog):
    at_once = dict.fromkeys(("interval_start", "interval_step", "interval_max"), 0)  # kombu pauses between its attempts
    _ring_at(monkeypatch, f"redis://127.0.0.1:{free_port()}/0", {"socket_connect_timeout": 1, **at_once})
    ringer = Ringer()
    with caplog.at_level(logging.WARNING, "crm.doorbell"):
        for _number in range(2):
            ringer._send("outreach.pump", ())
    assert [record.getMessage() for record in caplog.records] == [
        "The broker was not reached (OperationalError); jobs wait for their schedule."
    ]


@pytest.mark.parametrize(("due_in", "rings"), [(0 * DAY, 1), (-1 * DAY, 1), (DAY / 24, 0)])
def test_a_mail_that_may_leave_at_once_rings_for_the_sender(
    organisation, due_in, rings, django_capture_on_commit_callbacks
):
    contact = make_contact("Carol Novotná", email="carol@customer.example")
    with django_capture_on_commit_callbacks() as after_commit:
        make_message(contact, not_before=MORNING + due_in, not_after=MORNING + DAY, now=MORNING)
    assert [callback.args for callback in after_commit] == [("outreach.pump",)] * rings
