"""What each request cost: a line in the log, and figures that Prometheus fetches.

Routes are counted by name. A path would make a figure of each contact, and a customer's page bears its secret in it.
"""

import logging
import os
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import Error as DatabaseFailure
from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import REGISTRY, Collector

from crm import operations
from crm.logs import route_name

logger = logging.getLogger("rapport.requests")

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

requests_total = Counter("rapport_http_requests", "Requests answered.", ("method", "route", "status"))
request_seconds = Histogram(
    "rapport_http_request_seconds", "Seconds from the request to its answer.", ("method", "route"), buckets=SECONDS
)


class ObservingMiddleware:
    """Times each request, counts it and writes its line; stands outside of all that costs time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        note(request, response, time.perf_counter() - started)
        return response


def note(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    # Whatever a client invents as a method is one figure.
    method = request.method if request.method in METHODS else "OTHER"
    route, status = _route(request), response.status_code
    requests_total.labels(method, route, status).inc()
    request_seconds.labels(method, route).observe(seconds)
    level = logging.DEBUG if route == "static" else logging.INFO
    duration = round(seconds * 1000, 1)
    facts = {"method": method, "route": route, "status": status, "duration_ms": duration, "user": _user_id(request)}
    logger.log(level, "%s %s %s in %s ms", method, route, status, duration, extra=facts)


def _route(request: HttpRequest) -> str:
    if request.path.startswith(f"/{settings.STATIC_URL.strip('/')}/"):
        return "static"
    return route_name(request) or "none"


def _user_id(request: HttpRequest) -> str | None:
    """The id of the signed-in colleague, if the request asked who it is; asking only for the log would cost a query."""
    session = getattr(request, "session", None)
    return session.get(SESSION_KEY) if session is not None and session.accessed else None


# --- figures -------------------------------------------------------------------------------------
def exposition(now: datetime) -> bytes:
    """All figures in the text form of Prometheus: those of all web processes, then those of the database."""
    house = CollectorRegistry()
    house.register(House(now))
    return generate_latest(_requests()) + generate_latest(house)


def _requests() -> CollectorRegistry:
    """One process counts in memory; several share a folder, which gunicorn.conf.py names."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    shared = CollectorRegistry()
    MultiProcessCollector(shared)
    return shared


class House(Collector):
    """Figures that belong to no process: read at the moment they are fetched, with a fixed number of queries."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield _gauge("rapport_broker_up", "Whether the broker answers.", operations.is_broker_up())
        try:
            yield from [*_database(self.now), *_mail(self.now)]
        except DatabaseFailure:
            yield _gauge("rapport_database_up", "Whether the database answers.", 0)


def _database(now: datetime) -> Iterator[GaugeMetricFamily]:
    missing, storage = operations.missing_migrations(), operations.storage()
    yield _gauge("rapport_database_up", "Whether the database answers.", 1)
    yield _gauge("rapport_migrations_missing", "Migrations that the database has not had.", missing)
    yield _gauge("rapport_database_bytes", "Size of the database.", storage.database)
    yield _gauge("rapport_disk_free_bytes", "Space left beside the data folder.", storage.free)
    if storage.last_backup:
        age = (now - storage.last_backup).total_seconds()
        yield _gauge("rapport_backup_age_seconds", "Seconds since the last backup by make backup.", age)


def _mail(now: datetime) -> Iterator[GaugeMetricFamily]:
    mail = operations.mail()
    if mail is None:
        return
    status = mail.status(now)
    ages = {job: (now - at).total_seconds() for job, at in status.heartbeats.items()}
    yield _gauge("rapport_outbox_oldest_due_seconds", "Age of the oldest due mail.", status.oldest_due_seconds or 0)
    yield _gauges("rapport_outbox_messages", "Mails by state.", "state", status.by_state)
    yield _gauge("rapport_outbox_unknown", "Mails of which nobody knows whether they left.", status.unknown)
    yield _gauge("rapport_outbox_parked", "Mails put aside because sending them failed in an odd way.", status.parked)
    yield _gauge("rapport_mail_relay_down", "Whether the mail relay is being left alone.", mail.is_relay_down())
    yield _gauge("rapport_may_send", "Whether this installation is the one that sends.", mail.may_send())
    yield _gauges("rapport_job_age_seconds", "Seconds since a scheduled job last ended well.", "job", ages)


def _gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, value=value)


def _gauges(name: str, words: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, words, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family
