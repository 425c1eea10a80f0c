"""Settings of a real installation. Every secret and service comes from the environment, without default.

Refuses to start (`ImproperlyConfigured`) on any setting that belongs to a demonstration.
"""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from cica.settings.base import *
from cica.settings.base import BASE_DIR, env


def required(name: str) -> str:
    """The environment variable `name`, or a refusal that names it."""
    if not (value := env.str(name, "")):
        raise ImproperlyConfigured(f"Production needs {name} in the environment; see docs/deployment.md.")
    return value


def refuse(condition: bool, sentence: str) -> None:
    if condition:
        raise ImproperlyConfigured(f"Production refuses to start: {sentence}")


DEBUG = False
DEMO = False
refuse(env.bool("DEBUG", False), "DEBUG is on.")
refuse(env.bool("DEMO", False), "DEMO is on; demonstration accounts have public passwords.")

SECRET_KEY = required("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", [])  # while sessions and webhooks move to a new key
BASE_URL = required("BASE_URL")
refuse(urlsplit(BASE_URL).scheme != "https", "BASE_URL is not an https address.")
ALLOWED_HOSTS = [host.strip() for host in required("ALLOWED_HOSTS").split(",")]
refuse("*" in ALLOWED_HOSTS, "ALLOWED_HOSTS admits every host.")
CSRF_TRUSTED_ORIGINS = [BASE_URL.rstrip("/")]

required("DATABASE_URL")
DATABASES = {"default": env.dj_db_url("DATABASE_URL", conn_max_age=600, conn_health_checks=True)}
refuse(
    DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql",
    "DATABASE_URL is not a PostgreSQL database.",
)
CELERY_BROKER_URL = required("BROKER_URL")
refuse(
    urlsplit(CELERY_BROKER_URL).scheme in {"filesystem", "memory"},
    "BROKER_URL is a demonstration broker.",
)
required("CACHE_URL")
CACHES = {"default": env.dj_cache_url("CACHE_URL")}
refuse(
    CACHES["default"]["BACKEND"].rpartition(".")[2] in {"LocMemCache", "DummyCache"},
    "CACHE_URL is not shared between processes.",
)
required("EMAIL_URL")
vars().update(env.dj_email_url("EMAIL_URL"))
EMAIL_TIMEOUT = 10  # seconds for each answer of the mail server
refuse(
    vars()["EMAIL_BACKEND"] != "django.core.mail.backends.smtp.EmailBackend",
    "EMAIL_URL does not send mail.",
)
refuse(
    bool(env.list("WEBHOOK_LOCAL_HOSTS", [])),
    "WEBHOOK_LOCAL_HOSTS lets webhooks call this machine itself.",
)

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked by the balancer over plain HTTP
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

STATIC_ROOT = BASE_DIR / "static-collected"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
