"""`make run` from outside: it answers, and whatever ends it leaves no process behind."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from functools import partial
from http.client import HTTPException, RemoteDisconnected
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil
import pytest
from django.conf import settings

from cica import run

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
        except (OSError, HTTPException):
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


def part(environment, *, word: str) -> psutil.Process:
    """The process whose command line has this word, once there is one."""
    limit = time.monotonic() + START_LIMIT
    while time.monotonic() < limit:
        for process in processes_of(environment):
            with suppress(psutil.NoSuchProcess):
                if word in process.cmdline():
                    return process
        time.sleep(0.1)
    pytest.fail(f"no {word}")


def test_a_part_that_dies_is_started_again_and_all_of_it_ends_when_asked(environment, port, capfd):
    system = start(environment)
    wait_until_ready(system, port)
    for find in (partial(part, word="granian"), partial(part, word="delivery"), postmaster):
        first = find(environment)
        first.kill()
        first.wait(STOP_LIMIT)
        assert find(environment).pid != first.pid
        wait_until_ready(system, port)

    said = capfd.readouterr().out
    for name in ("web", "courier", "PostgreSQL"):
        assert f"{name} ended unexpectedly; it is started again in 2 seconds." in said

    os.killpg(system.pid, signal.SIGINT)  # what a terminal does at Ctrl-C
    assert system.wait(STOP_LIMIT) == 0
    assert left_behind(environment) == []


def postmaster(environment) -> psutil.Process:
    """The database server, once it runs."""
    note = Path(environment["CICA_DATA_DIR"]) / "postgres" / "postmaster.pid"
    limit = time.monotonic() + START_LIMIT
    while time.monotonic() < limit:
        with suppress(FileNotFoundError, IndexError, ValueError, psutil.NoSuchProcess):
            process = psutil.Process(int(note.read_text().split()[0]))
            if process.status() != psutil.STATUS_ZOMBIE:
                return process
        time.sleep(0.1)
    pytest.fail("no server")


def test_it_ends_with_a_failure_once_a_part_is_given_up(capsys):
    hopeless = run.SystemPart(
        "worker", start=lambda: None, lives=lambda: False, deaths=[time.monotonic()] * 2
    )

    assert run.watch([hopeless], stop=False) == 1
    assert "worker ended 3 times in a minute; stopping the rest." in capsys.readouterr().out


def kept(lives: list[bool], started: list[float], clock: list[float]) -> run.SystemPart:
    return run.SystemPart("part", start=lambda: started.append(clock[0]), lives=lambda: lives[0])


def test_a_part_is_given_up_only_when_it_dies_thrice_within_a_minute():
    lives, started, clock = [False], [], [0.0]
    part = kept(lives, started, clock)
    for at in (0, 1, 3, 62, 64, 123, 125):  # it dies at 1, 62 and 123
        clock[0] = at
        assert part.look_after(now=at)
    assert started == [0, 3, 64, 125]

    assert part.look_after(now=126)
    assert part.look_after(now=128)
    assert not part.look_after(now=129)


@pytest.mark.parametrize(
    "error", [URLError("no"), TimeoutError(), ConnectionResetError(), RemoteDisconnected()]
)
def test_a_page_that_is_not_there_yet_is_not_there_in_any_way(monkeypatch, error):
    def fail(*arguments, **options):
        raise error

    monkeypatch.setattr(run, "urlopen", fail)

    assert not run.answers("http://127.0.0.1/healthz")


def test_a_taken_port_is_said(environment, port, capfd):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()

        assert start(environment).wait(STOP_LIMIT) == 1

    assert f"Port {port} is taken." in capfd.readouterr().out
