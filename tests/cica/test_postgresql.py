"""A database that hangs: whoever waits for it is told so in seconds. A slow one may be slow."""

import os
import signal
import time
from pathlib import Path

import psutil
import psycopg
import pytest
from django.db import OperationalError, connections
from django.test import Client

from cica import health
from cica.postgresql import base
from cica.settings.base import database
from tests.temporary_postgres import find_binaries, temporary_server

binaries = find_binaries()
pytestmark = pytest.mark.skipif(binaries is None, reason="no PostgreSQL is installed on this machine")
LIMIT = 30  # seconds; some eight are needed


@pytest.fixture
def server():
    """A server of its own, since it will be frozen; yields a connection to it, and its process."""
    with temporary_server(binaries) as address:
        with psycopg.connect(address) as asking:
            folder = asking.execute("SHOW data_directory").fetchone()[0]
        postmaster = psutil.Process(int((Path(folder) / "postmaster.pid").read_text().split()[0]))
        connections.settings["frozen"] = {**connections.settings["default"], **database(address)}
        try:
            yield connections["frozen"], postmaster
        finally:
            thaw(postmaster)
            connections["frozen"].close()
            del connections["frozen"], connections.settings["frozen"]


def freeze(postmaster):
    for process in [postmaster, *postmaster.children(recursive=True)]:
        os.kill(process.pid, signal.SIGSTOP)


def thaw(postmaster):
    for process in [postmaster, *postmaster.children(recursive=True)]:
        os.kill(process.pid, signal.SIGCONT)


@pytest.mark.django_db(databases=[])
def test_who_waits_for_a_server_that_hangs_is_told_in_seconds_and_it_serves_again(server, django_db_blocker):
    connection, postmaster = server
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        freeze(postmaster)

        began = time.monotonic()
        with pytest.raises(OperationalError, match="does not answer"), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        with pytest.raises(OperationalError), connection.cursor() as cursor:  # a new connection
            cursor.execute("SELECT 1")
        assert time.monotonic() - began < LIMIT

        thaw(postmaster)
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 2")
            assert cursor.fetchone() == (2,)


def test_a_statement_may_be_slow_while_the_server_answers(server, django_db_blocker, monkeypatch):
    connection, _postmaster = server
    monkeypatch.setattr(base, "PATIENCE", 0.1)
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT generate_series(1, 2000) FROM pg_sleep(1)")

        assert len(cursor.fetchall()) == 2000


def test_the_health_page_says_so_within_two_seconds(monkeypatch):

    monkeypatch.setattr(health, "_look", None)
    monkeypatch.setattr(health, "_took", 0.0)
    monkeypatch.setattr(health, "missing_migrations", lambda: time.sleep(4))
    began = time.monotonic()

    answers = [Client().get("/healthz") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [503, 503]
    assert answers[0].json()["cause"] == "the database does not answer"
    assert time.monotonic() - began < 4
    health._look.result()


def test_a_slow_machine_becomes_ready_all_the_same(monkeypatch):
    monkeypatch.setattr(health, "_look", None)
    monkeypatch.setattr(health, "_took", 0.0)
    monkeypatch.setattr(health, "PATIENCE", 0.2)
    monkeypatch.setattr(health, "missing_migrations", lambda: time.sleep(0.5))

    first = Client().get("/healthz").status_code
    health._look.result()

    assert (first, Client().get("/healthz").status_code) == (503, 200)
