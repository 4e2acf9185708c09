"""Rapport's own settings, and a middleware that counts queries."""

from crm.settings import *  # noqa: F403  (all of them)
from crm.settings import MIDDLEWARE as SERVED

MIDDLEWARE = ["bench.counting.CountQueries", *SERVED]
