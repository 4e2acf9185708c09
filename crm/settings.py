"""Settings, read from the environment alone; what is missing or wrong stops the start with a sentence."""

import os
import zoneinfo
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONCE
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from crm import logs
from crm.settings_mailbox import *  # noqa: F403  (of the same environment)
from crm.settings_translation import *  # noqa: F403

# One tz database, the locked package: the system's copy may be years older.
zoneinfo.reset_tzpath(to=[])

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
# Whatever is written, mails and backups and the database, is for the one who runs Rapport alone.
os.umask(0o077)
DATA_DIR.mkdir(parents=True, exist_ok=True)

SECRET_KEY = env.str("SECRET_KEY", default="only-for-development-" + "x" * 40 if DEBUG else "")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("Set SECRET_KEY to at least 50 random characters, or DEBUG=1 on your own machine.")

PUBLIC_URL = env.str("PUBLIC_URL", default="http://127.0.0.1:8000").rstrip("/")
PUBLIC_HOST = urlsplit(PUBLIC_URL).hostname or "localhost"
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", PUBLIC_HOST])
SECURE = PUBLIC_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "modeltranslation",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "template_partials",
    "crm",
    "staff",
    "contacts",
    "translating",
    "outreach",
    "interactions",
    "mailbox",
    "sales",
    "feedback",
    "loyalty",
    "metrics",
    "demo",
]

MIDDLEWARE = [
    "crm.middleware.RequestIdMiddleware",
    "crm.headers.PolicyMiddleware",
    "crm.headers.HeadersMiddleware",
    "crm.health.ProbesMiddleware",
    "crm.observing.ObservingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "staff.middleware.SessionLimitsMiddleware",
    "crm.middleware.PreferencesMiddleware",
    "staff.middleware.FirstRunMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "staff.middleware.TwoFactorMiddleware",
    "staff.middleware.AdminStepUpMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "staff.audit_admin.AdminSightMiddleware",
]

ROOT_URLCONF = "crm.urls"
WSGI_APPLICATION = "crm.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["django.templatetags.i18n", "crm.templatetags.crm_ui"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "crm.context_processors.shell",
            ],
        },
    }
]

# --- database, broker, cache -------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'rapport.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Pages are many short queries over cached or solid-state storage: compiling them costs more than it saves, and
    # an index is worth more than PostgreSQL's own default believes.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 5,
        "options": "-c jit=off -c random_page_cost=1.1",
        **DATABASES["default"].get("OPTIONS", {}),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any]
_kept = {"MAX_ENTRIES": 200_000}
_database_cache = {"BACKEND": "crm.cache.KeepingDatabaseCache", "LOCATION": "crm_cache", "OPTIONS": _kept}
if REDIS_URL:
    CACHES = {
        "default": {"BACKEND": "crm.cache.RedisOrDatabaseCache", "LOCATION": REDIS_URL},
        "database": _database_cache,  # keeps the rate limits while Redis is down
    }
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 3600,
        "socket_connect_timeout": 2,
        "socket_timeout": 10,  # a worker's own wait for a task takes one second
        "socket_keepalive": True,
    }
