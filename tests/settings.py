"""Settings of the suite: the project's own, in a data folder that goes when the run ends, with nothing slow."""

import atexit
import os
import shutil
import tempfile
from datetime import timedelta
from uuid import uuid4

from scripts.environment import without_settings

_data = tempfile.mkdtemp(prefix="rapport-tests-")
atexit.register(shutil.rmtree, _data, ignore_errors=True)
# Which engine is the caller's choice; of all other settings nothing comes from the caller's shell.
_chosen = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE"}
for _name in os.environ.keys() - without_settings(os.environ).keys() - _chosen:
    del os.environ[_name]
os.environ |= {"DATA_DIR": _data, "DEBUG": "0", "SECRET_KEY": "only-for-tests-" + "x" * 50}

from crm.settings import *  # noqa: E402, F403  (the environment comes first)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
WHITENOISE_AUTOREFRESH = True
CELERY_TASK_ALWAYS_EAGER = True
# A layout that names a field which its form has not is a mistake.
CRISPY_FAIL_SILENTLY = False
# The cast signs in without a second factor; the tests of signing in ask for one.
REQUIRE_TWO_FACTOR = False
# Nor is it asked who it is; tests/staff/test_step_up.py asks.
REQUIRE_STEP_UP = False
# No worker runs beside the tests; that it is missing is told where a test asks for it.
WORKER_SILENT_AFTER = timedelta(days=9999)
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":  # noqa: F405
    DATABASES["default"]["ENGINE"] = "tests.postgresql"  # noqa: F405
else:
    DATABASES["default"] |= {"ENGINE": "tests.sqlite3", "TEST": {"NAME": ":memory:"}}  # noqa: F405
if REDIS_URL:  # noqa: F405
    # Parallel workers and earlier runs use the same Redis; nobody reads another's keys.
    CACHES["default"]["KEY_PREFIX"] = f"rapport-tests-{uuid4().hex}"  # noqa: F405
    # A loaded machine may be slow to answer, and what falls back to the database counts anew there.
    CACHES["default"]["OPTIONS"] = {"socket_timeout": 60, "socket_connect_timeout": 60}  # noqa: F405
else:
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}  # noqa: F405

# One engine that nobody has permitted, so that its forms are among those that are walked over.
TRANSLATION_ENGINES = {"mill": "tests.translating.mill.shout"}
