"""The web application, as granian calls it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cica.settings.production")
os.environ.setdefault("LONGEST_STATEMENT", "10")  # seconds; of requests alone, so it is said here
application = get_wsgi_application()
