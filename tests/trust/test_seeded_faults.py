"""That the tests of access can fail: each fault of `tests/trust/faults.py` is put in, and its test must notice it."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from staff import policy
from staff.models import Role
from tests.trust.fault_plugin import CAUGHT, MISSED
from tests.trust.faults import FAULTS, HARMLESS
from tests.trust.seeding import Fault, FaultIsGone, seeded

pytestmark = pytest.mark.trust

PROMISED = 30
# Only a process that hangs takes longer, however busy the machine is.
PATIENCE_SECONDS = 600


@pytest.mark.slow
@pytest.mark.only_on("sqlite")
def test_each_seeded_fault_is_caught_by_its_smallest_test(tmp_path: Path) -> None:
    report = tmp_path / "faults.json"
    command = [sys.executable, "-m", "pytest", "-p", "tests.trust.fault_plugin", "-p", "no:cacheprovider", "-q"]
    tests = sorted({fault.test for fault in [*FAULTS, HARMLESS]})
    place = {"cwd": settings.BASE_DIR, "timeout": PATIENCE_SECONDS, "capture_output": True, "text": True}

    done = subprocess.run([*command, f"--faults-report={report}", *tests], **place)

    assert report.exists(), done.stdout + done.stderr
    outcomes = json.loads(report.read_text())
    print(_table(outcomes))
    assert outcomes.pop(HARMLESS.what) == MISSED
    caught = [fault.what for fault in FAULTS if outcomes.get(fault.what) == CAUGHT]
    assert caught == [fault.what for fault in FAULTS], done.stdout
    # Each of these tests passed without a fault.
    assert done.returncode == 0, done.stdout


def _table(outcomes: dict[str, str]) -> str:
    rows = [f"{outcomes.get(fault.what, 'not run')}: {fault.what} ({fault.where}) by {fault.test}" for fault in FAULTS]
    return "\n".join([*rows, f"{sum(row.startswith(CAUGHT) for row in rows)} of {len(FAULTS)} caught"])


def test_there_are_as_many_faults_as_promised_and_each_is_another() -> None:
    assert len({(fault.where, fault.old, fault.new) for fault in FAULTS}) == len(FAULTS) >= PROMISED
    assert len({fault.what for fault in FAULTS}) == len(FAULTS)


def test_each_fault_still_fits() -> None:
    for fault in FAULTS:
        with seeded(fault):
            pass


# --- the seeding itself ---------------------------------------------------------------------------
def fault(**changes: str) -> Fault:
    may = {"where": "staff.policy:may", "old": "!= Scope.NONE", "new": "== Scope.NONE"}
    return Fault(**{"what": "x", "test": "y", **may, **changes})


def test_whoever_holds_a_function_has_the_faulty_one_for_as_long_as_the_block(alice: Any) -> None:
    held: Callable[..., bool] = policy.may

    with seeded(fault()):
        while_seeded = held(alice, policy.Action.USE)

    assert (while_seeded, held(alice, policy.Action.USE)) == (False, True)


def test_a_table_has_its_fault_wherever_it_is_held(alice: Any) -> None:
    wider = fault(where="staff.policy:_AGENT", old="EDIT_CONTACTS: Scope.OWN", new="EDIT_CONTACTS: Scope.ALL")

    with seeded(wider):
        widest = policy.TABLE[Role.MANAGER][policy.Action.EDIT_CONTACTS]

    assert (widest, policy.TABLE[Role.MANAGER][policy.Action.EDIT_CONTACTS]) == (policy.Scope.ALL, policy.Scope.OWN)


@pytest.mark.parametrize(
    "changes", [{"where": "staff.policy:might"}, {"where": "staff.rows:Owned.owns"}, {"old": "no such words"}]
)
def test_a_fault_that_no_longer_fits_is_told(changes: dict[str, str]) -> None:
    with pytest.raises(FaultIsGone), seeded(fault(**changes)):
        pass
