"""What a guesser can tell two answers apart by: all that is in them but what is random, their work, their time."""

import gc
import math
import random
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

# Another in every answer: the token against forged forms, the policy's nonce, the request's id, challenges, clocks.
RANDOM = re.compile(
    r'name="csrfmiddlewaretoken" value="\w+"|nonce[=-]["\']?[\w+/=-]+|[0-9a-f]{32}'
    r'|"challenge": "[\w-]+"|>\d\d:\d\d<'
)
IGNORED_HEADERS = {"X-Request-ID", "Date", "Expires"}


def appearance(response: Any, *typed: str) -> dict[str, Any]:
    """Status, headers, cookies and body, with what was typed and what is random taken out."""
    headers = {name: _plain(value, typed) for name, value in response.items() if name not in IGNORED_HEADERS}
    headers.pop("Content-Length", None)
    cookies = {
        name: {key: value for key, value in cookie.items() if key != "expires"} | {"size": len(cookie.value)}
        for name, cookie in response.cookies.items()
    }
    body = _plain(response.content.decode(), typed)
    return {"status": response.status_code, "headers": headers, "cookies": cookies, "body": body}


def _plain(text: str, typed: tuple[str, ...]) -> str:
    for word in typed:
        text = text.replace(word, "TYPED")
    return RANDOM.sub("RANDOM", text)


@contextmanager
def statements() -> Iterator[list[str]]:
    """What the database is told meanwhile, without values and names. That something is taken back is left out."""
    said: list[str] = []

    def listen(execute: Any, sql: str, *args: Any) -> Any:
        if not sql.startswith("ROLLBACK TO"):
            said.append(re.sub(r'SAVEPOINT "?\w+"?', "SAVEPOINT", sql))
        return execute(sql, *args)

    with connection.execute_wrapper(listen):
        yield said


def seconds(first: list[Callable[[], Any]], second: list[Callable[[], Any]]) -> tuple[list[float], list[float]]:
    """How long each call took; both kinds in one random order, so that the machine's moods meet both."""
    order = [(0, call) for call in first] + [(1, call) for call in second]
    random.shuffle(order)
    taken: tuple[list[float], list[float]] = ([], [])
    gc.disable()
    try:
        for kind, call in order:
            started = time.perf_counter()
            call()
            taken[kind].append(time.perf_counter() - started)
    finally:
        gc.enable()
    return taken


def mann_whitney(first: list[float], second: list[float]) -> float:
    """The two-sided p of the rank-sum test by Mann and Whitney (1947), by its normal approximation with ties."""
    ranked = sorted([(value, 0) for value in first] + [(value, 1) for value in second])
    ranks, ties, start = 0.0, 0.0, 0
    while start < len(ranked):
        end = start
        while end < len(ranked) and ranked[end][0] == ranked[start][0]:
            end += 1
        ranks += sum((start + end + 1) / 2 for _value, kind in ranked[start:end] if kind == 0)
        ties += (end - start) ** 3 - (end - start)
        start = end
    n, m, both = len(first), len(second), len(ranked)
    excess = ranks - n * (n + 1) / 2 - n * m / 2
    spread = math.sqrt(n * m / 12 * (both + 1 - ties / (both * (both - 1))))
    return math.erfc(abs(excess) / spread / math.sqrt(2)) if spread else 1.0