else:
    CACHES = {"default": _database_cache}
    BROKER_DIR = DATA_DIR / "broker"
    for folder in ("queue", "control"):
        (BROKER_DIR / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "control_folder": str(BROKER_DIR / "control"),
        "polling_interval": 0.2,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # an outage may be long; the worker outlasts it
CELERY_BROKER_CONNECTION_TIMEOUT = 2
# What is not published now is made good by the schedule; nobody waits for a broker.
CELERY_TASK_PUBLISH_RETRY = False
# Pools of threads have no limits; where there are processes, a stuck job ends.
CELERY_TASK_TIME_LIMIT = 120
# A worker that was not heard of for longer does not run, and its administrators are told.
WORKER_SILENT_AFTER = timedelta(minutes=3)

# --- people and sign-in ------------------------------------------------------------------------
AUTH_USER_MODEL = "staff.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "interactions:my_day"
ACCOUNT_ADAPTER = "staff.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {"reset_password": "staff.forms_sign_in.LostPasswordForm"}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "staff.actions.passwords.PasswordLinks"
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/5m/key",
    # Whoever guesses elsewhere does not lock out a browser that its owner has signed in with before.
    "login_failed_known_browser": "5/5m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

REQUIRE_TWO_FACTOR = env.bool("REQUIRE_TWO_FACTOR", default=not DEBUG)
# Whoever does what carries far shows again who they are, unless they did so within five minutes.
REQUIRE_STEP_UP = env.bool("REQUIRE_STEP_UP", default=not DEBUG)
MFA_ADAPTER = "staff.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "staff.forms_sign_in.CodeForm",
    "reauthenticate": "staff.forms_sign_in.ConfirmByCodeForm",
    "authenticate_webauthn": "staff.forms_sign_in.PasskeyForm",
    "login_webauthn": "staff.forms_sign_in.PasskeyAloneForm",
    "reauthenticate_webauthn": "staff.forms_sign_in.ConfirmByPasskeyForm",
    "add_webauthn": "staff.forms_sign_in.AddPasskeyForm",
    "edit_webauthn": "staff.forms_sign_in.RenamePasskeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_ISSUER = "Rapport"
MFA_TOTP_TOLERANCE = 1
# Browsers make passkeys for names alone, over https or on the same machine; an IPv6 address may end in a letter too.
_is_name = ":" not in PUBLIC_HOST and PUBLIC_HOST[-1].isalpha()
PASSKEYS_POSSIBLE = PUBLIC_HOST == "localhost" or (SECURE and _is_name)

# An organisation's own identity provider, over OpenID Connect; it opens accounts that exist, and makes none.
OIDC_ISSUER = env.str("OIDC_ISSUER", default="").rstrip("/")
SOCIALACCOUNT_ADAPTER = "staff.adapter.SingleSignOnAdapter"
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
if OIDC_ISSUER:
    _client = {"client_id": env.str("OIDC_CLIENT_ID", default=""), "secret": env.str("OIDC_CLIENT_SECRET", default="")}
    if not all(_client.values()):
        raise ImproperlyConfigured("Set OIDC_CLIENT_ID and OIDC_CLIENT_SECRET too, or leave OIDC_ISSUER out.")
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            {
                "provider_id": "sso",
                "name": env.str("OIDC_NAME", default="OpenID Connect"),
                "settings": {"server_url": OIDC_ISSUER, "oauth_pkce_enabled": True},
                **_client,
            }
        ]
    }

# --- languages, times, formats -----------------------------------------------------------------
# It takes a fixed hour for a mistake whenever the clock happens to show it: a warning for twenty seconds at nine.
SILENCED_SYSTEM_CHECKS = ["fields.W161"]
LANGUAGE_CODE = "en"
INTERFACE_LANGUAGES = ("en", "ru", "cs", "da", "lt")
LANGUAGES = [
    ("en", _("English")),
    ("ru", _("Russian")),
    ("cs", _("Czech")),
    ("da", _("Danish")),
    ("lt", _("Lithuanian")),
    ("ar", _("Arabic")),
]
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_LANGUAGES = ("en", "ru", "cs", "da", "lt", "ar")
MODELTRANSLATION_FALLBACK_LANGUAGES = ("en",)
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["crm.formats"]
TIME_ZONE = "UTC"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = SECURE

# --- mail --------------------------------------------------------------------------------------
# Whatever any room or library sends goes into the outbox; the outbox alone talks to the transport.
EMAIL_BACKEND = "outreach.backends.OutboxBackend"
MAIL_DIR = DATA_DIR / "mail"
# Only the installation with this name sends; empty means a random name kept in the data folder.
INSTALLATION_ID = env.str("INSTALLATION_ID", default="")
# By SMTP (EMAIL_URL), through a provider that django-anymail knows (EMAIL_PROVIDER), or into a folder.
EMAIL_URL = env.str("EMAIL_URL", default="")
EMAIL_PROVIDER = env.str("EMAIL_PROVIDER", default="")
OUTREACH_VERDICTS = "outreach.transport.classify"
if EMAIL_URL and EMAIL_PROVIDER:
    raise ImproperlyConfigured("Set EMAIL_URL or EMAIL_PROVIDER, not both: mails leave by one way.")
