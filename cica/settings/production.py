"""Settings of a real installation. Every secret and service comes from the environment, without default.

Refuses to start (`ImproperlyConfigured`) on any setting that belongs to a demonstration.
"""

import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_email_url
import django_cache_url
from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host

from cica.settings.base import *
from cica.settings.base import (
    BASE_DIR,
    CELERY_BROKER_TRANSPORT_OPTIONS,
    LOGGING,
    SCANNER_ADDRESS,
    database,
    env,
)
from cica.settings.environment import given, required

SHORTEST_KEY = 50  # characters, as Django's own check asks
CACHE_PATIENCE = 1  # seconds that a page waits for a cache that does not answer
MAIL_PATIENCE = 10  # seconds for each answer of the mail server
LONGEST_TASK = 10 * 60  # seconds, after which the worker ends a task; what it held comes again


def refuse(condition: bool, sentence: str) -> None:
    if condition:
        raise ImproperlyConfigured(f"Production refuses to start: {sentence}")


DEBUG = False
DEMO = False
refuse(env.bool("DEBUG", False), "DEBUG is on.")
refuse(env.bool("DEMO", False), "DEMO is on; demonstration accounts have public passwords.")

SECRET_KEY = required("SECRET_KEY")
refuse(len(SECRET_KEY) < SHORTEST_KEY, f"SECRET_KEY has fewer than {SHORTEST_KEY} characters.")
# While a key is replaced: sessions and webhooks that the one before has signed or sealed still hold.
SECRET_KEY_FALLBACKS = [key.strip() for key in given("SECRET_KEY_FALLBACKS").split(",") if key.strip()]
BASE_URL = required("BASE_URL")
refuse(urlsplit(BASE_URL).scheme != "https", "BASE_URL is not an https address.")
refuse(
    urlsplit(SCANNER_ADDRESS).scheme not in {"", "tcp", "unix"},
    "SCANNER_ADDRESS is neither tcp://host:port nor unix:///path.",
)
ALLOWED_HOSTS = [host.strip() for host in required("ALLOWED_HOSTS").split(",")]
refuse("*" in ALLOWED_HOSTS, "ALLOWED_HOSTS admits every host.")
refuse(
    not validate_host(urlsplit(BASE_URL).hostname or "", ALLOWED_HOSTS),
    "ALLOWED_HOSTS lacks the host of BASE_URL.",
)
CSRF_TRUSTED_ORIGINS = [BASE_URL.rstrip("/")]

DATABASE_URL = required("DATABASE_URL")
DATABASES = {"default": database(DATABASE_URL)}
OWNER_DATABASE_URL = given("OWNER_DATABASE_URL")  # where `migrate` and `restore` run, and nowhere else
refuse(
    DATABASES["default"]["ENGINE"] != "cica.postgresql",
    "DATABASE_URL is not a PostgreSQL database.",
)
CELERY_BROKER_URL = required("BROKER_URL")
refuse(
    urlsplit(CELERY_BROKER_URL).scheme in {"filesystem", "memory"},
    "BROKER_URL is a demonstration broker.",
)
CACHE_URL = required("CACHE_URL")
CACHES: dict[str, dict[str, Any]]
if urlsplit(CACHE_URL).scheme in {"redis", "rediss"}:
    # Not parsed by django_cache_url, which drops the user's name.
    patience = {"socket_timeout": CACHE_PATIENCE, "socket_connect_timeout": CACHE_PATIENCE}
    CACHES = {
        "default": {"BACKEND": "cica.cache.ExpendableCache", "LOCATION": CACHE_URL, "OPTIONS": patience}
    }
else:
    CACHES = {"default": django_cache_url.parse(CACHE_URL)}
refuse(
    CACHES["default"]["BACKEND"].rpartition(".")[2] in {"LocMemCache", "DummyCache"},
    "CACHE_URL is not shared between processes.",
)
email = dj_email_url.parse(required("EMAIL_URL"))
refuse(
    email["EMAIL_BACKEND"] != "django.core.mail.backends.smtp.EmailBackend",
    "EMAIL_URL does not send mail.",
)
vars().update(email)
EMAIL_BACKEND = "notices.smtp.EmailBackend"  # which keeps what the server answers
EMAIL_TIMEOUT = email["EMAIL_TIMEOUT"] or MAIL_PATIENCE
DEFAULT_FROM_EMAIL = given("DEFAULT_FROM_EMAIL") or f"CICA CBM system <notices@{urlsplit(BASE_URL).hostname}>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
refuse(
    bool(env.list("WEBHOOK_LOCAL_HOSTS", [])),
    "WEBHOOK_LOCAL_HOSTS lets webhooks call this machine itself.",
)

# A task is acknowledged when it is done, so one whose worker died is handed out again: at once where only its
# process died, else when the broker has waited for longer than any task may take.
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = LONGEST_TASK
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # wait for a broker for as long as it takes
if urlsplit(CELERY_BROKER_URL).scheme in {"redis", "rediss"}:
    CELERY_BROKER_TRANSPORT_OPTIONS = CELERY_BROKER_TRANSPORT_OPTIONS | {
        "visibility_timeout": 2 * LONGEST_TASK
    }
# When each task was last asked for, kept beyond a restart, or what is due once a day might never be.
CELERY_BEAT_SCHEDULER = "cica.schedule:Scheduler"
CELERY_BEAT_SYNC_EVERY = 1  # written at each task, so that its age shows whether the scheduler lives

# The proxy sets these four itself, whatever the client sent. See deploy/nginx/nginx.conf.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_CLIENT_IP_HEADER = "X-Real-IP"  # attempts to log in are counted by client, not by proxy
BEHIND_PROXY = True  # X-Received-At and X-Request-ID
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked by the balancer over plain HTTP
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
# By its prefix a browser takes such a cookie from this host alone, over https: neither a neighbour of the
# same domain nor anybody on the way can plant another.
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/"
SESSION_COOKIE_DOMAIN = CSRF_COOKIE_DOMAIN = None

STATIC_ROOT = env.path("STATIC_ROOT", BASE_DIR / "static-collected")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

LOGGING["handlers"]["console"]["formatter"] = "json"
# What a command prints may be read by a program, such as a new token, so its lines go beside it.
LOGGING["handlers"]["security"] = {
    "class": "logging.StreamHandler",
    "stream": "ext://sys.stderr" if Path(sys.argv[0]).stem == "manage" else "ext://sys.stdout",
    "formatter": "security",
}
