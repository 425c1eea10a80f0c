"""Settings of the tests: as local, but quick, silent and alone."""

from cica.settings.local import *
from cica.settings.local import DATABASE_URL, LOGGING, OWNER_DATABASE_URL, database

SECRET_KEY = "the tests protect nothing with this key; production has no default for it"
DEMO = False
BASE_URL = "http://testserver"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick, which a real one must not be
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
WEBHOOK_LOCAL_HOSTS = []  # the tests that need one name it
WHITENOISE_USE_FINDERS = False  # each test client would list every file again

# Tests make databases, and put tables back behind the triggers' back: they are the owner's.
DATABASE_URL = OWNER_DATABASE_URL or DATABASE_URL
OWNER_DATABASE_URL = ""
DATABASES = {"default": database(DATABASE_URL)}

# A test database is thrown away, so nothing waits for the disk.
DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"

LOGGING["handlers"]["security"] = {"class": "logging.NullHandler"}
