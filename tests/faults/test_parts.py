"""Parts die whole and come back; a cut cable is felt at once."""

import os
import signal
import socket
import socketserver
import subprocess
import sys
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import pytest
from django.conf import settings

from faults.parts import Part, Supervisor, wait_until
from faults.ports import HOST, free_port, is_taken

PARENT_AND_CHILD = (
    "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])"
    "; time.sleep(60)"
)


@pytest.fixture
def folder():
    """Not under pytest's folder: a socket's address must be short."""
    with TemporaryDirectory(prefix="cica-") as name:
        yield Path(name)


@pytest.fixture
def part(folder):
    part = Part(
        "part",
        [sys.executable, "-c", PARENT_AND_CHILD],
        environment={"PATH": os.environ["PATH"], "PWD": str(settings.BASE_DIR)},
        log=folder / "log",
    )
    yield part
    part.stop()


@pytest.fixture
def supervisor(part):
    supervisor = Supervisor()
    supervisor.parts.append(part)
    supervisor.start()
    yield supervisor
    supervisor.stop()


def family(part) -> list[psutil.Process]:
    """The part with its child, once it has one."""
    wait_until(lambda: len(part.members()) == 2, within=20, what="a child")
    return part.members()


def test_a_killed_part_leaves_nobody_and_is_started_again(part, supervisor):
    part.start()
    before = family(part)

    part.kill()

    assert psutil.wait_procs(before, timeout=5)[1] == []
    wait_until(lambda: part.starts == 2 and part.is_running, within=20, what="a second start")
    assert part.pid != before[0].pid


def test_a_part_that_is_held_down_stays_down_until_it_is_let_go(part, supervisor):
    part.start()

    with part.held_down():
        threading.Event().wait(1.5)
        assert not part.is_running

    assert part.is_running


def test_a_frozen_part_does_nothing_and_goes_on(part):
    part.start()
    stopped = family(part)

    with part.frozen():
        wait_until(lambda: {one.status() for one in stopped} == {"stopped"}, within=5, what="a stop")

    wait_until(lambda: "stopped" not in {one.status() for one in stopped}, within=5, what="going on")


class Echo(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile:
            self.wfile.write(line)


@pytest.fixture
def relay(folder):
    """A relay's port and process, before an echo on a Unix socket."""
    address, port = str(folder / "echo"), free_port()
    with socketserver.ThreadingUnixStreamServer(address, Echo) as echo:
        echo.daemon_threads = True
        thread = threading.Thread(target=echo.serve_forever)
        thread.start()
        process = subprocess.Popen(
            [sys.executable, "-m", "faults.relay", str(port), address], cwd=settings.BASE_DIR
        )
        wait_until(lambda: is_taken(port), within=20, what="the relay's port")
        yield port, process
        process.kill()
        process.wait()
        echo.shutdown()
        thread.join()


def test_a_relay_hands_on_both_ways_until_it_is_cut(relay):
    port, process = relay
    with socket.create_connection((HOST, port), timeout=10) as connection:
        connection.sendall(b"to and fro\n")
        assert connection.recv(100) == b"to and fro\n"

        process.send_signal(signal.SIGUSR1)

        with pytest.raises(ConnectionResetError):
            connection.recv(100)
    with socket.create_connection((HOST, port), timeout=10) as connection:
        connection.sendall(b"again\n")
        assert connection.recv(100) == b"again\n"
