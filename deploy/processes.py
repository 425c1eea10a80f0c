"""Processes in a folder of their own, as a user without rights, none of which outlives the rehearsal."""

import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STOP_LIMIT = 15  # seconds that a process has to end when asked
POLL = 0.1
PORTS = range(20_000, 32_000)
DATABASE = "postgres"  # the process that the others end before


class Failure(Exception):
    """A step of the rehearsal that did not end as it must."""


class Processes:
    """Starts and stops what runs under `folder`, which belongs to the user that everything runs as."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.running: dict[str, subprocess.Popen] = {}
        self.owner = unprivileged() if os.geteuid() == 0 else None
        self.own(folder)
        self.python_is_closed = self.owner is not None and not self.may_run_python()

    def own(self, path: Path) -> None:
        """Give a file or folder to the user that everything runs as."""
        if self.owner:
            os.chown(path, self.owner.pw_uid, self.owner.pw_gid)

    def make_folder(self, name: str) -> Path:
        path = self.folder / name
        path.mkdir(mode=0o700)
        self.own(path)
        return path

    def may_run_python(self) -> bool:
        """Whether the user may run this Python and read this tree, which can lie in root's own folder."""
        command = [sys.executable, "-c", "import django, cica.celery"]
        try:
            return subprocess.run(
                command, cwd=ROOT, capture_output=True, check=False, **self.identity("")
            ).returncode == 0  # fmt: skip
        except PermissionError:
            return False

    def identity(self, program: str) -> dict[str, object]:
        """As whom to run a program, as `subprocess` takes it."""
        is_python = Path(program).parent == Path(sys.executable).parent
        if not self.owner or (is_python and self.python_is_closed):
            return {}
        return {"user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": []}

    def whose(self) -> str:
        """As whom things run, in words."""
        if not self.owner:
            return "as you"
        rest = "; Python as root, in whose folder it lies" if self.python_is_closed else ""
        return f"as {self.owner.pw_name}{rest}"

    def run(self, command: list[str], *, environment: dict[str, str], stdin: str = "") -> str:
        """Run a command to its end and return what it printed; raises `Failure` with its last words."""
        done = subprocess.run(
            command, env=environment, cwd=environment.get("PWD", "/"), input=stdin, capture_output=True,
            text=True, check=False, **self.identity(command[0]),
        )  # fmt: skip
        if done.returncode:
            said = (done.stderr.strip() or done.stdout.strip())[-600:]
            raise Failure(f"{' '.join(command[:4])} … ended with {done.returncode}: {said}")
        return done.stdout.strip()

    def start(self, name: str, command: list[str], *, environment: dict[str, str]) -> None:
        """Start a process whose output is kept in `NAME.log`; a second start goes on in that log."""
        log = self.folder / f"{name}.log"
        with log.open("ab") as output:
            self.own(log)
            self.running[name] = subprocess.Popen(
                command, env=environment, cwd=environment.get("PWD", "/"), stdin=subprocess.DEVNULL,
                stdout=output, stderr=output, start_new_session=True, **self.identity(command[0]),
            )  # fmt: skip

    def kill(self, name: str) -> None:
        """End a process and all that it started at once, as a crash does."""
        process = self.running.pop(name)
        signal_group(process, signal.SIGKILL)
        process.wait()

    def stop(self, name: str) -> None:
        """Ask a process to end, and after `STOP_LIMIT` seconds end it by force."""
        signal_leader(self.running[name], signal.SIGTERM)
        self._wait_for_end(name)

    def _wait_for_end(self, name: str) -> None:
        process = self.running.pop(name)
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_LIMIT)
        signal_group(process, signal.SIGKILL)
        process.wait()

    def stop_all(self) -> None:
        """End everything at once, the database after those who use it, and remove the folder."""
        others = [name for name in self.running if name != DATABASE]
        for name in others:
            signal_leader(self.running[name], signal.SIGTERM)
        for name in others:
            self._wait_for_end(name)
        if DATABASE in self.running:
            self.stop(DATABASE)
        shutil.rmtree(self.folder, ignore_errors=True)

    def ended(self) -> list[str]:
        """The processes that are gone although nobody asked them to be."""
        return [name for name, process in self.running.items() if process.poll() is not None]

    def log(self, name: str) -> str:
        """What a process has said so far."""
        path = self.folder / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""


def unprivileged() -> pwd.struct_passwd:
    """A user without rights: PostgreSQL refuses root, and nothing else needs it."""
    known = {user.pw_name: user for user in pwd.getpwall()}
    return known.get("nobody") or known["postgres"]


def signal_group(process: subprocess.Popen, number: signal.Signals) -> None:
    """Signal a process and its children. Each leads a session, so its number is the group's as well."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def signal_leader(process: subprocess.Popen, number: signal.Signals) -> None:
    if process.poll() is None:
        process.send_signal(number)


def free_ports(count: int) -> list[int]:
    """As many different ports of the loopback that nobody listens on.

    Below those that Linux gives to outgoing connections, or one might be taken before it is listened on.
    """
    candidates = random.sample(PORTS, len(PORTS))
    return list(islice(filter(is_free, candidates), count))


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def wait_until(condition: Callable[[], bool], *, what: str, seconds: float = 30) -> float:
    """Ask again and again until `condition` holds; return after how many seconds. Raises `Failure`."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > seconds:
            raise Failure(f"{what}: not within {seconds:.0f} s")
        time.sleep(POLL)
    return time.monotonic() - began


def listens(port: int) -> bool:
    """Whether somebody takes connections there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
