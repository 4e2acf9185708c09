"""The bench runs from end to end at a small size, and what it counts does not grow with the data."""

import json
import os
import subprocess
import sys

import pytest

from bench.report import report
from scripts.environment import ROOT, without_settings
from tests.services import empty_postgres

pytestmark = pytest.mark.slow

PAGES = 17
# The two worlds' contacts are other people: who was recommended by somebody costs a query more, however many there are.
SINGLE_FACTS = 2
JOBS = [
    *("import", "the same import, beside lean tables", "import, embedded", "birthday sweep"),
    *("lights of 200 contacts", "the same lights, first page of a process", "find a time, 5 people, 14 days"),
    *("the same where no hour suits all", "sending"),
]
SIZES = {"small": ("300", "9000", "1200"), "larger": ("900", "12000", "2700")}


def run_bench(folder, contacts, interactions, purchases):
    """The whole command in an empty database of its own; its figures."""
    figures = folder / "figures.json"
    sizes = ("--contacts", contacts, "--interactions", interactions, "--purchases", purchases)
    few = ("--requests", "2", "--import-rows", "40", "--messages", "10", "--json", str(figures))
    env = without_settings(os.environ)
    with empty_postgres("bench") as url:
        command = [sys.executable, "-m", "bench", "--database", url, *sizes, *few]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(figures.read_text()), done.stdout


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    return {name: run_bench(tmp_path_factory.mktemp(name), *sizes) for name, sizes in SIZES.items()}


def pages_of(result):
    """(who, number of the page) and the row, for the names tell sizes."""
    return {(who, place): row for who, rows in result["pages"].items() for place, row in enumerate(rows)}


def test_it_prints_what_it_measured(runs):
    result, printed = runs["small"]
    assert printed.rstrip("\n") == report(result)
    assert {who: len(rows) for who, rows in result["pages"].items()} == {
        "alice (account manager)": PAGES,
        "lead (team lead)": PAGES,
    }
    assert [job["job"] for job in result["jobs"]] == JOBS


def test_it_measures_the_size_that_was_asked(runs):
    for name, (contacts, _interactions, purchases) in SIZES.items():
        facts = runs[name][0]["facts"]
        assert (facts["contacts"], facts["purchases"]) == (int(contacts), int(purchases))


def test_both_sides_answer_with_content(runs):
    for row in pages_of(runs["small"][0]).values():
        if not row["page"].startswith("create"):
            assert row["rapport"]["bytes"] > 3_000
        if row["floor"]:
            assert row["floor"]["bytes"] > 200 or row["page"].startswith("create")
            assert row["floor"]["queries"] >= 2
            assert row["rapport"]["queries"] >= row["floor"]["queries"]


def test_queries_do_not_grow_with_the_data(runs):
    small, larger = (pages_of(runs[name][0]) for name in ("small", "larger"))
    counted = {key: (row["rapport"]["queries"], larger[key]["rapport"]["queries"]) for key, row in small.items()}
    assert {key: pair for key, pair in counted.items() if pair[1] > pair[0] + SINGLE_FACTS} == {}


def test_the_floor_and_rapport_import_the_same_people(runs):
    imports = runs["small"][0]["jobs"][:3]
    assert [job["rows"] for job in imports] == [40, 40, 40]
    assert all(job["bare_rows_per_second"] > job["rows_per_second"] for job in imports)
