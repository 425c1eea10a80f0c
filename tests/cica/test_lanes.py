"""Reading takes nothing that an act needs."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from datetime import timedelta
from http.client import HTTPConnection
from unittest.mock import MagicMock

import orjson
import pytest
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections

from cica.lanes import RECEIVED_AT, Lanes, received_at
from members.models import Account, Token
from proposals.enums import Action, Stage
from proposals.models import Position
from records import clock
from records.canonical import instant_text
from tests.factories.members import delegate
from tests.factories.proposals import consider, proposal_at

PATIENCE = 120  # seconds


class Slow:
    """An application whose readers stay until they are let go; counts who is within."""

    def __init__(self):
        self.let_go = threading.Event()
        self.within = threading.Semaphore(0)

    def __call__(self, environ, start_response):
        if environ["REQUEST_METHOD"] == "GET" and environ["PATH_INFO"] != "/healthz":
            self.within.release()
            self.let_go.wait(PATIENCE)
        start_response("200 OK", [])
        return [b"done"]


def ask(lanes, method, path="/"):
    """Ask as a web server does, in a thread of its own; return the status."""
    said = []
    body = lanes({"REQUEST_METHOD": method, "PATH_INFO": path}, lambda status, headers: said.append(status))
    list(body)
    if close := getattr(body, "close", None):
        close()
    return said[0]


@pytest.fixture
def slow():
    application = Slow()
    yield application
    application.let_go.set()


def readers(lanes, count):
    threads = [threading.Thread(target=ask, args=(lanes, "GET"), daemon=True) for _ in range(count)]
    for thread in threads:
        thread.start()
    return threads


def test_an_act_is_answered_while_all_of_reading_is_taken(slow):
    lanes = Lanes(slow, threads=8, reading=2, acting=1, patience=PATIENCE)
    reading = readers(lanes, 6)  # two within, four wait: three quarters of the threads
    for _ in range(2):
        assert slow.within.acquire(timeout=PATIENCE)
    wait_until(lanes.room_for_reading.empty)

    assert ask(lanes, "GET").startswith("503")
    assert ask(lanes, "POST") == "200 OK"
    assert ask(lanes, "GET", "/healthz") == "200 OK"
    slow.let_go.set()
    for thread in reading:
        thread.join(PATIENCE)
    assert ask(lanes, "GET") == "200 OK"
    assert lanes.reading.free.qsize() == 2
    assert lanes.acting.free.qsize() == 1


def test_who_waits_too_long_for_a_lane_is_told_when_to_come_again(slow):
    lanes = Lanes(slow, threads=8, reading=1, acting=1, patience=0.01)
    readers(lanes, 1)
    assert slow.within.acquire(timeout=PATIENCE)
    headers = []

    lanes({"REQUEST_METHOD": "GET", "PATH_INFO": "/api/v1/"}, lambda status, said: headers.extend(said))

    assert ("Retry-After", "2") in headers
    assert ("Content-Type", "application/problem+json") in headers


def test_a_lane_is_free_again_however_its_request_ends(slow):
    def fails(environ, start_response):
        raise RuntimeError("no luck")

    lanes = Lanes(fails, threads=8, reading=1, acting=1, patience=0.01)
    for method in ("GET", "POST", "GET", "POST"):
        with pytest.raises(RuntimeError):
            ask(lanes, method)


def test_a_lane_is_free_again_when_the_server_breaks_off_an_answer():
    lanes = Lanes(lambda environ, start: [b"a", b"b"], threads=8, reading=1, acting=1, patience=0.01)
    body = lanes({"REQUEST_METHOD": "GET", "PATH_INFO": "/"}, lambda status, headers: None)
    next(iter(body))
    del body

    assert lanes.reading.free.qsize() == 1


def test_a_thread_whose_answer_is_handed_over_elsewhere_keeps_no_connection_of_a_lane():
    used = []

    def application(environ, start_response):
        used.append(connections[DEFAULT_DB_ALIAS])
        return []

    lanes = Lanes(application, threads=8, reading=1, acting=1, patience=0.01)
    answer = lanes({"REQUEST_METHOD": "GET", "PATH_INFO": "/"}, None)

    assert connections[DEFAULT_DB_ALIAS] is not used[0]
    assert lanes.reading.free.qsize() == 0
    answer.close()
    assert lanes.reading.free.get() is used[0]


@pytest.mark.parametrize("is_closed", [True, False])
def test_an_answer_that_is_destroyed_in_another_request_touches_nothing_of_that(is_closed):
    """Python destroys it when it likes; Django would close the connection of whoever is interrupted."""
    body = MagicMock()
    lanes = Lanes(lambda environ, start_response: body, threads=8, reading=1, acting=1, patience=0.01)
    answer = lanes({"REQUEST_METHOD": "GET", "PATH_INFO": "/"}, None)
    if is_closed:
        answer.close()

    answer.__del__()
    del answer

    assert body.close.call_count == is_closed
    assert lanes.reading.free.qsize() == 1


@pytest.mark.parametrize(("is_believed", "said"), [(True, 1000.5), (False, None)])
def test_the_proxys_instant_is_believed_where_there_is_a_proxy(settings, is_believed, said):
    settings.BEHIND_PROXY = is_believed

    instant = received_at({"HTTP_X_RECEIVED_AT": "1000.5"})

    assert instant == said if is_believed else abs(instant - time.time()) < PATIENCE
    assert abs(received_at({"HTTP_X_RECEIVED_AT": "soon"}) - time.time()) < PATIENCE


def test_a_request_carries_its_instant():
    carried = []
    lanes = Lanes(
        lambda environ, start: carried.append(environ) or [], threads=4, reading=1, acting=1, patience=1
    )
    lanes({"REQUEST_METHOD": "POST", "PATH_INFO": "/"}, None).close()

    assert abs(carried[0][RECEIVED_AT] - time.time()) < PATIENCE


def wait_until(is_so):
    limit = time.monotonic() + PATIENCE
    while not is_so() and time.monotonic() < limit:
        time.sleep(0.02)
    assert is_so()


@pytest.fixture
def server(database_address, tmp_path):
    """The web server as `make run` has it, with a page that reads for ten minutes; yields its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {
        "DATABASE_URL": database_address(),
        "DJANGO_SETTINGS_MODULE": "cica.settings.local",
        "LONGEST_STATEMENT": "0",  # nothing but the lanes helps
        "CICA_DATA_DIR": str(tmp_path),
        "PYTHONPATH": f"{settings.BASE_DIR}:{settings.BASE_DIR / 'tests' / 'cica'}",
    }
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--blocking-threads", "64", "--log-level", "warning", "slow_reading:application",
    ]  # fmt: skip
    process = subprocess.Popen(command, env=os.environ | own, cwd=settings.BASE_DIR, start_new_session=True)
    wait_until(lambda: answered(port, "GET", "/healthz") == 200)
    yield port
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    wait_until(nobody_else_is_there)  # those who sleep would keep the tests' database from being dropped


