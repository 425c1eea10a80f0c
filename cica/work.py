"""`python -m cica.work QUEUE`: does the tasks of one queue as they fall due, without a broker.

For `make run`, which has PostgreSQL and nothing else; worker and scheduler in one. What is due when, and in
which queue, is said by the same settings that Celery reads. Between two rounds it listens on the database,
where the bell of acts rings (`notices.bell`); what was not heard is found in the next round.
"""

import argparse
import logging
import os
import signal
import time
from collections.abc import Callable

import django
from celery import Celery
from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connection

logger = logging.getLogger(__name__)

SLICE = 1.0
"""Seconds after which whoever listens looks whether it is to stop."""
PAUSE = 2.0
"""Seconds after the database did not answer."""


def main() -> int:
    """Work until asked to stop (SIGTERM, SIGINT); a task that was begun is ended first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("queue")
    queue = parser.parse_args().queue
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cica.settings.local")
    django.setup()
    from cica.celery import app  # noqa: PLC0415  the tasks' models are there only now

    app.loader.import_default_modules()  # the tasks, which a worker of Celery's imports by itself
    asked: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, frame: asked.append(number))
    Worker(app, queue=queue).work_until(lambda: bool(asked))
    return 0


class Worker:
    """Does the scheduled tasks of one queue, each at its interval, and those that the bell names at once."""

    def __init__(self, app: Celery, *, queue: str) -> None:
        self.app = app
        self.intervals = intervals_of(queue)
        self.due_at = dict.fromkeys(self.intervals, 0.0)
        """`{task: when it is due, by the clock of `time.monotonic`}`; everything is due at the beginning."""

    def work_until(self, is_over: Callable[[], bool]) -> None:
        """Do what is due, listen, and begin again, until `is_over()`; wait for a database that is away."""
        while not is_over():
            try:
                close_old_connections()
                self.do_what_is_due()
                self.listen(is_over)
            except (DatabaseError, InterfaceError) as error:
                logger.warning("The database does not answer; the work goes on when it does: %s", error)
                connection.close()
                time.sleep(PAUSE)

    def do_what_is_due(self) -> None:
        """Do each task that is due. One that fails is logged, and tried again after its interval."""
        for task, due in self.due_at.items():
            if due <= time.monotonic():
                self.due_at[task] = time.monotonic() + self.intervals[task]
                self.do(task)

    def do(self, task: str) -> None:
        try:
            self.app.tasks[task]()
        except Exception:
            logger.exception("The task %s failed.", task)

    def listen(self, is_over: Callable[[], bool]) -> None:
        """Wait until a task is due, by time or because the bell has named it, or until `is_over()`."""
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {settings.TASK_CHANNEL}")
        while not is_over() and (left := min(self.due_at.values()) - time.monotonic()) > 0:
            with connection.wrap_database_errors:  # of psycopg's own connection, like any other's
                heard = list(connection.connection.notifies(timeout=min(left, SLICE), stop_after=1))
            for named in heard:
                if named.payload in self.due_at:
                    self.due_at[named.payload] = 0.0


def intervals_of(queue: str) -> dict[str, float]:
    """Return the scheduled tasks that go to `queue`, as `{task: seconds between two}`."""
    schedule = ((entry["task"], entry["schedule"]) for entry in settings.CELERY_BEAT_SCHEDULE.values())
    return {task: seconds for task, seconds in schedule if queue_of(task) == queue}


def queue_of(task: str) -> str:
    """Return the queue that Celery sends a task to, by the same settings."""
    return settings.CELERY_TASK_ROUTES.get(task, {}).get("queue", settings.CELERY_TASK_QUEUES[0].name)


if __name__ == "__main__":
    raise SystemExit(main())
