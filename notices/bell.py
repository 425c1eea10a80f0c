"""The bell that wakes the worker after an act. It only saves waiting: the worker looks by itself anyway.

A broker that is down, slow or silent must neither fail nor slow an act. So a thread of its own publishes: the
act only sets a flag, many acts ring once, and an error is logged and followed by a pause.
"""

import logging
import threading
import time

from celery import current_app
from django.conf import settings
from django.db import connection

logger = logging.getLogger(__name__)

TASK = "notices.deliver"
EXPIRES = 10
"""Seconds after which the worker has looked by itself, so that an older message is not worth reading."""
INTERVAL = 0.2
"""Seconds between two rings, however many acts there are: at most five a second."""
PAUSE = 30.0
"""Seconds of silence after nobody took a ring."""

_rung = threading.Event()
_starting = threading.Lock()
_ringer: threading.Thread | None = None


def ring() -> None:
    """Ask the worker to look soon; returns at once and raises nothing."""
    global _ringer  # noqa: PLW0603 (one thread a process, made when first needed: also after a fork)
    _rung.set()
    with _starting:
        if _ringer is None or not _ringer.is_alive():
            _ringer = threading.Thread(target=_answer, name="bell", daemon=True)
            _ringer.start()


def _answer() -> None:
    while True:
        _rung.wait()
        _rung.clear()
        time.sleep(INTERVAL if publish() else PAUSE)


def publish() -> bool:
    """Ring once, without retries; return whether the broker, or without one the database, took it."""
    try:
        if settings.CELERY_BROKER_URL:
            current_app.send_task(TASK, retry=False, expires=EXPIRES)
        else:
            _notify()
    except Exception as error:  # noqa: BLE001 (whatever a broker's client raises, the act stands)
        logger.warning("The broker did not take a message; the worker will look by itself: %s", error)
        return False
    return True


def _notify() -> None:
    """Name the task to whoever listens on the database (`cica.work`); where nobody does, nothing is kept."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [settings.TASK_CHANNEL, TASK])
    finally:
        connection.close()  # of this thread alone, which may have nothing to do for hours
