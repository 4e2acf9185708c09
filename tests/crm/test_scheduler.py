"""The scheduler ends well whenever it is told to."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from scripts.environment import ROOT, without_settings

STEPS = 40
# A port at which nobody listens.
NOBODY = "redis://127.0.0.1:1/0"


def stopped(folder: Path, steps: int, seconds: float, **env: str) -> dict[str, Any]:
    """What became of as many schedulers, the last of which was told to end after so many seconds."""
    env = without_settings(os.environ) | {"DEBUG": "1", "DATA_DIR": str(folder), "PYTHONWARNINGS": "ignore"} | env
    command = [sys.executable, "-m", "tests.crm.stopped_scheduler", str(folder), str(steps), str(seconds)]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_at_its_start_between_two_tasks_and_in_the_midst_of_one_with_its_schedule_saved(tmp_path: Path) -> None:
    told = stopped(tmp_path, STEPS, 0.3)
    assert (told["codes"], told["sent"] > 0) == ([0] * STEPS, True)


def test_while_it_waits_for_a_broker_that_is_away(tmp_path: Path) -> None:
    assert stopped(tmp_path, 5, 1.5, REDIS_URL=NOBODY)["codes"] == [0] * 5
