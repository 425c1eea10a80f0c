"""A supervisor is told whether a process works, not only whether it lives."""

import os
import socket
import subprocess
import sys
import threading
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from cica import probe


@pytest.fixture
def web():
    """A web node that answers its health page with what it is told to; remembers whom it was asked as."""

    class Page(BaseHTTPRequestHandler):
        status = HTTPStatus.OK
        asked_as = ""

        def do_GET(self):
            Page.asked_as = self.headers["Host"]
            self.send_response(self.status if self.path == "/healthz" else HTTPStatus.NOT_FOUND)
            self.end_headers()

        def log_message(self, *line):
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        Page.port = server.server_port
        yield Page
        server.shutdown()
        thread.join()


def asked(monkeypatch, *arguments):
    monkeypatch.setattr("sys.argv", ["probe", *map(str, arguments)])
    return probe.main()


def test_a_node_is_asked_by_the_name_of_the_site(web, monkeypatch, settings):
    settings.BASE_URL = "https://cbm.example"

    assert asked(monkeypatch, "web", "--port", web.port) == 0
    assert web.asked_as == "cbm.example"


def test_a_node_that_cannot_serve_is_not_well(web, monkeypatch):
    web.status = HTTPStatus.SERVICE_UNAVAILABLE

    assert asked(monkeypatch, "web", "--port", web.port) == 1


def test_a_node_that_is_gone_is_not_well(monkeypatch):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))

        assert asked(monkeypatch, "web", "--port", unused.getsockname()[1]) == 1


def test_the_scheduler_is_well_while_it_writes_its_schedule(monkeypatch, settings, tmp_path):
    settings.CELERY_BEAT_SCHEDULE_FILENAME = str(tmp_path / "schedule")
    assert asked(monkeypatch, "scheduler") == 1

    written = tmp_path / "schedule.db"  # as some dbm libraries name it
    written.touch()
    assert asked(monkeypatch, "scheduler") == 0

    long_ago = time.time() - probe.STANDSTILL - 1
    os.utime(written, (long_ago, long_ago))
    assert asked(monkeypatch, "scheduler") == 1


def test_a_worker_that_nobody_hears_is_not_well(monkeypatch):
    monkeypatch.setattr(probe, "PATIENCE", 0.1)

    assert asked(monkeypatch, "worker", "--node", "nobody@nowhere") == 1


def test_it_runs_as_a_command():
    command = [sys.executable, "-m", "cica.probe", "nothing"]

    said = subprocess.run(command, capture_output=True, text=True, check=False)

    assert said.returncode == 2
    assert "invalid choice" in said.stderr
