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
    """What the last of as many schedulers had done, which was told to end after so many seconds.

    Each has to end with 0.
    """
    env = without_settings(os.environ) | {"DEBUG": "1", "DATA_DIR": str(folder), "PYTHONWARNINGS": "ignore"} | env
    command = [sys.executable, "-m", "tests.crm.stopped_scheduler", str(folder), str(steps), str(seconds)]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert set(told["codes"]) == {0}, f"{told['codes']}\n{done.stderr}"
    return told


def test_at_its_start_between_two_tasks_and_in_the_midst_of_one_with_its_schedule_saved(tmp_path: Path) -> None:
    assert stopped(tmp_path, STEPS, 0.3)["sent"] > 0


def test_while_it_waits_for_a_broker_that_is_away(tmp_path: Path) -> None:
    stopped(tmp_path, 5, 1.5, REDIS_URL=NOBODY)
