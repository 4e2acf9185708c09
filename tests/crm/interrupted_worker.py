"""A worker of one's own for test_broker.py: its jobs leave a file behind."""

import os
import time
from pathlib import Path

from celery import Celery

from crm.celery import app as house

app = Celery("interrupted", broker=os.environ["BROKER"], set_as_current=False)
app.conf.update(
    task_acks_late=house.conf.task_acks_late,
    worker_prefetch_multiplier=house.conf.worker_prefetch_multiplier,
    broker_transport_options=house.conf.broker_transport_options,
    broker_connection_max_retries=house.conf.broker_connection_max_retries,
    broker_connection_retry_on_startup=True,
    task_ignore_result=True,
)
FOLDER = Path(os.environ["FOLDER"])


@app.task(name="long")
def long() -> None:
    """Runs until the test lets it end."""
    (FOLDER / "long.begun").touch()
    until = time.monotonic() + 120
    while not (FOLDER / "long.may-end").exists() and time.monotonic() < until:
        time.sleep(0.05)


@app.task(name="quick")
def quick() -> None:
    (FOLDER / "quick.done").touch()
