import pytest

from crm.breaker import Breaker


class Clock:
    """A clock that stands until it is moved."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(seconds=5, clock=clock)


def test_calls_go_through_while_they_succeed(breaker):
    assert [breaker.allows(), breaker.succeeded(), breaker.allows(), breaker.is_open] == [True, False, True, False]


def test_after_a_failure_one_caller_at_a_time_tries(breaker, clock):
    breaker.failed()
    assert [breaker.allows() for _ in range(3)] == [False] * 3
    clock.now += 5
    assert [breaker.allows() for _ in range(3)] == [True, False, False]
    clock.now += 5
    assert [breaker.allows() for _ in range(3)] == [True, False, False]


def test_only_the_first_failure_and_the_first_success_are_news(breaker, clock):
    assert [breaker.failed(), breaker.failed()] == [True, False]
    assert [breaker.succeeded(), breaker.succeeded()] == [True, False]
    assert breaker.allows()
