"""The web server's own settings. What belongs to Rapport is read by crm/settings.py from the same environment."""

import logging
import os
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

# Set before anything counts: where several processes serve, they count in one folder that each of them can read out.
chosen = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
figures = Path(chosen or tempfile.mkdtemp(prefix="rapport-figures-"))
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(figures)

from prometheus_client import multiprocess  # noqa: E402  (the environment comes first)

from crm import settings  # noqa: E402  (likewise)

wsgi_app = "crm.wsgi"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
threads = int(os.environ.get("WEB_THREADS", "4"))
# A page that takes longer is a fault; an import of many contacts takes up to a minute.
timeout = 120
graceful_timeout = 30
# Longer than a proxy keeps its connections to us, so that it never writes into one that is just closing.
keepalive = 75
# Signals steer it; a socket that takes orders would be one more door.
control_socket_disable = True
# Rapport writes the access log itself: by route and request id, without the secrets that customers' paths hold.
accesslog = None
logging.captureWarnings(True)
logconfig_dict = settings.LOGGING


def on_starting(server):
    """Forget the figures of the last start, where an operator chose a folder that outlives it."""
    figures.mkdir(parents=True, exist_ok=True)
    for file in figures.glob("*.db"):
        file.unlink()


def child_exit(server, worker):
    multiprocess.mark_process_dead(worker.pid)


def on_exit(server):
    if not chosen:
        shutil.rmtree(figures, ignore_errors=True)
