import pytest

from metrics.dashboard import worded


@pytest.fixture(autouse=True)
def nothing_worded_yet() -> None:
    """Tests read the cards from the context of the template, which a page worded before does not render."""
    worded.cache_clear()