if EMAIL_URL:
    _mail = env.email_url("EMAIL_URL")
    EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
    EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
    EMAIL_HOST = _mail["EMAIL_HOST"] or "localhost"
    EMAIL_PORT = _mail["EMAIL_PORT"] or (465 if EMAIL_USE_SSL else 587 if EMAIL_USE_TLS else 25)
    EMAIL_HOST_USER = _mail["EMAIL_HOST_USER"] or ""
    EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_PASSWORD"] or ""
    _is_smtp = _mail["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    OUTREACH_TRANSPORT = "outreach.smtp.SmtpBackend" if _is_smtp else _mail["EMAIL_BACKEND"]
    OUTREACH_PROVIDER = "smtp"
elif EMAIL_PROVIDER:
    if not EMAIL_PROVIDER.isidentifier() or find_spec(f"anymail.backends.{EMAIL_PROVIDER}") is None:
        raise ImproperlyConfigured(f"EMAIL_PROVIDER={EMAIL_PROVIDER} is no provider that django-anymail knows.")
    OUTREACH_TRANSPORT = f"anymail.backends.{EMAIL_PROVIDER}.EmailBackend"
    OUTREACH_PROVIDER = EMAIL_PROVIDER
    OUTREACH_VERDICTS = "outreach.providers.classify"
else:
    OUTREACH_TRANSPORT = "outreach.backends.FolderBackend"
    OUTREACH_PROVIDER = "folder"
_named = {name.removeprefix("ANYMAIL_"): words for name, words in env.ENVIRON.items() if name.startswith("ANYMAIL_")}
ANYMAIL = {
    **_named,
    "REQUESTS_TIMEOUT": (30, 120),  # seconds to connect, and to wait for an answer
    "WEBHOOK_SECRET": env.list("ANYMAIL_WEBHOOK_SECRET", default=[]),
}
# Mails a second; 0 means as fast as it goes.
OUTREACH_RATE = env.float("OUTREACH_RATE", default=0)
# Seconds without a sign of life after which a sender counts as dead.
OUTREACH_SILENCE = env.int("OUTREACH_SILENCE", default=120)
_is_domain = "." in PUBLIC_HOST and PUBLIC_HOST[-1].isalpha()
MAIL_DOMAIN = env.str("MAIL_DOMAIN", default=PUBLIC_HOST if _is_domain else "rapport.example")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"rapport@{MAIL_DOMAIN}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- static files, forms -----------------------------------------------------------------------
STATIC_URL = "static/"
# An image brings its collected files along; elsewhere they lie with the data.
_collected = env.str("STATIC_ROOT", default="") or (str(DATA_DIR / "static") if SECURE else "")
# Without https this is somebody's own machine: files are served from where they lie, nothing is collected.
STATIC_ROOT = Path(_collected).resolve() if _collected else None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if SECURE
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# Of what people upload nothing is kept so far; what will be is nobody else's.
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700
WHITENOISE_USE_FINDERS = not SECURE
WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_ROOT = DATA_DIR / "media"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
# Beside files, which are read from disk: the longest form is a template in six languages, the longest message of a
# provider some thousand events.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 10

# --- browser safety ----------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": [NONCE],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        # The way to an identity provider begins with a form of ours.
        "form-action": ["'self'", *(["{0.scheme}://{0.netloc}".format(urlsplit(OIDC_ISSUER))] if OIDC_ISSUER else [])],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_ENGINE = "crm.session_engine"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# However busy, a session ends after so many hours; unused, after so many minutes.
SESSION_COOKIE_AGE = env.int("SESSION_HOURS", default=12) * 60 * 60
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_MINUTES", default=30) * 60
CSRF_COOKIE_HTTPONLY = True
if SECURE:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)

# --- operation ---------------------------------------------------------------------------------
# Whoever brings this token reads /prometheus and the details of /readyz; without one nobody does.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
if 0 < len(METRICS_TOKEN) < 20:
    raise ImproperlyConfigured("Set METRICS_TOKEN to at least 20 random characters, or leave it out.")
LOG_FORMAT = env.str("LOG_FORMAT", default=logs.JSON if SECURE else logs.LINE)
if LOG_FORMAT not in (logs.JSON, logs.LINE):
    raise ImproperlyConfigured("LOG_FORMAT is json or line.")
LOGGING = logs.configuration(style=LOG_FORMAT, level=env.str("LOG_LEVEL", default="INFO").upper())
