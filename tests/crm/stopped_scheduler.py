"""Schedulers that are told to end at many moments, run by test_scheduler.py: `python -m … FOLDER STEPS SECONDS`.

Each is a child of this process, which has read everything already. The exit codes come out as JSON, and how many tasks
the last one had saved as sent.
"""

import json
import os
import signal
import sys
import time
import traceback
from pathlib import Path

from crm.celery import app
from crm.scheduler import Scheduler


def run(schedule: str, ready: int) -> None:
    beat = app.Beat(quiet=True, schedule=schedule)
    beat.install_sync_handler()
    os.write(ready, b".")
    beat.run()


def exit_code(schedule: str, seconds: float) -> int:
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            run(schedule, writes)
        except SystemExit as ending:
            code = int(ending.code or 0)
        except BaseException:
            traceback.print_exc()
        else:
            code = 0
        finally:
            os._exit(code)
    os.close(writes)
    os.read(reads, 1)
    os.close(reads)
    # The moment at which it is told to end is what differs; nothing is waited for.
    time.sleep(seconds)
    os.kill(child, signal.SIGTERM)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    folder, steps, longest = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    # One is always on its way.
    app.conf.beat_schedule = {str(number): {"task": "outreach.pump", "schedule": 0.001} for number in range(3)}
    # What the start of each would do at length.
    app.loader.init_worker()
    app.finalize()
    codes = [exit_code(str(folder / str(step)), (step + 1) * longest / steps) for step in range(steps)]
    saved = Scheduler(app=app, schedule_filename=str(folder / str(steps - 1)))
    sent = sum(entry.total_run_count for entry in saved.schedule.values())
    saved.close()
    print(json.dumps({"codes": codes, "sent": sent}))
