"""How the suite is shared out among its processes: whole files, and those that wait for servers and browsers first.

A plugin of scripts/pytest.sh. In the order of their names the longest files would come when the others have run out,
and one process would work while the rest look on.
"""

from collections import Counter

import pytest
from xdist.scheduler import LoadFileScheduling

BROWSER = "tests/browser"
# It waits for its mails for minutes, and must not keep the other pages from the browser meanwhile.
ALONE = f"{BROWSER}/test_main_job.py"


class BrowserTogether(LoadFileScheduling):
    """The tests of pages share one browser and one Rapport, which take longer to start than most of them to run."""

    def _split_scope(self, nodeid: str) -> str:
        file = str(super()._split_scope(nodeid))
        return BROWSER if file.startswith(f"{BROWSER}/") and file != ALONE else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> BrowserTogether:
    return BrowserTogether(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    slow = Counter(item.path for item in items if item.get_closest_marker("slow"))
    drives = {item.path for item in items if item.get_closest_marker("browser")}
    items.sort(key=lambda item: (item.path not in drives, -slow[item.path]))
