"""The floor runs in the same settings with the least that a signed-in page needs."""

from pathlib import Path

from crm.settings import *  # noqa: F403  (all of them, so that both sides run alike)

MIDDLEWARE = [
    "bench.counting.CountQueries",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    # Not for the floor's sake: whoever signs in by allauth does not start without it.
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "bench.floor_urls"
LOGIN_URL = "/"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).resolve().parent / "templates"],
    }
]