def answered(port, method, path, **request) -> int:
    """Ask over a connection of its own; return the status, 0 where none came."""
    asking = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        asking.request(method, path, **request)
        return asking.getresponse().status
    except OSError:
        return 0
    finally:
        asking.close()


def nobody_else_is_there() -> bool:
    """Whether no other session is in the tests' database; end those that are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone() == (0,)


def test_an_objection_is_in_while_slow_reading_takes_all_it_can(server):
    proposal = proposal_at(Stage.CIRCULATION)
    silence = consider(
        proposal, Action.OPEN_SWG, silence=instant_text(clock.now() + timedelta(seconds=PATIENCE))
    )
    delegate("TR")
    account = Account.objects.get(username="delegate.tr")
    token = Token.objects.create(user=account)[1]
    reading = [
        threading.Thread(target=answered, args=(server, "GET", "/slow"), daemon=True) for _ in range(70)
    ]
    for thread in reading:
        thread.start()
    wait_until(lambda: answered(server, "GET", "/members/") == 503)

    status = answered(
        server, "POST", f"/api/v1/considerations/{silence.pk}/positions/",
        body=orjson.dumps({"position": "objection", "statement": "It goes too far."}),
        headers={"Authorization": f"Token {token}", "Content-Type": "application/json"},
    )  # fmt: skip

    assert status in {200, 201}
    position = Position.objects.get(consideration=silence, state="TR")
    silence.refresh_from_db()
    assert position.received_at < silence.closes_at
