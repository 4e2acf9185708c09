"""What a process keeps of what seldom changes."""

from threading import Event, Thread

import pytest

from crm import keeping
from crm.keeping import Keeper


def counting() -> Keeper[int]:
    """Gives 1 at the first reading, 2 at the second."""
    numbers = iter(range(1, 10))
    return Keeper(lambda: next(numbers))


def test_it_is_read_once_until_it_is_forgotten() -> None:
    keeper = counting()
    assert [keeper.copy(), keeper.copy()] == [1, 1]
    keeper.forget()
    assert [keeper.copy(), keeper.copy()] == [2, 2]


def test_it_is_read_anew_after_half_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    keeper, now, found = counting(), keeping.time.monotonic(), []
    for later in (0, keeping.KEPT_SECONDS, keeping.KEPT_SECONDS + 1):
        monkeypatch.setattr(keeping.time, "monotonic", lambda at=now + later: at)
        found.append(keeper.copy())
    assert found == [1, 1, 2]


def test_what_is_forgotten_while_it_is_read_is_read_again() -> None:
    numbers = iter(range(1, 10))

    def read() -> int:
        number = next(numbers)
        if number == 1:
            keeper.forget()
        return number

    keeper = Keeper(read)
    assert [keeper.copy(), keeper.copy(), keeper.copy()] == [1, 2, 2]


def test_who_waits_for_a_reading_does_not_read_again() -> None:
    numbers, has_begun, may_end = iter(range(1, 10)), Event(), Event()

    def read() -> int:
        has_begun.set()
        may_end.wait(5)
        return next(numbers)

    keeper, found = Keeper(read), []
    threads = [Thread(target=lambda: found.append(keeper.copy())) for _number in range(3)]
    for thread in threads:
        thread.start()
    has_begun.wait(5)
    may_end.set()
    for thread in threads:
        thread.join(5)
    assert found == [1, 1, 1]


def test_a_reading_that_fails_leaves_nothing_behind() -> None:
    answers = iter([1])

    def read() -> int:
        for answer in answers:
            return answer
        raise LookupError

    keeper = Keeper(read)
    assert keeper.copy() == 1
    keeper.forget()
    with pytest.raises(LookupError):
        keeper.copy()


@pytest.mark.django_db
def test_who_changes_it_forgets_it_when_the_change_is_written(django_capture_on_commit_callbacks) -> None:
    keeper = counting()
    assert keeper.copy() == 1
    with django_capture_on_commit_callbacks(execute=True):
        keeper.forget_on_commit()
        assert keeper.copy() == 1
    assert keeper.copy() == 2
