"""The web application with one page more: `/slow` reads for as long as a search may that nobody bounds."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cica.settings.local")

from django.db import connection

from cica import wsgi


def with_a_slow_page(environ, start_response):
    if environ["PATH_INFO"] != "/slow":
        return wsgi.django_application(environ, start_response)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(600)")
    start_response("200 OK", [])
    return [b""]


wsgi.application.application = with_a_slow_page
application = wsgi.application
