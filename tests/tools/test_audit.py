"""What is said of pip-audit's report: holes, none, or that nobody could be asked."""

import json

import pytest

from tools import audit
from tools.audit import CLEAN, HOLES, NOT_ASKED, verdict

CLEARED = {"name": "nh3", "version": "0.3.8", "vulns": []}
HOLED = {"name": "django", "version": "5.2.1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["5.2.19"]}]}
SKIPPED = {"name": "celery", "skip_reason": "Dependency not found on PyPI and could not be audited"}


@pytest.mark.parametrize(
    ("packages", "end", "words"),
    [
        ([CLEARED], CLEAN, "none of 1 packages has a known hole"),
        ([CLEARED, HOLED], HOLES, "django 5.2.1: PYSEC-1, mended in 5.2.19"),
        ([HOLED, SKIPPED], HOLES, "Nothing is known of 1 more."),
        ([CLEARED, SKIPPED], NOT_ASKED, "could not be asked, so nothing is known of 1 of 2 packages (celery)"),
        ([], NOT_ASKED, "could not be asked"),
    ],
)
def test_what_could_not_be_asked_never_looks_clean(packages: list[dict[str, object]], end: int, words: str) -> None:
    found, said = verdict("requirements.txt", json.dumps({"dependencies": packages, "fixes": []}))
    assert (found, words in said) == (end, True), said


def test_a_report_that_did_not_come_says_why() -> None:
    end, said = verdict("requirements.txt", "", "Traceback\nConnectionError: no way there")
    assert end == NOT_ASKED
    assert said.endswith("nothing is known (ConnectionError: no way there).")


def test_a_database_that_is_out_of_reach_ends_with_a_sentence() -> None:
    """pip-audit itself, and nobody at the other end."""
    options = ["--vulnerability-service", "osv", "--osv-url", "http://127.0.0.1:9/query", "--timeout", "2"]
    asked = audit.ask("requirements-tools.txt", *options)
    end, said = verdict("requirements-tools.txt", asked.stdout, asked.stderr)
    assert (end, "could not be asked" in said) == (NOT_ASKED, True), said
