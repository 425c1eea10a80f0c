"""The web application, as granian calls it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cica.settings.production")
os.environ.setdefault("LONGEST_STATEMENT", "10")  # seconds; of requests alone, so it is said here
django_application = get_wsgi_application()

from django.conf import settings  # noqa: E402 (the settings go first)

from cica.lanes import Lanes  # noqa: E402 (the same)

application = Lanes(
    django_application,
    threads=settings.WEB_THREADS,
    reading=settings.READING_LANES,
    acting=settings.ACTING_LANES,
    patience=settings.LANE_PATIENCE,
)
