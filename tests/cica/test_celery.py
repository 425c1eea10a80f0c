"""The scheduler asks for tasks that the worker knows."""

from django.conf import settings

from cica.celery import app


def test_every_scheduled_task_is_known_to_the_worker():
    app.loader.import_default_modules()

    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert scheduled <= app.tasks.keys()
    assert "proposals.close_due_silences" in scheduled
