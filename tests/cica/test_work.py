"""The worker of `make run`: does what is due, hears the bell, outlives what fails."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from celery import Celery
from django.conf import settings
from django.db import OperationalError, connection, transaction

from cica import work
from cica.celery import app
from cica.work import Worker, intervals_of
from notices import bell
from tests.factories.records import enter_act

PATIENCE = 30  # seconds


def test_every_task_of_the_schedule_is_done_in_one_queue():
    queues = [queue.name for queue in settings.CELERY_TASK_QUEUES]
    done = [task for queue in queues for task in intervals_of(queue)]

    assert sorted(done) == sorted(entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values())
    assert set(intervals_of("delivery")) == {"notices.deliver"}


def test_a_task_is_done_at_once_and_then_at_its_interval(monkeypatch):
    worker, done = working(monkeypatch, lambda: None)
    worker.intervals = {"notices.deliver": 0.05}

    worker.do_what_is_due()
    worker.do_what_is_due()
    assert done == [1]
    time.sleep(0.06)
    worker.do_what_is_due()
    assert done == [1, 1]


def test_a_task_that_fails_is_logged_and_tried_again(monkeypatch, caplog):
    def fail():
        raise ValueError("no luck")

    worker, done = working(monkeypatch, fail)
    worker.intervals = {"notices.deliver": 0.0}
    with caplog.at_level(logging.ERROR):
        worker.do_what_is_due()
        worker.do_what_is_due()

    assert done == [1, 1]
    assert "The task notices.deliver failed." in caplog.text


def working(monkeypatch, task) -> tuple[Worker, list[int]]:
    """A worker of the courier's queue whose task is this one, and a one for each time that it was done."""
    done: list[int] = []

    def counted() -> None:
        done.append(1)
        task()

    own = Celery("own", set_as_current=False)
    own.tasks["notices.deliver"] = counted
    worker = Worker(own, queue="delivery")
    return worker, done


def test_a_database_that_is_away_is_waited_for(monkeypatch, caplog):
    rounds = []

    def listen(self, is_over):
        rounds.append(1)
        if len(rounds) == 1:
            raise OperationalError("gone")

    monkeypatch.setattr(Worker, "do_what_is_due", lambda self: None)
    monkeypatch.setattr(Worker, "listen", listen)
    monkeypatch.setattr(work, "PAUSE", 0)
    monkeypatch.setattr(work, "close_old_connections", lambda: None)
    monkeypatch.setattr(connection, "close", lambda: None)

    Worker(app, queue="delivery").work_until(lambda: len(rounds) == 2)

    assert "The database does not answer" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_server_that_ends_while_the_worker_listens_is_waited_for(monkeypatch, caplog):
    monkeypatch.setattr(work, "PAUSE", 0)
    worker, done = working(monkeypatch, lambda: None)
    worker.intervals = {"notices.deliver": 3600.0}
    with at_work(worker):
        wait_until(ended_sessions_that_listen)
        wait_until(lambda: "The database does not answer" in caplog.text)
        worker.due_at["notices.deliver"] = 0.0
        wait_until(lambda: len(done) == 2)


def ended_sessions_that_listen() -> int:
    """End them as the server does that shuts down; return how many they were."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND state = 'idle' AND query LIKE 'LISTEN %'"
        )
        return cursor.rowcount


@contextmanager
def at_work(worker: Worker) -> Iterator[None]:
    """Let a worker work in a thread of its own."""
    over = threading.Event()
    thread = threading.Thread(target=lambda: (worker.work_until(over.is_set), connection.close()))
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(PATIENCE)


@pytest.mark.django_db(transaction=True)
def test_acts_ring_for_the_worker_without_a_broker_and_at_most_five_times_a_second(monkeypatch, settings):
    settings.CELERY_BROKER_URL = ""
    monkeypatch.setattr(bell, "_ringer", None)
    monkeypatch.setattr(bell, "_rung", threading.Event())  # which no other test's ringer waits for
    worker, done = working(monkeypatch, lambda: None)
    worker.intervals = {"notices.deliver": 3600.0}
    with at_work(worker):
        wait_until(lambda: done)
        began = time.monotonic()
        while time.monotonic() - began < 1:
            with transaction.atomic():
                enter_act(told=["TR"])
            time.sleep(0.02)
        took = time.monotonic() - began
        wait_until(lambda: len(done) >= 2)
        time.sleep(0.5)

    assert 2 <= len(done) <= 1 + 5 * took + 2  # the first round, and a ring that was on its way


def wait_until(is_so) -> None:
    limit = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < limit
        time.sleep(0.05)
