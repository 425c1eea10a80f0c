"""Settings of `make run` and of `manage.py` by hand: this machine only, over plain HTTP.

Without `DATABASE_URL` the embedded PostgreSQL is found, or started, as these settings are read.
"""

import os
import secrets
import warnings
from pathlib import Path

from celery.platforms import SecurityWarning

from cica import embedded
from cica.settings.base import *
from cica.settings.base import DATA_DIR, LOGGING, database, env


def own_secret_key(path: Path) -> str:
    """The secret key of this installation, made at the first call and kept in `path`."""
    if not path.exists():
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64))
        draft.replace(path)
    return path.read_text()


DATA_DIR.mkdir(parents=True, exist_ok=True)
SECRET_KEY = env.str("SECRET_KEY", "") or own_secret_key(DATA_DIR / "secret-key")
DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("DEMO", True)
PORT = env.int("PORT", 8000)
BASE_URL = env.str("BASE_URL", f"http://localhost:{PORT}")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *env.list("ALLOWED_HOSTS", [])]

DATABASE_URL, OWNER_DATABASE_URL = env.str("DATABASE_URL", ""), env.str("OWNER_DATABASE_URL", "")
if not DATABASE_URL:
    OWNER_DATABASE_URL = embedded.database_url(DATA_DIR)
    DATABASE_URL = embedded.application_url(OWNER_DATABASE_URL)
DATABASES = {"default": database(DATABASE_URL)}
CACHES = {"default": env.dj_cache_url("CACHE_URL", default="locmem://")}
email = env.dj_email_url("EMAIL_URL", default="console://")
vars().update(email)
EMAIL_BACKEND = email["EMAIL_BACKEND"]
EMAIL_TIMEOUT = 10  # seconds for each answer of the mail server
if EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend":
    EMAIL_BACKEND = "notices.smtp.EmailBackend"  # which keeps what the server answers
if DEMO and not env.str("EMAIL_URL", ""):
    EMAIL_BACKEND = "notices.mailbox.MailboxBackend"  # shown at /demo/mail/

# None: the processes of `make run` hear of tasks through the database (cica/work.py).
CELERY_BROKER_URL = env.str("BROKER_URL", "")

WEBHOOK_LOCAL_HOSTS = env.list("WEBHOOK_LOCAL_HOSTS", ["localhost", "127.0.0.1"])

# The worker may run as root here, on messages of this machine alone.
warnings.filterwarnings("ignore", category=SecurityWarning)

# Files are served as they lie in the tree: nothing to collect before the first page.
WHITENOISE_USE_FINDERS = True

# Whoever runs a demonstration wants to read of what went wrong, not of every act.
LOGGING["loggers"]["cica.trail"] = {"level": "WARNING"}
