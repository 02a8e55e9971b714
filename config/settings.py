"""Every setting of an installation, read from the environment (a `.env` file is read too)."""

import contextlib
import os
import secrets
import zoneinfo
from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
import environ
from django.utils.translation import gettext_lazy as _

from config.content_policy import CONTENT_SECURITY_POLICY  # noqa: F401 - a setting like those below
from config.link_keys import link_keys
from config.logs import to_console
from config.meetings import meetings
from config.schema_words import ENUM_NAMES
from config.seams import *  # noqa: F403 - all of it settings

zoneinfo.reset_tzpath(to=())  # the pinned tzdata alone: due times must not depend on the host's (S17)
django_stubs_ext.monkeypatch()  # lets Django's generic classes be written with their types

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(env.str("ENV_FILE", default=str(BASE_DIR / ".env")))

DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "data"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)


def made_once(name: str) -> str:
    """A secret of this installation: from the environment, else made once in DATA_DIR, never in the database."""
    given: str = env.str(name, default="")
    if given:
        return given
    path = DATA_DIR / f"{name.lower()}.txt"
    if not path.exists():
        # Written whole under another name, then linked: of two processes that start together, one secret stands.
        draft = DATA_DIR / f".{name.lower()}.{secrets.token_hex(8)}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text()


# --- The installation -------------------------------------------------------------------------------------------------
PORT = env.int("PORT", default=8000)
# Not HOST: several shells and build environments export a variable of that name for purposes of their own.
LISTEN_ADDRESS = env.str("LISTEN_ADDRESS", default="127.0.0.1")
SITE_URL = env.str("SITE_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
SITE_NAME = env.str("SITE_NAME", default="Relief")
SECRET_KEY = made_once("SECRET_KEY")
# What the product group's links are made with, the newest key first; not SECRET_KEY, so that neither opens both.
LINK_KEYS = link_keys(made_once("LINK_KEYS"))
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[urlsplit(SITE_URL).hostname or "localhost", "127.0.0.1", "localhost", "[::1]"]
)
SECURE = SITE_URL.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "csp",
    "django_filters",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "notifications",
    "accounts",
    "incidents",
    "escalations",
    "config",
]

MIDDLEWARE = [
    "escalations.pg_headers.PgHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.TimeZoneMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.errors.ErrorMiddleware",
    "config.utf8.Utf8Only",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.installation",
                "config.context.menu",
            ],
        },
    }
]

# --- Data -------------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'relief.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # WAL and IMMEDIATE: with less, up to 43 % of concurrent writes failed ("database is locked").
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": env.int("SQLITE_TIMEOUT", default=20),
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
else:
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"].get("OPTIONS", {}),
        "options": "-c lock_timeout=3000 -c timezone=UTC",
    }
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# --- People -----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backend.PeopleBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
PASSWORD_RESET_TIMEOUT = 3600  # seconds; the letter says one hour
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
# So many of the last addresses in X-Forwarded-For are ours: without this everybody behind a proxy is one client.
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
# Sign-ins that succeed are never limited (thirty a minute from one office is ordinary); failures are.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "10/m/ip,5/5m/key"}

# --- Security ---------------------------------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "relief_session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "relief_csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]  # machines ask from inside, past the proxy
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
# strict-origin, not no-referrer: with the latter Chromium sends "Origin: null" and every form post is refused.
SECURE_REFERRER_POLICY = "strict-origin"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
DEFAULT_EXCEPTION_REPORTER = "config.reports.MaskedReporter"
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- Languages and time -----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"
MEETINGS = meetings(env)

# --- Live pages -------------------------------------------------------------------------------------------------------
LIVE_SECONDS = env.int("LIVE_SECONDS", default=20)  # between two questions of an open page; three times that when idle

# --- Static files -----------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "config" / "static"]
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    "attachments": {
        "BACKEND": env.str("ATTACHMENT_STORAGE", default="incidents.storage.AttachmentFolder"),
        "OPTIONS": env.json("ATTACHMENT_STORAGE_OPTIONS", default={"location": str(DATA_DIR / "attachments")}),
    },
}

# --- Attachments ------------------------------------------------------------------------------------------------------
ATTACHMENT_MB = env.int("ATTACHMENT_MB", default=20)
ATTACHMENTS_A_MESSAGE = env.int("ATTACHMENTS_A_MESSAGE", default=10)
ATTACHMENTS_MB_A_MESSAGE = env.int("ATTACHMENTS_MB_A_MESSAGE", default=50)
ATTACHMENT_TYPES_REFUSED = env.list("ATTACHMENT_TYPES_REFUSED", default=[])  # extensions and types by content
FILE_UPLOAD_HANDLERS = ["config.uploads.BoundedUploads"]

# --- Mail -------------------------------------------------------------------------------------------------------------
EMAIL_URL = env.str("EMAIL_URL", default="")
if EMAIL_URL:
    vars().update(env.email_url("EMAIL_URL"))
MAIL_FROM_ADDRESS = env.str("MAIL_FROM_ADDRESS", default="support@relief.example")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL_FROM_ADDRESS
MAIL_FOLDER = DATA_DIR / "mail"  # where the demo mailbox keeps its letters
OUTBOX_LEASE_SECONDS = env.int("OUTBOX_LEASE_SECONDS", default=180)
OUTBOX_DEADLINE_SECONDS = env.int("OUTBOX_DEADLINE_SECONDS", default=60)
OUTBOX_REPLY_SECONDS = env.int("OUTBOX_REPLY_SECONDS", default=60)  # for the receipt, after the final dot
OUTBOX_HOLD_AMBIGUOUS = env.list("OUTBOX_HOLD_AMBIGUOUS", default=[])  # urgencies that a person decides on instead
OUTBOX_BATCH = env.int("OUTBOX_BATCH", default=20)

# --- Background work (the outbox row is the truth; Celery is only the doorbell and the sweep) -------------------------
_BROKER_DIR = DATA_DIR / "broker"
for _folder in ("queue", "processed", "control"):
    (_BROKER_DIR / _folder).mkdir(parents=True, exist_ok=True)
CELERY_BROKER_URL = REDIS_URL or "embedded://localhost//"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"socket_connect_timeout": 0.2, "socket_timeout": 1}
    if REDIS_URL
    else {
        "data_folder_in": str(_BROKER_DIR / "queue"),
        "data_folder_out": str(_BROKER_DIR / "queue"),
        "processed_folder": str(_BROKER_DIR / "processed"),
        "control_folder": str(_BROKER_DIR / "control"),
        "store_processed": True,
        "polling_interval": 0.1,
    }
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False

# --- API --------------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.BearerAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": "1200/min"},
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "config.errors.problem",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Relief",
    "DESCRIPTION": "Report, follow and work incidents. Errors are problem documents (application/problem+json).",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},  # asks no other site about our schema
    "ENUM_NAME_OVERRIDES": ENUM_NAMES,
}

# --- Logs -------------------------------------------------------------------------------------------------------------
LOGGING = to_console(env.str("LOG_LEVEL", default="INFO"))
