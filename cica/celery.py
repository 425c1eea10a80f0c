"""The task queue. Tasks are doors to actions; what is due is read from the database, not from the broker."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cica.settings.production")
app = Celery("cica")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.set_default()  # for every thread, also of the web server, which rings for the worker
app.autodiscover_tasks()
