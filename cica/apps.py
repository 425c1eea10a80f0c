"""Puts the project's own checks beside Django's, and connects every process to the task queue."""

from django.apps import AppConfig


class CicaConfig(AppConfig):
    name = "cica"

    def ready(self):
        from cica import celery, checks  # noqa: F401, PLC0415  importing registers them, once apps are loaded
        from records import supplying  # noqa: PLC0415

        supplying.read()  # now, so that no process begins with declarations that do not go together
