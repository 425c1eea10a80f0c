"""The scheduler writes down what it asks for, on every machine; its probe looks at that."""

import os

from django.conf import settings

from cica.celery import app
from cica.probe import STANDSTILL, scheduler_moves
from cica.schedule import Scheduler


def test_a_task_asked_for_is_written_at_once_and_remembered(tmp_path, settings):
    settings.CELERY_BEAT_SCHEDULE_FILENAME = str(tmp_path / "schedule")
    scheduler = Scheduler(app, schedule_filename=settings.CELERY_BEAT_SCHEDULE_FILENAME)
    task = "notices.deliver"
    before = scheduler.schedule[task].last_run_at
    for path in tmp_path.iterdir():
        os.utime(path, (0, 0))
    assert not scheduler_moves(None)

    scheduler.schedule[task] = scheduler.reserve(scheduler.schedule[task])
    scheduler.sync()

    assert scheduler_moves(None)
    again = Scheduler(
        app, schedule_filename=settings.CELERY_BEAT_SCHEDULE_FILENAME
    )  # the first one was killed
    assert again.schedule[task].last_run_at > before


def test_the_probes_patience_is_longer_than_the_scheduler_is_ever_silent():
    assert STANDSTILL > 3 * settings.POLL_SECONDS
