"""How a line of the log is written: complete by itself, without anybody's data, impossible to forge.

Paths never reach the log, since a customer's page bears its secret in the path: routes are named instead.
"""

import json
import logging
import re
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from celery import current_task
from django.http import HttpRequest

JSON, LINE = "json", "line"
# What a record may carry beside its message, in this order.
FACTS = ("request_id", "task", "task_id", "method", "route", "status", "duration_ms", "user")
NOTHING = ("", "-", None)

# Bounded, so that a giant word costs no more than its length.
_ADDRESS = re.compile(r"[^\s@<>\"'(),;:/=]{1,64}@[\w-]{1,63}(\.[\w-]{1,63})+")
# PostgreSQL repeats the rejected row in a line of its own.
_ROW_OF_THE_DATABASE = re.compile(r"^(DETAIL|CONTEXT|HINT):.*$", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def route_name(request: HttpRequest) -> str:
    """The name of the route that a request took; empty where none fitted."""
    match = getattr(request, "resolver_match", None)
    return (match.view_name or match.route) if match else ""


class RouteFilter(logging.Filter):
    """Puts the name of the route where Django would write the path."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            route = route_name(request) or "no route"
            record.args = tuple(route if _is_path(argument) else argument for argument in record.args)
        return True


def _is_path(argument: object) -> bool:
    return isinstance(argument, str) and argument.startswith("/")


class TaskFilter(logging.Filter):
    """Gives each line that a worker writes the name and the id of its task."""

    def filter(self, record: logging.LogRecord) -> bool:
        if current_task:
            record.task, record.task_id = current_task.name, current_task.request.id
        return True


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": _time(record),
            "level": record.levelname,
            "logger": record.name,
            "message": without_addresses(record.getMessage()),
            **_facts(record),
        }
        if record.exc_info:
            entry["exception"] = _exception(record)
        return json.dumps(entry, default=str)


class LineFormatter(logging.Formatter):
    """For eyes: one line, and a traceback under it, each of whose lines begins with a bar."""

    def format(self, record: logging.LogRecord) -> str:
        facts = _facts(record)
        name = facts.get("request_id") or facts.get("task_id") or "-"
        message = in_one_line(without_addresses(record.getMessage()))
        lines = [f"{_time(record)} {record.levelname} {record.name} [{name}] {message}"]
        if record.exc_info:
            lines += [f"  | {in_one_line(line)}" for line in _exception(record).splitlines()]
        return "\n".join(lines)


def without_addresses(text: str) -> str:
    return _ADDRESS.sub("[address]", text)


def in_one_line(text: str) -> str:
    """Line breaks and other invisible orders to a terminal, written out."""
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _facts(record: logging.LogRecord) -> Mapping[str, Any]:
    values = ((name, getattr(record, name, None)) for name in FACTS)
    return {name: value for name, value in values if value not in NOTHING}


def _exception(record: logging.LogRecord) -> str:
    """The traceback, without the rows and addresses that a database repeats in its complaint."""
    kind, error, trace = record.exc_info or (None, None, None)
    text = "".join(traceback.format_exception(kind, error, trace))
    return without_addresses(_ROW_OF_THE_DATABASE.sub(r"\1: [left out]", text)).rstrip()


def configuration(*, style: str, level: str) -> dict[str, Any]:
    """What `logging.config.dictConfig` takes; the web server, the site and the workers share it."""
    own = {"level": level, "handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "request_id": {"()": "crm.middleware.RequestIdFilter"},
            "task": {"()": "crm.logs.TaskFilter"},
            "route": {"()": "crm.logs.RouteFilter"},
        },
        "formatters": {JSON: {"()": "crm.logs.JsonFormatter"}, LINE: {"()": "crm.logs.LineFormatter"}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": style,
                "filters": ["request_id", "task", "route"],
            }
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": own,
            # Refusals stand in the access log; here only what broke is told, with its traceback.
            "django.request": {"level": "ERROR"},
            "gunicorn.error": own,
            "gunicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": False},
        },
    }
