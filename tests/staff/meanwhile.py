"""What somebody else does between two statements of ours."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def meanwhile(statement: str, deed: Callable[[], object]) -> Iterator[None]:
    """Do the deed once, right after the first statement that holds these words; it has to come."""
    waiting = [deed]

    def watch(execute: Any, sql: str, *args: Any) -> Any:
        result = execute(sql, *args)
        if waiting and statement in sql:
            waiting.pop()()
        return result

    with connection.execute_wrapper(watch):
        yield
    assert waiting == [], f"Nothing said “{statement}”."
