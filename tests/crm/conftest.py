import io
import json
import logging
from collections.abc import Callable, Iterator

import pytest
from django.db import OperationalError, connection

from crm import operations
from crm.logs import JsonFormatter, RouteFilter, TaskFilter
from crm.middleware import RequestIdFilter

MailReport = Callable[[operations.Mail], None]
JsonLog = Callable[[], list[dict[str, object]]]


@pytest.fixture
def json_log() -> Iterator[JsonLog]:
    """What the handler of production writes meanwhile, read back line by line."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter())
    for each in (RequestIdFilter(), TaskFilter(), RouteFilter()):
        handler.addFilter(each)
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def report_mail() -> Iterator[MailReport]:
    """Let another outbox report for one test."""
    before = operations.mail()
    yield operations.register_mail
    operations.register_mail(before)


@pytest.fixture
def database_down() -> Iterator[None]:
    """Each query fails as it does where the server is gone."""

    def refuse(*query: object) -> None:
        raise OperationalError("connection to server at 10.0.0.5 failed for carol@customer.example")

    with connection.execute_wrapper(refuse):
        yield
