"""`make run` from outside: it answers, and whatever ends it leaves no process behind."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil
import pytest
from django.conf import settings

START_LIMIT = 90  # seconds, as promised for a first start
STOP_LIMIT = 60


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def environment(port):
    """A system of its own: own data, own server, no demonstration.

    Not under pytest's folder: any other pytest that starts closes that one to the server's account.
    """
    shared = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    with tempfile.TemporaryDirectory(prefix="cica-", ignore_cleanup_errors=True) as folder:
        own = {"CICA_DATA_DIR": str(Path(folder) / "var"), "PORT": str(port), "DEMO": "0"}
        yield {name: value for name, value in os.environ.items() if name not in shared} | own


def start(environment) -> subprocess.Popen:
    command = [sys.executable, "-m", "cica.run"]
    return subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR, start_new_session=True)


def wait_until_ready(process: subprocess.Popen, port: int) -> None:
    limit = time.monotonic() + START_LIMIT
    while time.monotonic() < limit and process.poll() is None:
        try:
            urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
        except URLError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("it never answered")


def left_behind(environment) -> list[psutil.Process]:
    """The processes of this environment that are not gone soon after its end; a killed one takes a moment."""
    return psutil.wait_procs(processes_of(environment), timeout=5)[1]


def processes_of(environment) -> list[psutil.Process]:
    """Every process that was started in this environment, PostgreSQL's among them."""
    mark = environment["CICA_DATA_DIR"]
    return [process for process in psutil.process_iter() if mark in _traces_of(process)]


def _traces_of(process: psutil.Process) -> str:
    try:
        return process.environ().get("CICA_DATA_DIR", "") + " ".join(process.cmdline())
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return ""


def test_a_command_beside_it_uses_its_server_and_leaves_it_running(environment, port):
    system = start(environment)
    wait_until_ready(system, port)
    count = "from members.models import Participant; print(Participant.objects.count())"
    command = [sys.executable, "manage.py", "shell", "--no-imports", "--command", count]
    answer = subprocess.run(
        command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )

    assert int(answer.stdout) > 0
    assert answer.stderr == ""
    wait_until_ready(system, port)

    system.terminate()

    assert system.wait(STOP_LIMIT) == 0
    assert left_behind(environment) == []


def test_it_starts_twice_and_stops_whole_when_asked_and_when_a_part_dies(environment, port):
    first = start(environment)
    wait_until_ready(first, port)
    os.killpg(first.pid, signal.SIGINT)  # what a terminal does at Ctrl-C

    assert first.wait(STOP_LIMIT) == 0
    assert left_behind(environment) == []

    second = start(environment)
    wait_until_ready(second, port)
    worker = next(process for process in processes_of(environment) if "worker" in process.cmdline())
    worker.kill()

    assert second.wait(STOP_LIMIT) == 1
    assert left_behind(environment) == []


def test_a_taken_port_is_said(environment, port, capfd):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()

        assert start(environment).wait(STOP_LIMIT) == 1

    assert f"Port {port} is taken." in capfd.readouterr().out
